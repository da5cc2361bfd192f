"""The history of a défi: each publication is told once, and each reader reads what is theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.defis.enums import HistoryKind
from pages.defis.history import record_confirmation, record_entry, services
from pages.defis.history.compare import PUBLISHED
from pages.defis.models import DefiMember, DefiPage, HistoryEntry, RoadmapObjective
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, STAKEHOLDER_WORDS, full_defi
from tests.factories.pages import open_to_public
from tests.factories.people import PersonFactory

ADDRESS = "/defis/complet/historique/"


def publish(defi: Any, user: Any = None, **fields: Any) -> None:
    """Publish a défi, as a form would, with some of its fields changed."""
    draft = Page.objects.get(pk=defi.pk).specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user).publish()


def change_cost(defi: Any, user: Any, cost: int, *, risks: str = "") -> None:
    """Publish another cost of the recommended scenario."""
    draft = Page.objects.get(pk=defi.pk).specific.get_latest_revision_as_object()
    rows = list(draft.scenarios.all())
    rows[0].yearly_cost = cost
    rows[0].risks = risks or rows[0].risks
    draft.scenarios = rows
    draft.save_revision(user=user).publish(user=user)


def texts(defi: Any) -> list[list[str]]:
    """Return the sentences of the history, oldest first, without no-break spaces."""
    rows = HistoryEntry.objects.filter(defi_id=defi.pk).order_by("pk")
    return [[line["text"].replace("\u00a0", " ") for line in row.lines] for row in rows]


def test_each_publication_is_told_once(tree: Any, roles: Any) -> None:
    """The first as such, the next by what it changed, one that changes nothing not at all."""
    defi, staff = full_defi(tree), roles.user("staff")
    publish(defi, staff)
    publish(defi, staff)
    publish(defi, staff, takeover="Bureau B", summary="Un autre résumé")
    publish(defi, staff, summary="Le résumé n’est pas de la fiche")
    assert texts(defi) == [
        [PUBLISHED],
        ["Relève : de « Bureau de la relation avec le public » à « Bureau B »."],
    ]
    entry = HistoryEntry.objects.filter(defi_id=defi.pk).first()
    assert entry.by == staff
    assert entry.by_name == staff.get_full_name()
    assert entry.snapshot["plan"]["takeover"] == "Bureau B"


def test_what_is_not_published_tells_nothing(tree: Any, roles: Any) -> None:
    """A draft, a publication to come, a page taken back."""
    draft = tree.add(tree.defis, "brouillon", DefiPage(title="Brouillon", slug="brouillon"), publish=False)
    draft.save_revision()
    publish(draft, roles.user("staff"), go_live_at=timezone.now() + dt.timedelta(days=3))
    assert not HistoryEntry.objects.filter(defi_id=draft.pk).exists()
    defi = full_defi(tree)
    publish(defi, roles.user("staff"))
    Page.objects.get(pk=defi.pk).specific.unpublish()
    assert texts(defi) == [[PUBLISHED]]


def test_a_failure_never_stands_in_the_way_and_is_made_up_for(
    tree: Any, roles: Any, monkeypatch: Any, caplog: Any
) -> None:
    """The publication goes through; the command tells the change later, once, as of its own day."""
    defi, staff = full_defi(tree), roles.user("staff")
    publish(defi, staff)

    def fail(*_args: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(services, "snapshot", fail)
        publish(defi, staff, takeover="Bureau B")
    assert DefiPage.objects.get(pk=defi.pk).takeover == "Bureau B"
    assert "was not recorded" in caplog.text
    assert len(texts(defi)) == 1
    call_command("catch_up_history", verbosity=0)
    call_command("catch_up_history", verbosity=0)
    assert texts(defi)[1:] == [["Relève : de « Bureau de la relation avec le public » à « Bureau B »."]]
    entry = HistoryEntry.objects.filter(defi_id=defi.pk).first()
    assert entry.at == DefiPage.objects.get(pk=defi.pk).last_published_at
    assert entry.by == staff


def test_a_restored_version_is_a_change_like_another(tree: Any, roles: Any) -> None:
    """Going back is told too: rows are followed by their key."""
    defi, staff = full_defi(tree), roles.user("staff")
    publish(defi, staff)
    first = Page.objects.get(pk=defi.pk).specific.latest_revision
    draft = Page.objects.get(pk=defi.pk).specific.get_latest_revision_as_object()
    draft.objectives = [RoadmapObjective(horizon="short", objective="Un seul objectif")]
    draft.save_revision(user=staff).publish(user=staff)
    first.as_object().save_revision(user=staff).publish(user=staff)
    removed = ["Objectif retiré : « Tester avec dix personnes »."]
    assert texts(defi)[1][:1] == removed
    assert "Objectif ajouté à court terme : « Tester avec dix personnes »." in texts(defi)[2]
    assert "Objectif retiré : « Un seul objectif »." in texts(defi)[2]


@pytest.mark.parametrize(
    ("role", "insider"),
    [("staff", True), ("member", True), ("mentor", False), ("eig", False), ("coach", False),
     ("anonymous", False)],
)  # fmt: skip
def test_reserved_sentences_are_read_by_those_who_follow(
    tree: Any, roles: Any, client: Any, role: str, insider: bool
) -> None:
    """The others see neither the sentence, nor an empty entry in its place."""
    defi, staff = full_defi(tree), roles.user("staff")
    publish(defi, staff)
    change_cost(defi, staff, 99_000)
    change_cost(defi, staff, 55_000, risks="Autre")
    open_to_public(defi)
    if role == "member":
        mentor = roles.user("mentor")
        DefiMember.objects.create(defi=defi, person=PersonFactory(user=mentor), role="mentor_operational")
    roles.sign_in(client, "mentor" if role == "member" else role)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert ("99\u202f000\u00a0€" in text) is insider
    assert ("Les risques de" in text) is insider
    assert text.count("Modification publiée") == (3 if insider else 1)
    assert text.count("(réservé)") == (3 if insider else 0)
    words = (*MONEY_WORDS, *RISK_WORDS, *STAKEHOLDER_WORDS)
    assert insider or not [word for word in words if word in text]


def test_an_opened_part_is_read_by_all(tree: Any, roles: Any, client: Any) -> None:
    """What the défi shows to all today, its history shows too."""
    defi, staff = full_defi(tree, money_readers="page"), roles.user("staff")
    publish(defi, staff)
    change_cost(defi, staff, 99_000, risks="Autre")
    roles.sign_in(client, "eig")
    text = client.get(ADDRESS).content.decode()
    assert "99\u202f000\u00a0€" in text
    assert "(réservé)" not in text
    assert "Les risques de" not in text


def test_confirmations_answers_and_silences_are_in_it(tree: Any, roles: Any, client: Any) -> None:
    """Newest first, by month, with who and when; filtered by part of the record."""
    defi, staff = full_defi(tree), roles.user("staff")
    at = timezone.make_aware(dt.datetime(2026, 3, 10, 9))
    publish(defi, staff)
    record_confirmation(defi, staff, at=at)
    line = {"text": "Le produit est en production.", "area": "plan", "reserved": ""}
    record_entry(defi, HistoryKind.FOLLOW_UP, by_name="Ada M.", at=at + dt.timedelta(days=40), lines=[line])
    record_entry(defi, HistoryKind.SILENCE, at=at + dt.timedelta(days=80))
    roles.sign_in(client, "eig")
    text = client.get(ADDRESS).content.decode()
    titles = ["Sans réponse", "Avril 2026", "Nouvelles reçues", "Mars 2026", "Plan relu et confirmé"]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert "10\u00a0mars 2026" in text
    assert "Ada M." in text
    assert "Modification publiée" in text
    plan = client.get(f"{ADDRESS}?domaine=plan").content.decode()
    assert "Plan relu et confirmé" in plan
    assert "Modification publiée" not in plan
    assert "Plan relu et confirmé" not in client.get(f"{ADDRESS}?domaine=roadmap").content.decode()
    assert "Modification publiée" in client.get(f"{ADDRESS}?domaine=nimporte").content.decode()


def test_names_survive_people_and_are_not_shown_to_strangers(tree: Any, roles: Any, client: Any) -> None:
    """The account goes, the name stays; anonymous visitors read what happened, not who did it."""
    defi = full_defi(tree)
    author = PersonFactory(user=roles.user("alumni")).user
    author.first_name, author.last_name = "Zoé", "Partie"
    author.save()
    publish(defi, author)
    author.delete()
    open_to_public(defi)
    assert "Zoé Partie" not in client.get(ADDRESS).content.decode()
    roles.sign_in(client, "eig")
    assert "Zoé Partie" in client.get(ADDRESS).content.decode()


def test_a_long_history_is_paged_within_the_budget(tree: Any, roles: Any, client: Any) -> None:
    """Twenty entries a page, fifteen queries at most; a page that does not exist gives the nearest."""
    defi = full_defi(tree)
    for offset in range(45):
        record_confirmation(defi, roles.user("staff"), at=timezone.now() - dt.timedelta(days=offset))
    roles.sign_in(client, "staff")
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(ADDRESS).content.decode()
    assert len(queries) <= 15
    assert text.count("Plan relu et confirmé") == 20
    assert client.get(f"{ADDRESS}?page=99").content.decode().count("Plan relu et confirmé") == 5


def test_the_history_follows_the_page(tree: Any, roles: Any, client: Any) -> None:
    """Who may not open the défi may not read what happened to it."""
    publish(full_defi(tree), roles.user("staff"))
    assert client.get(ADDRESS).status_code == 302
