"""The import into a hub: what people find there, and what a second run leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from hub.base.models import HubDocument, HubImage
from hub.legacy.enums import Cause, Kind, Outcome
from hub.legacy.models import LegacyRecord
from hub.legacy.pages import PAGE_TYPES, PageWriter
from hub.legacy.report import Report
from hub.people.models import Administration, Person, Promotion, Skill
from pages.defis.models import DefiIndexPage, DefiPage
from pages.experience.models import ExperienceReportPage
from pages.news.models import NewsPage
from resources.centre.models import ResourcePage

from .conftest import POST, FormerSite

Run = Callable[..., Report]
POST_FILE = "_posts/2018-09-24-seminaire-au-vert.md"

pytestmark = pytest.mark.django_db


def details(report: Report, cause: Cause) -> list[str]:
    return [warning.detail for warning in report.warnings if warning.cause == cause]


def snapshot() -> list[Any]:
    """Return everything that a run could change."""
    return [
        list(model._default_manager.order_by("pk").values_list())
        for model in (
            Page,
            Person,
            Promotion,
            Administration,
            Skill,
            HubImage,
            HubDocument,
            Redirect,
            Revision,
        )
    ]


def news() -> NewsPage:
    return NewsPage.objects.get(title="Un séminaire au vert")


# --- What arrives -------------------------------------------------------------------------------


def test_a_defi_arrives_with_its_team_figures_and_links(run: Run) -> None:
    run()
    defi = DefiPage.objects.get(title="Phare")
    assert defi.live
    assert defi.get_parent().specific == DefiIndexPage.objects.get()
    assert defi.summary == "Éclairer les démarches des usagers"
    assert defi.promotion.name == "Promotion 2"
    assert (str(defi.start), str(defi.end), defi.phase) == ("2018-01-01", "2018-10-31", "takeover")
    assert str(defi.administration) == "Direction des phares (DPH)"
    assert defi.administration.parent.name == "Ministère de la Mer, de la Pêche et du Vent"
    assert sorted(skill.name for skill in defi.skills.all()) == ["Design", "Développement"]
    assert [(m.person.full_name, m.role) for m in defi.members.all()] == [
        ("Ysaline Torvec", "eig"),
        ("Gaspard Le Brume", "mentor_operational"),
    ]
    assert [(f.value, f.label) for f in defi.key_figures.all()] == [("12\u202f000", "feux recensés")]
    assert {link.kind: link.url for link in defi.links.all()}[
        "video"
    ] == "https://www.dailymotion.com/video/x123"
    assert defi.image.legacy_address == "/img/defis/4_LUMIERE.png"
    assert [h["text"] for h in defi.headings()] == ["Réalisations"]
    assert "Voir la carte" in defi.stream_text()


def test_people_arrive_with_their_roles_links_and_photo(run: Run) -> None:
    run()
    ysaline = Person.objects.get(last_name="Torvec")
    assert (ysaline.roles, ysaline.trade, ysaline.job_title) == (["alumni"], "dev", "Développeuse")
    assert ysaline.promotion.number == 2
    assert ysaline.biography.startswith("Je développe des outils.")
    assert {(link.kind, link.url) for link in ysaline.links.all()} == {
        ("website", "https://ysaline.example.org"),
        ("code", "https://github.com/ytorvec"),
    }
    assert ysaline.photo is not None
    gaspard = Person.objects.get(last_name="Le Brume")
    assert (gaspard.roles, gaspard.photo) == (["mentor"], None)
    assert gaspard.administration == DefiPage.objects.get(title="Phare").administration


def test_a_post_arrives_as_news_with_clean_blocks(run: Run) -> None:
    report = run()
    page = news()
    assert (str(page.date), page.author_name) == ("2018-09-24", "Ysaline Torvec et Inès Nulpart, équipe EIG")
    assert [tag.name for tag in page.tags.all()] == ["méthode"]
    assert page.first_published_at is not None
    assert page.first_published_at.date().isoformat() == "2018-09-24"
    kinds = [block["type"] for block in page.body.raw_data]
    assert kinds == ["heading", "paragraph", "image", "paragraph", "footnotes"]
    image = page.body.raw_data[2]["value"]
    assert image["image"]["alt_text"] == "Le groupe"
    assert HubImage.objects.get(pk=image["image"]["image"]).description == "Le groupe"
    assert page.image_id == image["image"]["image"]
    assert "Le groupe au complet" in image["caption"]
    assert image["credit"] == "Studio Vent"
    assert "alert" not in page.stream_text()
    page.body.stream_block.clean(page.body)  # an editor can save it as it is
    assert details(report, Cause.MISSING_IMAGE)[-1] == "/img/blog/absente.jpg"
    assert details(report, Cause.UNSAFE) == ["<script>"]
    assert details(report, Cause.TEMPLATE_CODE) == ["{% include newsletter.html %}"]
    assert details(report, Cause.UNKNOWN_PERSON) == ["Personne Inconnue", "Inès Nulpart"]


def test_links_between_documents_lead_to_the_new_pages(run: Run) -> None:
    report = run()
    body = str(news().body.raw_data[1]["value"])
    defi = DefiPage.objects.get(title="Phare")
    guide = ResourcePage.objects.get(title="Accueillir une équipe")
    assert f'<a linktype="page" id="{defi.pk}">le défi</a>' in body
    assert '<a href="/annuaire/ysaline-torvec/">Ysaline</a>' in body
    assert f'<a href="{guide.url}#avant-larrivee">le guide</a>' in body
    assert "et une page perdue." in body
    assert details(report, Cause.UNKNOWN_LINK) == ["/accompagnement.html"]
    note = ResourcePage.objects.get(title="Modèle de note")
    assert f'<a linktype="page" id="{guide.pk}">l’accueil</a>' in str(note.body.raw_data)
    linked = str(guide.body.raw_data)
    assert f'<a href="{note.url}#calendrier">la note</a>' in linked
    assert '<a href="#pendant-le-defi">plus bas</a>' in linked
    report_page = ExperienceReportPage.objects.exclude(legacy_address="").get()
    assert "{%" not in str(report_page.body.raw_data)


def test_a_post_tagged_as_a_review_is_an_experience_report(run: Run) -> None:
    run()
    page = ExperienceReportPage.objects.get(title="Rétrospective de la promotion 2")
    assert str(page.date) == "2018-10-01"
    assert page.promotion.number == 2
    assert [author.person.full_name for author in page.authors.all()] == ["Ysaline Torvec"]


def test_a_guide_is_a_resource_cut_into_linkable_sections(run: Run) -> None:
    run()
    guide = ResourcePage.objects.get(title="Accueillir une équipe")
    assert [h["anchor"] for h in guide.headings()] == ["avant-larrivee", "pendant-le-defi"]
    assert guide.moment == "arrival"
    assert guide.summary == "Voici comment faire 📚."
    assert [block["type"] for block in guide.body.raw_data] == [
        "paragraph",
        "heading",
        "paragraph",
        "callout",
        "heading",
        "image",
    ]
    assert ResourcePage.objects.get(title="Modèle de note").kind == "template"


def test_former_addresses_redirect(run: Run, roles: Any, client: Any) -> None:
    run()
    roles.sign_in(client, "eig")
    for address, title in [
        ("/defis/2018/phare.html", "Phare"),
        ("/blog/2018/09/24/seminaire-au-vert.html", "Un séminaire au vert"),
        ("/posts/2018/09/24/seminaire-au-vert/", "Un séminaire au vert"),
        ("/guides/accueil.html?x=1", "Accueillir une équipe"),
        ("/communaute/2018/ysaline-torvec.html", "Ysaline Torvec"),
        ("/communaute.html", "Annuaire"),
    ]:
        response = client.get(address, follow=True)
        assert response.redirect_chain[0][1] == 301
        assert response.status_code == 200
        assert title in response.content.decode()


def test_old_addresses_of_a_defi_are_recognised_by_their_last_part(run: Run, site: FormerSite) -> None:
    site.write(
        "_posts/2019-01-02-liens.md",
        "---\ntitle: Liens\n---\n[a](/defi/2017/09/26/phare/) "
        "[b](https://eig.etalab.gouv.fr/defi/2017/09/26/lumiere/)",
    )
    report = run()
    defi = DefiPage.objects.get(title="Phare")
    written = NewsPage.objects.get(title="Liens").body.raw_data[0]["value"]
    assert written.count(f'<a linktype="page" id="{defi.pk}">') == 2
    assert "/accompagnement.html" in details(report, Cause.UNKNOWN_LINK)


def test_images_are_imported_once_even_under_two_names(run: Run, site: FormerSite) -> None:
    copy = (site.root / "img/blog/groupe.jpg").read_bytes()
    site.write("img/blog/copie.jpg", copy)
    site.write("_posts/2019-01-02-copie.md", "---\ntitle: Copie\n---\n![Encore](/img/blog/copie.jpg)")
    run()
    assert NewsPage.objects.get(title="Copie").body.raw_data[0]["value"]["image"]["image"] == news().image_id
    assert HubImage.objects.filter(legacy_address__startswith="/img/blog/").count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("faux.png", b"du texte"),
        ("vide.png", b""),
    ],
)
def test_a_bad_image_is_reported_and_its_page_arrives(
    run: Run, site: FormerSite, name: str, content: bytes
) -> None:
    site.write(f"img/{name}", content)
    site.write("_posts/2019-01-02-image.md", f"---\ntitle: Image\n---\nTexte\n\n![Alt](/img/{name})")
    report = run()
    assert [block["type"] for block in NewsPage.objects.get(title="Image").body.raw_data] == ["paragraph"]
    assert len(details(report, Cause.BAD_IMAGE)) == 1
    assert f"/img/{name}" not in details(report, Cause.MISSING_IMAGE)


@pytest.mark.parametrize("name", ["coupee.jpg", "coupee.png"])
def test_a_truncated_image_is_refused(run: Run, site: FormerSite, name: str) -> None:
    path = site.picture(f"img/{name}", "orange", (900, 900))
    path.write_bytes(path.read_bytes()[:-200])
    site.write("_posts/2019-01-02-image.md", f"---\ntitle: Image\n---\n![Alt](/img/{name})")
    assert details(run(), Cause.BAD_IMAGE) == [f"img/{name} : image illisible"]


def test_files_that_documents_link_to_are_imported(run: Run, site: FormerSite) -> None:
    site.write("docs/mini-guide.pdf", b"%PDF-1.4 contenu")
    site.write("_posts/2019-01-02-pdf.md", "---\ntitle: Pdf\n---\n[le PDF](/docs/mini-guide.pdf)")
    run()
    document = HubDocument.objects.get(legacy_address="/docs/mini-guide.pdf")
    written = NewsPage.objects.get(title="Pdf").body.raw_data[0]["value"]
    assert written == f'<p><a linktype="document" id="{document.pk}">le PDF</a></p>'


def test_imported_images_and_texts_are_for_those_who_may_open_the_page(
    run: Run, roles: Any, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run()
    address = news().image.file.url
    assert client.get(address).status_code == 302  # nobody is signed in
    roles.sign_in(client, "eig")
    assert client.get(address).status_code == 200
    assert "Le groupe au complet" in client.get(news().url).content.decode()


# --- Running again ------------------------------------------------------------------------------


def test_a_second_run_creates_and_changes_nothing(run: Run) -> None:
    first = run()
    before = snapshot()
    second = run()
    assert snapshot() == before
    assert first.total(Outcome.CREATED) > 20
    assert (
        second.total(Outcome.CREATED) == second.total(Outcome.UPDATED) == second.total(Outcome.SKIPPED) == 0
    )
    assert second.total(Outcome.UNCHANGED) == first.total(Outcome.CREATED)
    assert second.warnings == first.warnings


def test_a_changed_source_is_a_new_revision_of_its_page_only(run: Run, site: FormerSite) -> None:
    run()
    page, others = news(), {p.pk: p.latest_revision_id for p in Page.objects.exclude(title=news().title)}
    site.write(POST_FILE, POST.replace("Le programme", "Le nouveau programme"))
    report = run()
    changed = news()
    assert changed.pk == page.pk
    assert changed.latest_revision_id != page.latest_revision_id
    assert changed.live_revision_id == changed.latest_revision_id
    assert changed.headings()[0]["text"] == "Le nouveau programme"
    assert report.counts[Kind.NEWS, Outcome.UPDATED] == report.total(Outcome.UPDATED) == 1
    assert {p.pk: p.latest_revision_id for p in Page.objects.exclude(pk=page.pk)} == others


@pytest.mark.parametrize("published", [True, False])
def test_a_page_changed_by_an_editor_is_reported_and_left_alone(
    run: Run, site: FormerSite, published: bool
) -> None:
    run()
    page = news()
    page.title = "Titre de la rédaction"
    revision = page.save_revision()
    if published:
        revision.publish()
    site.write(POST_FILE, POST.replace("Le programme", "Autre chose"))
    report = run()
    page.refresh_from_db()
    assert page.latest_revision_id == revision.pk
    assert details(report, Cause.EDITED_SINCE) == ["Un séminaire au vert"]
    assert report.counts[Kind.NEWS, Outcome.SKIPPED] == 1
    again = run()
    assert again.counts[Kind.NEWS, Outcome.SKIPPED] == 1


def test_an_edited_page_whose_source_did_not_change_is_simply_unchanged(run: Run) -> None:
    run()
    page = news()
    page.title = "Titre de la rédaction"
    page.save_revision().publish()
    report = run()
    assert report.counts[Kind.NEWS, Outcome.UNCHANGED] == 1
    assert details(report, Cause.EDITED_SINCE) == []


def test_an_unpublished_page_is_not_published_again(run: Run, site: FormerSite) -> None:
    run()
    news().unpublish()
    site.write(POST_FILE, POST.replace("Le programme", "Autre chose"))
    report = run()
    assert not news().live
    assert details(report, Cause.EDITED_SINCE) == ["Un séminaire au vert"]


def test_a_deleted_page_does_not_come_back(run: Run) -> None:
    run()
    news().delete()
    report = run()
    assert not NewsPage.objects.filter(title="Un séminaire au vert").exists()
    assert details(report, Cause.REMOVED_SINCE) == ["Un séminaire au vert"]


def test_people_changed_here_are_left_alone_and_the_others_follow_their_source(
    run: Run, site: FormerSite
) -> None:
    run()
    Person.objects.filter(last_name="Torvec").update(biography="Réécrite par elle-même.")
    data = site.root / "_data/personnes.yml"
    changed = data.read_text(encoding="utf-8").replace("github: ytorvec", "github: autre")
    data.write_text(changed.replace("profil: Mentor", "profil: Mentor\n  website: https://b.example.org"))
    report = run()
    assert Person.objects.get(last_name="Torvec").biography == "Réécrite par elle-même."
    assert details(report, Cause.EDITED_SINCE) == ["Ysaline Torvec"]
    assert [link.url for link in Person.objects.get(last_name="Le Brume").links.all()] == [
        "https://b.example.org"
    ]


def test_somebody_already_in_the_directory_is_completed_not_doubled(run: Run) -> None:
    known = Person.objects.create(
        first_name="Ysaline", last_name="TORVEC", biography="Déjà là.", roles=["coach"]
    )
    run()
    known.refresh_from_db()
    assert Person.objects.filter(last_name__iexact="torvec").count() == 1
    assert (known.biography, known.roles, known.trade) == ("Déjà là.", ["coach"], "dev")
    assert DefiPage.objects.get(title="Phare").members.first().person == known


def test_two_files_on_one_person_are_one_person(run: Run, site: FormerSite, roles: Any, client: Any) -> None:
    site.write("_communaute/2019-01-01-ysaline-torvec.md", "---\nnom: Ysaline TORVEC\n---\nEncore elle.")
    run()
    assert Person.objects.filter(last_name__iexact="torvec").count() == 1
    roles.sign_in(client, "mentor")
    response = client.get("/communaute/2019/ysaline-torvec.html")
    assert response["Location"] == "/annuaire/ysaline-torvec/"
    assert run().total(Outcome.UPDATED) == 0


def test_a_document_that_joins_later_is_linked_from_those_already_there(run: Run, site: FormerSite) -> None:
    run()
    site.write(
        "_posts/2020-01-02-accompagnement.md", "---\ntitle: A\npermalink: /accompagnement.html\n---\nTexte"
    )
    report = run()
    late = NewsPage.objects.get(title="A")
    assert f'<a linktype="page" id="{late.pk}">une page perdue</a>' in str(news().body.raw_data)
    assert report.counts[Kind.NEWS, Outcome.UPDATED] == 1


# --- Accidents ----------------------------------------------------------------------------------


class Killed(BaseException):
    """What ends a process: no ``except Exception`` sees it."""


@pytest.mark.parametrize("survivors", [0, 1, 3])
def test_a_run_killed_half_way_is_finished_by_the_next(
    run: Run, monkeypatch: pytest.MonkeyPatch, survivors: int
) -> None:
    whole = PageWriter.write
    done = []

    def write(self: PageWriter, *args: Any) -> Any:
        if len(done) == survivors:
            raise Killed
        done.append(1)
        return whole(self, *args)

    monkeypatch.setattr(PageWriter, "write", write)
    with pytest.raises(Killed):
        run()
    waiting = LegacyRecord.objects.filter(kind__in=PAGE_TYPES, revision_id=None)
    imported = Page.objects.filter(pk__in=waiting.values("object_id"))
    assert imported.exists()
    assert not imported.filter(live=True).exists()  # nobody sees half a document
    monkeypatch.setattr(PageWriter, "write", whole)
    run()
    assert {page.title for page in NewsPage.objects.live()} >= {"Un séminaire au vert"}
    assert DefiPage.objects.get(title="Phare").live
    assert NewsPage.objects.filter(title="Un séminaire au vert").count() == 1
    assert run().total(Outcome.UNCHANGED) == run().total(Outcome.UNCHANGED)
    assert run().total(Outcome.CREATED) == 0


def test_a_document_that_fails_leaves_nothing_and_stops_nobody(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PageWriter._publish

    def publish(self: PageWriter, page: Any, payload: Any) -> None:
        whole(self, page, payload)
        if page.title == "Phare":
            raise RuntimeError("panne")

    monkeypatch.setattr(PageWriter, "_publish", publish)
    report = run()
    assert not DefiPage.objects.filter(title="Phare").exists()
    assert not LegacyRecord.objects.filter(address="/defis/2018/phare.html").exists()
    assert ["panne" in detail for detail in details(report, Cause.FAILED)] == [True]
    body = str(news().body.raw_data)
    assert "Voir le défi," in body  # no link to a page that does not exist
    monkeypatch.setattr(PageWriter, "_publish", whole)
    run()
    assert DefiPage.objects.get(title="Phare").live
    assert 'linktype="page"' in str(news().body.raw_data)


def test_bad_documents_are_counted_and_named(run: Run, site: FormerSite) -> None:
    site.write("_posts/2019-01-02-casse.md", "---\ntitle: [ouvert\n---\n")
    site.write("_defis/2018-01-01-binaire.md", b"\x89PNG\r\n\x1a\n\x00")
    site.write("_posts/18-09-24-seminaire-au-vert.md", "---\ntitle: Doublon\n---\nTexte")
    report = run()
    assert report.counts[Kind.NEWS, Outcome.SKIPPED] == 2
    assert report.counts[Kind.DEFI, Outcome.SKIPPED] == 1
    assert {w.cause for w in report.warnings} >= {
        Cause.BROKEN_FRONT_MATTER,
        Cause.BINARY_FILE,
        Cause.DUPLICATE,
    }
    assert NewsPage.objects.exclude(legacy_address="").count() == 1


# --- The command --------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_tells_what_would_be(run: Run) -> None:
    before = snapshot()
    dry = run(dry_run=True)
    assert snapshot() == before
    assert LegacyRecord.objects.count() == 0
    real = run()
    for kind in (Kind.DEFI, Kind.NEWS, Kind.EXPERIENCE, Kind.RESOURCE, Kind.PERSON, Kind.IMAGE):
        assert dry.counts[kind, Outcome.CREATED] == real.counts[kind, Outcome.CREATED]
    assert run(dry_run=True).total(Outcome.CREATED) == 0


def test_the_command_prints_a_table_and_writes_a_report(
    tree: Any, site: FormerSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "rapport.json"
    call_command("import_legacy", str(site.root), report=str(target))
    printed = capsys.readouterr()
    assert "Défis" in printed.out
    assert "Avertissements" in printed.out
    assert "Contenus et liens : 5" in printed.err
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["counts"]["defi"] == {"created": 1, "updated": 0, "unchanged": 0, "skipped": 0}
    [missing] = [w for w in content["warnings"] if w["detail"] == "/img/blog/absente.jpg"]
    assert (missing["file"], missing["cause"], missing["reason"]) == (
        POST_FILE,
        "missing_image",
        "Image introuvable",
    )


@pytest.mark.parametrize("folder", ["absent", "vide"])
def test_the_command_refuses_a_bad_folder_in_french(tree: Any, tmp_path: Path, folder: str) -> None:
    (tmp_path / "vide").mkdir()
    with pytest.raises(CommandError, match=r"n’existe pas|Rien à reprendre"):
        call_command("import_legacy", str(tmp_path / folder))


def test_the_command_refuses_a_report_it_cannot_write_before_importing(
    tree: Any, site: FormerSite, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("import_legacy", str(site.root), report=str(tmp_path / "nulle" / "part.json"))
    assert LegacyRecord.objects.count() == 0


def test_without_the_page_tree_the_command_says_what_is_missing(site: FormerSite) -> None:
    with pytest.raises(CommandError, match="la rubrique des défis"):
        call_command("import_legacy", str(site.root))


def test_absurd_data_never_stop_the_run(run: Run, site: FormerSite) -> None:
    """A year beyond the calendar, a year that is no number, an endless défi: the others arrive."""
    site.write(
        "_data/defis.yml",
        "Trop tard:\n  title: Trop tard\n  year: 99999\n  duration_months: 99999999999\n"
        "Sans nombre:\n  title: Sans nombre\n  promotion: 2\n  year: .nan\n"
        "Ordinaire:\n  title: Ordinaire\n  year: 2018\n",
    )
    run()
    titles = set(DefiPage.objects.values_list("title", flat=True))
    assert {"Trop tard", "Sans nombre", "Ordinaire"} <= titles
    assert DefiPage.objects.get(title="Trop tard").start is None
    assert DefiPage.objects.get(title="Ordinaire").start is not None


def test_symbolic_link_brings_nothing_in(run: Run, site: FormerSite, tmp_path: Path) -> None:
    """A link to a file outside of the folder is reported, never published."""
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret de la machine\n---\nTexte.\n", encoding="utf-8")
    (site.root / "_posts" / "2019-01-22-lien.md").symlink_to(secret)
    report = run()
    assert not Page.objects.filter(title="Secret de la machine").exists()
    assert any("lien symbolique" in detail for detail in details(report, Cause.FAILED))


def test_empty_cell_can_be_saved_by_an_editor(run: Run, site: FormerSite) -> None:
    """Every imported body passes the checks of the editor’s own form."""
    site.write("guides/matrice.md", "# Matrice\n\n| Objectif | État |\n| --- | --- |\n| Tester |  |\n")
    run()
    page = ResourcePage.objects.get(title="Matrice")
    cleaned = page.body.stream_block.clean(page.body)
    assert [child.block_type for child in cleaned] == [child.block_type for child in page.body]
    assert "table" in {child.block_type for child in cleaned}
