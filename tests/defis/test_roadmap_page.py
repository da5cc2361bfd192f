"""The roadmap, as it is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.defis.models import DefiPage, RoadmapObjective
from tests.factories.defis import day, full_defi

from .browser import page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in."""
    return full_defi(tree, roadmap_stage="mid_term", roadmap_dated=day(-3))


def test_the_matrix_has_everything(client: Any, roles: Any, defi: DefiPage, tree: Any) -> None:
    response = roles.sign_in(client, "eig").get(f"{defi.url}feuille-de-route/")
    words = text_of(response)
    for word in ("Court terme", "Long terme", "Révision de mi-parcours", "Atteint", str(tree.person)):
        assert word in words
    assert "Moyen terme" not in words
    heads = [cell["scope"] for cell in page_of(response).table.find_all("th")]
    assert heads == ["col"] * 6 + ["rowgroup", "row"] * 2


def test_on_a_phone_each_value_keeps_the_name_of_its_column(client: Any, roles: Any, defi: DefiPage) -> None:
    table = page_of(roles.sign_in(client, "eig").get(f"{defi.url}feuille-de-route/")).table
    heads = [cell.get_text() for cell in table.thead.find_all("th")]
    rows = [row for row in table.find_all("tr") if row.find("td")]
    assert rows
    for row in rows:
        assert [cell["data-label"] for cell in row.find_all("td")] == heads[1:]
        assert {cell["role"] for cell in row.find_all(["th", "td"])} == {"rowheader", "cell"}


def test_what_is_late_is_said_in_words(client: Any, roles: Any, defi: DefiPage) -> None:
    RoadmapObjective.objects.create(defi=defi, horizon="medium", objective="Ouvrir", due=day(-4))
    words = text_of(roles.sign_in(client, "eig").get(f"{defi.url}feuille-de-route/")).replace("\u00a0", " ")
    assert "en retard de 4 jours" in words
    assert "1 objectif en retard" in words
    assert words.count("en retard de") == 1  # What is done in time, or done at all, is not late.


def test_an_empty_roadmap_says_what_it_is_for(client: Any, roles: Any, defi: DefiPage) -> None:
    defi.objectives.all().delete()
    assert "pas encore écrite" in text_of(roles.sign_in(client, "eig").get(f"{defi.url}feuille-de-route/"))


def test_queries_do_not_depend_on_rows(client: Any, roles: Any, defi: DefiPage, tree: Any) -> None:
    browser = roles.sign_in(client, "staff")
    url = f"{defi.url}feuille-de-route/"
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(url)
    for number in range(20):
        RoadmapObjective.objects.create(
            defi=defi, horizon="short", objective=f"N{number}", person=tree.person
        )
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few) <= 15
