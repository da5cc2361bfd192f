"""The results page, as people see it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from search.indexing import rebuild

from .conftest import SmallHub, add_page


@pytest.fixture
def mentor(indexed_hub: SmallHub, client: Client) -> Client:
    client.force_login(indexed_hub.users["mentor"])
    return client


def page_of(client: Client, **params: str) -> str:
    response = client.get("/recherche/", params)
    assert response.status_code == 200
    # The typography of the page is not what these tests are about.
    return re.sub(r"\s+", " ", response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " "))


def test_the_count_is_announced(mentor: Client) -> None:
    assert re.search(
        r'role="status"[^>]*> <strong>3 résultats</strong> pour « baobab »', page_of(mentor, q="baobab")
    )


def test_anonymous_visitors_search_public_pages(indexed_hub: SmallHub, client: Client) -> None:
    html = page_of(client, q="baobab")
    assert "Note publique" in html
    assert "Note interne" not in html
    assert "Solène" not in html


def test_kinds_are_links_that_keep_the_query(mentor: Client) -> None:
    html = page_of(mentor, q="baobab")
    assert 'href="?q=baobab&amp;type=person"' in html
    filtered = page_of(mentor, q="baobab", type="person")
    assert "Solène Pénicourt" in filtered
    assert "Note publique" not in filtered
    assert re.search(r'aria-current="true"[^>]*>Personnes \(1\)', filtered)


def test_an_acronym_gets_its_definition(mentor: Client) -> None:
    html = page_of(mentor, q="que veut dire dinsic ?")
    assert "DINSIC : Ancienne direction" in html
    assert re.search(r'Remplacé par <a href="/glossaire/#dinum">DINUM', html)
    assert "Remplacé par" not in page_of(mentor, q="dinsic baobab arbre note")


def test_anonymous_visitors_get_no_definition(indexed_hub: SmallHub, client: Client) -> None:
    assert "Remplacé par" not in page_of(client, q="DINSIC")


def test_nothing_found_helps(mentor: Client) -> None:
    html = page_of(mentor, q="baobabologie")
    assert "Aucun résultat" in html
    assert re.search(r'<a href="\?q=baobabs?">baobabs?</a>', html)
    assert "mailto:" in html
    assert "baobabologie" in re.search(r'href="(mailto:[^"]+)"', html).group(1)  # type: ignore[union-attr]


def test_an_empty_query_explains_the_search(mentor: Client) -> None:
    html = page_of(mentor)
    assert "Quelques mots suffisent" in html
    assert "Aucun résultat" not in html


@pytest.mark.parametrize(
    "typed", ['"><script>alert(1)</script>', "\x00", "🙂", "a" * 10_000, '"baobab', "%%%"]
)
def test_odd_queries_never_break_the_page(mentor: Client, typed: str) -> None:
    assert "<script>alert" not in page_of(mentor, q=typed, type=typed, page=typed)


def test_a_missing_index_is_explained(hub: SmallHub, client: Client) -> None:
    client.force_login(hub.users["mentor"])
    for params in ({"q": "baobab"}, {}):
        assert "La recherche n’est pas disponible" in page_of(client, **params)


def test_pagination_keeps_query_and_kind(indexed_hub: SmallHub, mentor: Client) -> None:
    for number in range(25):
        add_page(indexed_hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    html = page_of(mentor, q="sequoia", type="page")
    assert 'href="?q=sequoia&amp;type=page&amp;page=2"' in html
    assert 'aria-current="page"' in html
    assert "page 3 sur 3" in page_of(mentor, q="sequoia", type="page", page="3")


def test_headings_go_down_one_level_at_a_time(mentor: Client) -> None:
    main = page_of(mentor, q="DINUM").split("<main")[1].split("</main>")[0]
    levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_inline_for_the_security_policy(mentor: Client) -> None:
    html = page_of(mentor, q="baobab")
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert ' style="' not in html


def test_the_page_costs_the_same_whatever_it_shows(indexed_hub: SmallHub, mentor: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(mentor, q="baobab")
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        add_page(indexed_hub.section, f"Baobab {number}", "Le baobab.")
    rebuild()
    assert cost() == few
    assert few <= 15


def test_only_reading_is_allowed(mentor: Client) -> None:
    response: Any = mentor.post("/recherche/", {"q": "baobab"})
    assert response.status_code == 405
