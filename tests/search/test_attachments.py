"""The words of attached files lead to their page, for those who may open the file, and for nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.base.models import HubDocument
from pages.standard.models import ContentPage
from resources.centre.models import ResourcePage
from search import file_reading
from search.attachments import PASSAGE, pages_showing, passages
from search.checking import compare
from search.extraction.child import Reading
from search.file_reading import note_missed_files, read_waiting_files
from search.indexing import catch_up, rebuild
from search.models import FileText
from tests.factories.people import UserFactory

from . import hostile
from .attaching import add_file, attach, found, hits

READ, REFUSED, WAITING = FileText.State.READ, FileText.State.REFUSED, FileText.State.WAITING


# --- Finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", hostile.make_pdf("Le narval dort")),
        ("a.docx", hostile.make_docx("Le narval dort.", "Fin")),
        ("a.odt", hostile.make_odt("Le narval dort.", "Fin")),
        ("a.pptx", hostile.make_pptx("Le narval dort.")),
    ],
)
def test_the_words_of_a_file_lead_to_its_page(
    tree: Any, roles: Any, after_commit: Any, name: str, data: bytes
) -> None:
    rebuild()
    with after_commit():
        document = add_file(name, data, title="La fiche jointe")
        attach(tree.resource, document)
    (hit,) = hits(roles.user("mentor"), "narval")
    assert hit.title == "Ressource d’essai"
    assert hit.file == "La fiche jointe"
    assert hit.file_url == document.url
    assert "narval" in "".join(text for text, _marked in hit.excerpt)
    assert not compare().references


def test_a_file_linked_in_a_text_is_read_too(tree: Any, roles: Any, after_commit: Any) -> None:
    rebuild()
    with after_commit():
        document = add_file("a.odt", hostile.make_odt("Le narval dort."))
        link = f'<p>Voir <a linktype="document" id="{document.pk}">la note</a>.</p>'
        tree.content.body = [{"type": "paragraph", "value": link}]
        tree.content.save_revision().publish()
    assert found(roles.user("eig"), "narval") == {"Page d’essai"}


def test_a_replaced_file_is_read_again(fiche: HubDocument, tree: Any, roles: Any, after_commit: Any) -> None:
    with after_commit():
        fiche.file.save("autre.odt", ContentFile(hostile.make_odt("Le dugong nage.")), save=False)
        fiche.title = "Fiche du dugong"
        fiche.save()
    assert not found(roles.user("mentor"), "narval")
    (hit,) = hits(roles.user("mentor"), "dugong")
    assert (hit.file, hit.file_url) == ("Fiche du dugong", fiche.url)


def test_a_renamed_file_is_renamed_without_being_read_again(
    fiche: HubDocument, roles: Any, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reading, "read_file", lambda *_args: pytest.fail("relu"))
    with after_commit():
        fiche.title = "Fiche du cétacé"
        fiche.save()
    assert hits(roles.user("mentor"), "narval")[0].file == "Fiche du cétacé"


@pytest.mark.parametrize("how", ["delete", "detach"])
def test_a_file_that_goes_is_forgotten(
    fiche: HubDocument, tree: Any, roles: Any, after_commit: Any, how: str
) -> None:
    user = roles.user("mentor")
    assert found(user, "narval")
    with after_commit():
        if how == "delete":
            fiche.delete()
        else:
            tree.resource.files = []
            tree.resource.save()
        # Before the index knows.
        assert not found(user, "narval")
    assert not found(user, "narval")
    assert not compare().references


def test_the_words_of_a_file_survive_a_rebuild(fiche: HubDocument, roles: Any) -> None:
    rebuild()
    assert found(roles.user("mentor"), "narval") == {"Ressource d’essai"}


def test_long_files_are_cut_into_passages_that_know_their_page() -> None:
    text = "\f".join(["mot " * 400, "terme " * 2000, "", "fin"])
    cut = list(passages(text))
    assert all(len(words) <= PASSAGE for _page, words in cut)
    assert [page for page, _words in cut][:2] == [1, 2]
    assert " ".join(words for _page, words in cut).split() == text.split()
    assert cut[-1][1].endswith("fin")
    assert next(passages("x" * (3 * PASSAGE))) == (1, "x" * PASSAGE)
    assert list(passages("\f\f")) == []


def test_a_pdf_opens_at_the_page_that_answers(tree: Any, roles: Any, after_commit: Any) -> None:
    rebuild()
    with after_commit():
        pages = ["Introduction " * 350, "Le narval dort"]
        attach(tree.resource, add_file("a.pdf", hostile.make_pdf(*pages)))
    assert hits(roles.user("mentor"), "narval")[0].file_url.endswith("a.pdf#page=2")


# --- Files that cannot be read --------------------------------------------------------------------


def test_the_owner_of_a_bad_file_is_told_once(tree: Any, after_commit: Any) -> None:
    owner = UserFactory(email="depot@ministere.example")
    with after_commit():
        document = add_file("piege.docx", hostile.billion_laughs(), title="Piège", uploaded_by_user=owner)
        attach(tree.resource, document)
    text = FileText.objects.get(document=document)
    assert text.state == REFUSED
    (letter,) = mail.outbox
    assert letter.to == ["depot@ministere.example"]
    assert "« Piège »" in letter.body
    assert text.reason in letter.body
    assert reverse("wagtaildocs:edit", args=[document.pk]) in letter.body
    read_waiting_files()
    with after_commit():
        document.title = "Piège renommé"
        document.save()
    assert len(mail.outbox) == 1


def test_bad_files_of_one_person_make_one_letter_and_those_of_nobody_go_to_the_team(
    db: Any, settings: Any
) -> None:
    owner = UserFactory()
    for number in range(3):
        add_file(f"{number}.docx", b"broken", uploaded_by_user=owner if number else None)
    read_waiting_files()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([owner.email, settings.HUB_TEAM_EMAIL])
    assert "2 fichiers" in " ".join(letter.subject for letter in mail.outbox)


def test_a_letter_that_did_not_leave_leaves_later(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Any) -> int:
        raise ConnectionRefusedError

    add_file("a.docx", b"casse", uploaded_by_user=UserFactory())
    with monkeypatch.context() as broken:
        broken.setattr(file_reading.EmailMessage, "send", fail)
        read_waiting_files()
    assert FileText.objects.get().told_at is None
    read_waiting_files()
    assert len(mail.outbox) == 1


def test_the_report_names_bad_files_and_has_them_read_again(
    tree: Any, roles: Any, client: Any, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with after_commit():
        document = add_file("a.docx", b"casse", title="Note illisible")
        add_file("b.pdf", hostile.make_pdf(""), title="Note numérisée")
    report = reverse("hub_search:files")
    text = roles.sign_in(client, "staff").get(report).content.decode()
    assert "Note illisible" in text
    assert "abîmé" in text
    assert "Note numérisée" in text
    assert "images" in text
    assert reverse("wagtaildocs:edit", args=[document.pk]) in text
    monkeypatch.setattr(file_reading, "read_file", lambda *_args: Reading("read", "Le narval dort.", 1))
    row = FileText.objects.get(document=document)
    with after_commit():
        answer = client.post(reverse("hub_search:reread", args=[row.pk]))
    assert answer.status_code == 302
    assert FileText.objects.get(pk=row.pk).state == READ
    # The editors see, and do not have files read again; the others see nothing.
    roles.sign_in(client, "editor")
    assert client.get(report).status_code == 200
    assert client.post(reverse("hub_search:reread", args=[row.pk])).status_code in (302, 403)
    assert FileText.objects.get(pk=row.pk).state == READ
    assert roles.sign_in(client, "eig").get(report).status_code in (302, 403)


def test_the_report_says_which_pages_show_a_bad_file_to_who_may_read_them(
    tree: Any, roles: Any, client: Any, after_commit: Any
) -> None:
    with after_commit():
        attach(tree.resource, add_file("a.docx", b"casse", title="Note illisible"))
        add_file("b.docx", b"casse", title="Note oubliée")
    staff = roles.sign_in(client, "staff")
    text = staff.get(reverse("hub_search:files")).content.decode()
    assert f'<a href="{reverse("wagtailadmin_pages:edit", args=[tree.resource.pk])}">' in text
    assert text.count("<td>Aucune</td>") == 1
    documents = list(HubDocument.objects.all())
    assert pages_showing(roles.user("staff"), documents)
    assert not pages_showing(AnonymousUser(), documents)


def test_a_bad_file_leaves_its_page_as_it_was(tree: Any, roles: Any, client: Any, after_commit: Any) -> None:
    rebuild()
    with after_commit():
        attach(tree.resource, add_file("a.docx", hostile.nested()))
    assert found(roles.user("mentor"), "ressource d’essai")
    assert roles.sign_in(client, "mentor").get(tree.resource.url).status_code == 200


# --- Nothing is lost -------------------------------------------------------------------------------


def test_what_a_killed_process_was_reading_is_taken_up(tree: Any, roles: Any) -> None:
    rebuild()
    attach(tree.resource, add_file("a.odt", hostile.make_odt("Le narval dort.")))
    # Claimed a second ago: somebody is reading it.
    FileText.objects.update(claimed_at=timezone.now(), attempts=1)
    assert read_waiting_files() == 0
    FileText.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=4))
    call_command("search_index", "catch-up", verbosity=0)
    catch_up()
    assert found(roles.user("mentor"), "narval")


def test_a_file_that_kills_its_readers_is_given_up(db: Any) -> None:
    add_file("a.odt", hostile.make_odt("Le narval dort."))
    FileText.objects.update(attempts=3)
    read_waiting_files()
    text = FileText.objects.get()
    assert (text.state, "interrompue" in text.reason) == (REFUSED, True)


def test_a_storage_that_does_not_answer_is_waited_for(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    add_file("a.odt", hostile.make_odt("Le narval dort."))

    def unreachable(*_args: Any, **_options: Any) -> None:
        raise ConnectionError("injoignable")

    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "open", unreachable)
        assert read_waiting_files() == 0
    text = FileText.objects.get()
    assert (text.state, text.attempts) == (WAITING, 0)
    FileText.objects.update(claimed_at=None)
    assert read_waiting_files() == 1
    assert not mail.outbox


def test_a_missing_file_is_said_to_be_missing(db: Any) -> None:
    document = add_file("a.odt", b"x")
    document.file.storage.delete(document.file.name)
    read_waiting_files()
    assert "manque" in FileText.objects.get().reason


def test_a_file_replaced_while_it_is_read_is_read_again(
    tree: Any, roles: Any, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild()
    document = add_file("a.odt", hostile.make_odt("Le narval dort."))
    attach(tree.resource, document)
    read_file = file_reading.read_file
    replaced: list[bool] = []

    def slow(kind: str, file: Any) -> Reading:
        reading = read_file(kind, file)
        if not replaced:
            replaced.append(True)
            document.file.save("b.odt", ContentFile(hostile.make_odt("Le dugong nage.")), save=False)
            document.save()
        return reading

    monkeypatch.setattr(file_reading, "read_file", slow)
    with after_commit():
        read_waiting_files()
    with after_commit():
        read_waiting_files()
    catch_up()
    assert found(roles.user("mentor"), "dugong")
    assert not found(roles.user("mentor"), "narval")


def test_documents_that_came_by_another_way_are_noticed(tree: Any) -> None:
    document = add_file("a.odt", hostile.make_odt("Le narval dort."))
    FileText.objects.all().delete()
    assert note_missed_files() == 1
    read_waiting_files()
    assert FileText.objects.get(document=document).state == READ
    assert note_missed_files() == 0


def test_other_formats_are_left_alone(db: Any, after_commit: Any) -> None:
    with after_commit():
        add_file("a.csv", b"a;b")
    assert FileText.objects.get().state == FileText.State.IGNORED
    assert not mail.outbox


def test_a_page_of_another_type_may_have_files() -> None:
    # What protects the rule above: every page of the hub goes through page_document().
    from search.documents import sources

    assert {source.model for source in sources() if source.is_page} >= {ContentPage, ResourcePage}
