"""The index follows everything that its documents repeat, and what Wagtail changes without a plain save."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from hub.people.models import Administration, Person, Promotion, Skill
from pages.defis.models import DefiIndexPage, DefiMember, DefiPage, RoadmapObjective
from pages.experience.models import ExperienceIndexPage, ExperienceReportPage, ReportAuthor
from pages.news.models import NewsIndexPage, NewsPage
from pages.standard.models import SectionPage
from resources.centre.models import ResourceIndexPage, ResourcePage, Theme
from resources.glossary.models import Term
from search.checking import compare
from search.indexing import rebuild
from search.models import PendingIndexing
from search.services import search

from .conftest import SmallHub, add_page


def titles(hub: SmallHub, text: str, role: str = "admin") -> set[str]:
    return {hit.title for hit in search(hub.users[role], text).hits}


@pytest.fixture
def network(hub: SmallHub) -> dict[str, Any]:
    """A person, a défi, a report, a resource and a piece of news that repeat rows of registers."""
    ministry = Administration.objects.create(name="Ministère des Marées", acronym="MDM")
    office = Administration.objects.create(name="Office des Estrans", acronym="OFES", parent=ministry)
    promotion = Promotion.objects.create(name="Promotion Varech")
    skill = Skill.objects.create(name="Cartomancie")
    theme = Theme.objects.create(name="Ostréiculture")
    person = Person(first_name="Ysoline", last_name="Vautrin", promotion=promotion, administration=office)
    person.skills_offered = [skill]
    person.save()
    defi = DefiPage(title="Marémètre", administration=office, promotion=promotion, start=dt.date(2026, 1, 1))
    defi.skills = [skill]
    defi.members = [DefiMember(person=person, role="eig")]
    defi.objectives = [RoadmapObjective(horizon="short", objective="Compter les bulots")]
    report = ExperienceReportPage(title="Ce que la mer m’a appris", promotion=promotion)
    report.authors = [ReportAuthor(person=person)]
    resource = ResourcePage(title="Guide du bassin")
    resource.themes = [theme]
    news = NewsPage(title="Grande marée")
    for index, page in (
        (DefiIndexPage(title="Défis"), defi),
        (ExperienceIndexPage(title="Retours"), report),
        (ResourceIndexPage(title="Ressources"), resource),
        (NewsIndexPage(title="Actualités"), news),
    ):
        parent = Page.objects.get(pk=hub.home.pk)
        parent.add_child(instance=index).add_child(instance=page)
    news.tags.add("coquillage")
    news.save()
    rebuild()
    return {
        "ministry": ministry,
        "office": office,
        "promotion": promotion,
        "skill": skill,
        "theme": theme,
        "person": person,
        "tag": Tag.objects.get(name="coquillage"),
        "defi": defi,
    }


PERSON, DEFI, REPORT = "Ysoline Vautrin", "Marémètre", "Ce que la mer m’a appris"

# Row, its field, the word that the new value brings, and every document that repeats it.
RENAMED = [
    # Défis and reports have it as a filter, not among their words: see the comparison below.
    ("promotion", "name", "Zostère", {PERSON}),
    ("office", "name", "Zostère", {PERSON, DEFI}),
    ("office", "acronym", "ZOST", {PERSON, DEFI}),
    ("ministry", "name", "Zostère", {DEFI}),
    ("skill", "name", "Zostère", {PERSON, DEFI}),
    ("theme", "name", "Zostère", {"Guide du bassin"}),
    ("tag", "name", "zostère", {"Grande marée"}),
]


@pytest.mark.parametrize(("row", "field", "word", "expected"), RENAMED)
def test_what_repeats_a_row_follows_its_new_name(
    hub: SmallHub, network: Any, after_commit: Any, row: str, field: str, word: str, expected: set[str]
) -> None:
    assert not titles(hub, word) & expected
    with after_commit():
        setattr(network[row], field, word)
        network[row].save()
    assert titles(hub, word) >= expected
    assert not PendingIndexing.objects.exists()
    assert not compare().references


def test_a_renamed_person_is_renamed_in_their_defis_and_reports(
    hub: SmallHub, network: Any, after_commit: Any
) -> None:
    with after_commit():
        network["person"].last_name = "Quemeneur"
        network["person"].save()
    assert titles(hub, "quemeneur") == {"Ysoline Quemeneur", DEFI, REPORT}
    assert not titles(hub, "vautrin")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("promotion", "varech"),
        ("office", "estrans"),
        ("ministry", "marées"),
        ("skill", "cartomancie"),
        ("theme", "ostréiculture"),
        ("tag", "coquillage"),
        ("person", "ysoline"),
    ],
)
def test_what_repeats_a_deleted_row_forgets_it(
    hub: SmallHub, network: Any, after_commit: Any, row: str, word: str
) -> None:
    with after_commit():
        network[row].delete()
    assert not compare().references
    assert word not in {hit.title.lower() for hit in search(hub.users["admin"], word).hits}


def test_inline_children_tags_and_relations_follow(hub: SmallHub, network: Any, after_commit: Any) -> None:
    defi = network["defi"]
    with after_commit():
        defi.objectives = [RoadmapObjective(horizon="short", objective="Peser les palourdes")]
        defi.save_revision().publish()
    assert titles(hub, "palourdes") == {DEFI}
    assert not titles(hub, "bulots")
    with after_commit():
        # From the other side, and without a save of the person.
        Skill.objects.create(name="Matelotage").offered_by.add(network["person"])
    assert titles(hub, "matelotage") == {PERSON}
    with after_commit():
        news = NewsPage.objects.get()
        news.tags.add("goémon")
        news.save()
    assert titles(hub, "goémon") == {"Grande marée"}


def test_a_scheduled_page_comes_and_goes_by_itself(indexed_hub: SmallHub, after_commit: Any) -> None:
    now = timezone.now()
    with after_commit():
        page = add_page(indexed_hub.section, "À l’heure dite", "Le cormoran.", live=False)
        page.go_live_at = now + dt.timedelta(hours=1)
        page.save_revision().publish()
    assert not titles(indexed_hub, "cormoran")
    with after_commit():
        # Its hour has come.
        revision = page.revisions.get()
        revision.approved_go_live_at = now - dt.timedelta(minutes=1)
        revision.content["go_live_at"] = (now - dt.timedelta(minutes=1)).isoformat()
        revision.save()
        call_command("publish_scheduled")
    assert titles(indexed_hub, "cormoran") == {"À l’heure dite"}
    with after_commit():
        Page.objects.filter(pk=page.pk).update(expire_at=now - dt.timedelta(minutes=1))
        call_command("publish_scheduled")
    assert not titles(indexed_hub, "cormoran")


def test_a_whole_subtree_moves_with_its_restrictions(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        below = indexed_hub.section.add_child(instance=SectionPage(title="Tiroir", slug="tiroir"))
        add_page(below, "Au fond", "Le cormoran.")
        closed = indexed_hub.home.add_child(instance=SectionPage(title="Coffre", slug="coffre"))
    barrier = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    barrier.groups.set(indexed_hub.users["coach"].groups.all())
    assert titles(indexed_hub, "cormoran", "mentor") == {"Au fond"}
    with after_commit():
        Page.objects.get(pk=below.pk).move(Page.objects.get(pk=closed.pk), pos="last-child")
        # Before the index knows it: the database decides.
        assert not titles(indexed_hub, "cormoran", "mentor")
        assert not titles(indexed_hub, "tiroir", "mentor")
    assert not titles(indexed_hub, "cormoran", "mentor")
    assert titles(indexed_hub, "cormoran", "coach") == {"Au fond"}
    assert not compare().references


def test_a_restriction_needs_no_indexing(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        page = add_page(indexed_hub.section, "Bientôt réservée", "Le cormoran.")
    with after_commit():
        barrier = PageViewRestriction.objects.create(page=page, restriction_type="groups")
        barrier.groups.set(indexed_hub.users["coach"].groups.all())
    assert not PendingIndexing.objects.exists()
    assert not titles(indexed_hub, "cormoran", "mentor")
    assert titles(indexed_hub, "cormoran", "coach") == {"Bientôt réservée"}
    barrier.delete()
    assert titles(indexed_hub, "cormoran", "mentor") == {"Bientôt réservée"}


def test_a_page_saved_as_a_plain_page_follows(indexed_hub: SmallHub, after_commit: Any) -> None:
    page = Page.objects.get(pk=indexed_hub.pages["signed_in"].pk)
    with after_commit():
        page.title = "Note cormorane"
        page.save()
    assert titles(indexed_hub, "cormorane") == {"Note cormorane"}


def test_the_glossary_follows(indexed_hub: SmallHub, after_commit: Any) -> None:
    term = Term.objects.get(acronym="DINUM")
    with after_commit():
        term.definition = "Elle élève un cormoran."
        term.save()
    assert "DINUM" in titles(indexed_hub, "cormoran")
    with after_commit():
        term.delete()
    assert not titles(indexed_hub, "cormoran")


def test_a_deleted_person_is_hidden_before_the_index_knows(indexed_hub: SmallHub) -> None:
    Person.objects.get(last_name="Pénicourt").delete()
    assert not titles(indexed_hub, "pénicourt")
