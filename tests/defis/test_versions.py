"""The versions of a roadmap: what changed since, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from hub.base.templatetags.hub import french_hour
from pages.defis.history.selectors import read_comparison
from pages.defis.models import HistoryEntry, RoadmapObjective
from tests.factories.defis import full_defi
from tests.factories.pages import open_to_public

ADDRESS = "/defis/complet/feuille-de-route/versions/"


def publish(defi: Any, user: Any, objectives: list[str], **fields: Any) -> None:
    """Publish a roadmap with these short-term objectives; those that it had keep their key."""
    draft = Page.objects.get(pk=defi.pk).specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    known = {row.objective: row for row in draft.objectives.all()}
    draft.objectives = [
        known.get(text) or RoadmapObjective(horizon="short", objective=text) for text in objectives
    ]
    draft.save_revision(user=user).publish(user=user)


@pytest.fixture
def defi(tree: Any, roles: Any) -> Any:
    """A défi whose roadmap had two first versions and two at mid-term."""
    staff, page = roles.user("staff"), full_defi(tree)
    publish(page, staff, ["Un"], roadmap_dated=dt.date(2026, 3, 3))
    publish(page, staff, ["Un", "Deux"])
    publish(page, staff, ["Un", "Deux"], takeover="Ailleurs")
    publish(page, staff, ["Deux", "Trois"], roadmap_stage="mid_term", roadmap_dated=dt.date(2026, 7, 1))
    publish(page, staff, ["Trois", "Quatre"])
    return page


def test_the_versions_are_those_that_changed_the_roadmap(defi: Any, roles: Any) -> None:
    """Newest first, with their stage and their date; a change of the plan alone is no version."""
    labels = [version.label for version in read_comparison(roles.user("staff"), defi, {}).versions]
    assert len(labels) == 4
    assert labels[0].endswith(" (révision de mi-parcours du 1er\u00a0juillet 2026)")
    assert labels[3].endswith(" (première version du 3\u00a0mars 2026)")


def test_two_first_versions_are_told_apart_by_their_publication(defi: Any, roles: Any) -> None:
    """Same stage, same date: the day and the hour of the publication open the label, no zero in front."""
    for place, entry in enumerate(HistoryEntry.objects.filter(defi_id=defi.pk).order_by("at", "pk")):
        hour, minute = ((9, 12), (10, 0))[place % 2]
        at = timezone.make_aware(dt.datetime(2026, 3, 4 + place // 2, hour, minute))
        HistoryEntry.objects.filter(pk=entry.pk).update(at=at)
    labels = [version.label for version in read_comparison(roles.user("staff"), defi, {}).versions]
    assert len(set(labels)) == 4
    openings = {label.replace("\u00a0", " ").partition(" (")[0] for label in labels}
    assert {"4 mars 2026 à 9 h 12", "4 mars 2026 à 10 h"} <= openings
    assert not any("09" in label or "h\u00a000" in label for label in labels)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 7, 1, 7, 12, tzinfo=dt.UTC), "9\u00a0h\u00a012"),
        (dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC), "10\u00a0h"),
        (dt.datetime(2026, 1, 1, 23, 5, tzinfo=dt.UTC), "0\u00a0h\u00a005"),
        (dt.datetime(2026, 1, 1, 13, 30), "13\u00a0h\u00a030"),
        (None, ""),
    ],
)
def test_hours_are_french(moment: Any, words: str) -> None:
    """In the time of the reader, without a zero in front nor « 00 » after."""
    assert french_hour(moment) == words


def test_by_default_the_present_is_compared_with_the_stage_before(defi: Any, roles: Any, client: Any) -> None:
    """From the last of the first versions to now, by horizon."""
    roles.sign_in(client, "eig")
    text = client.get(ADDRESS).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "La feuille de route passe à la version « révision de mi-parcours »." in text
    assert "La date de la version de la feuille de route passe du 3 mars au 1er juillet 2026." in text
    assert "Court terme" in text
    assert "Moyen terme" not in text
    for gone in ("Un", "Deux"):
        assert f"Objectif retiré : « {gone} »." in text
    for new in ("Trois", "Quatre"):
        assert f"Objectif ajouté à court terme : « {new} »." in text


def test_two_versions_are_chosen_in_either_order(defi: Any, roles: Any, client: Any) -> None:
    """The older is always the starting point; the same twice says that nothing changed."""
    newest, third, second, first = read_comparison(roles.user("staff"), defi, {}).versions
    roles.sign_in(client, "eig")
    for older, later in ((first, second), (second, first)):
        text = client.get(ADDRESS, {"depuis": older.pk, "jusqu_a": later.pk}).content.decode()
        assert "Objectif ajouté à court terme\u00a0: «\u00a0Deux\u00a0»." in text
        assert "Trois" not in text
    same = client.get(ADDRESS, {"depuis": third.pk, "jusqu_a": third.pk}).content.decode()
    assert "Rien n’a changé" in same
    assert client.get(ADDRESS, {"depuis": "x", "jusqu_a": newest.pk}).status_code == 200


def test_the_version_of_another_defi_is_not_read(tree: Any, defi: Any, roles: Any) -> None:
    """An address made by hand falls back on the default."""
    other = full_defi(tree, title="Autre", slug="autre", takeover="")
    publish(other, roles.user("staff"), ["Secret d’à côté"])
    foreign = HistoryEntry.objects.get(defi_id=other.pk).pk
    found = read_comparison(roles.user("eig"), defi, {"depuis": str(foreign)})
    assert found.before == read_comparison(roles.user("eig"), defi, {}).before


def test_one_version_says_so(tree: Any, roles: Any, client: Any) -> None:
    """Nothing to compare, no form."""
    full_defi(tree)
    roles.sign_in(client, "eig")
    text = client.get(ADDRESS).content.decode()
    assert "pas encore deux versions" in text
    assert 'name="depuis"' not in text


@pytest.mark.parametrize(("role", "status"), [("staff", 200), ("eig", 200), ("anonymous", 302)])
def test_versions_follow_the_page_within_the_budget(
    defi: Any, roles: Any, client: Any, role: str, status: int
) -> None:
    """Who opens the défi compares its roadmaps; a stranger too once the page is public."""
    roles.sign_in(client, role)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ADDRESS).status_code == status
    assert len(queries) <= 15
    open_to_public(defi)
    assert client.get(ADDRESS).status_code == 200


def test_a_reserved_page_keeps_its_versions(tree: Any, defi: Any, roles: Any, client: Any) -> None:
    """An unpublished défi has none to show."""
    page = Page.objects.get(pk=defi.pk).specific
    page.unpublish()
    roles.sign_in(client, "eig")
    assert client.get(ADDRESS).status_code == 404
