"""Suggestions while one types: useful, quick, and silent about what the reader may not open."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from search import suggestions
from search.indexing import rebuild
from search.models import SynonymSet
from search.suggestions import suggest

from .conftest import SmallHub, add_page


@pytest.fixture
def popular(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Queries that many people make; the log has its own tests."""
    queries: list[str] = []
    monkeypatch.setattr(suggestions, "popular_queries", lambda prefix, limit, user=None: queries[:limit])
    return queries


def proposed(user: Any, text: str) -> dict[str, list[str]]:
    return {group.label: [item.label for item in group.items] for group in suggest(user, text)}


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("anonymous", {"Note publique"}),
        ("mentor", {"Note publique", "Note interne"}),
        ("coach", {"Note publique", "Note interne", "Note réservée"}),
        ("admin", {"Note publique", "Note interne", "Note réservée"}),
    ],
)
def test_each_role_is_proposed_what_it_may_open(
    indexed_hub: SmallHub, popular: list[str], role: str, titles: set[str]
) -> None:
    assert set(proposed(indexed_hub.users[role], "not").get("Pages", [])) == titles


def test_people_and_terms_stand_apart(indexed_hub: SmallHub, popular: list[str]) -> None:
    mentor = indexed_hub.users["mentor"]
    assert proposed(mentor, "penic") == {"Personnes": ["Solène Pénicourt"]}
    (terms,) = suggest(mentor, "din")
    assert (terms.label, {item.label for item in terms.items}) == ("Glossaire", {"DINUM", "DINSIC"})
    assert terms.items[0].url.startswith("/glossaire/#")


def test_strangers_are_proposed_neither_people_nor_terms(indexed_hub: SmallHub, popular: list[str]) -> None:
    anonymous = indexed_hub.users["anonymous"]
    assert proposed(anonymous, "penic") == proposed(anonymous, "dinu") == {}


def test_a_page_that_the_database_closes_is_not_proposed(indexed_hub: SmallHub, popular: list[str]) -> None:
    page = indexed_hub.pages["signed_in"]
    type(page).objects.filter(pk=page.pk).update(live=False)
    assert "Note interne" not in proposed(indexed_hub.users["admin"], "note")["Pages"]


def test_a_section_closed_later_hides_its_titles_at_once(indexed_hub: SmallHub, popular: list[str]) -> None:
    PageViewRestriction.objects.create(page=indexed_hub.section, restriction_type="groups")
    assert proposed(indexed_hub.users["mentor"], "note") == {}


@pytest.mark.parametrize(
    ("role", "queries"),
    [
        ("anonymous", ["baobab tout"]),
        ("mentor", ["baobab interne", "baobab tout"]),
        ("coach", ["baobab axolotl", "baobab interne", "baobab tout"]),
    ],
)
def test_a_frequent_query_is_for_those_who_find_each_of_its_words(
    indexed_hub: SmallHub, popular: list[str], role: str, queries: list[str]
) -> None:
    popular[:] = ["baobab axolotl", "baobab interne", "baobab tout", "baobab licorne"]
    found = suggest(indexed_hub.users[role], "bao")
    assert [item.label for group in found for item in group.items if "q=" in item.url] == queries


def test_a_frequent_query_searches_it(indexed_hub: SmallHub, popular: list[str]) -> None:
    popular[:] = ["baobab", "baobab secret"]
    *_pages, group = suggest(indexed_hub.users["coach"], "baoba")
    assert group.label == "Recherches fréquentes"
    assert [item.url for item in group.items] == [
        "/recherche/?q=baobab",
        "/recherche/?q=baobab+secret",
    ]


def test_what_is_typed_already_is_not_proposed_again(indexed_hub: SmallHub, popular: list[str]) -> None:
    popular[:] = ["Baobab"]
    assert "Recherches fréquentes" not in proposed(indexed_hub.users["coach"], "baobab")


@pytest.mark.parametrize("typed", ["", "n", " n ", "\x00", "🙂", '"', "zzzzqqq", "a" * 10_000, "\u202eeton"])
def test_nothing_useful_is_no_error(indexed_hub: SmallHub, popular: list[str], typed: str) -> None:
    assert proposed(indexed_hub.users["mentor"], typed) == {}


def test_groups_stay_short(hub: SmallHub, popular: list[str]) -> None:
    for number in range(20):
        add_page(hub.section, f"Séquoia {number}")
    rebuild()
    assert len(proposed(hub.users["mentor"], "sequ")["Pages"]) == suggestions.MOST_PAGES


def test_without_an_index_there_are_none(hub: SmallHub, popular: list[str]) -> None:
    assert suggest(hub.users["mentor"], "note") == []


def test_few_queries_whatever_is_found(hub: SmallHub) -> None:
    mentor = hub.users["mentor"]

    def cost() -> int:
        rebuild()
        with CaptureQueriesContext(connection) as queries:
            suggest(mentor, "fich")
        return len(queries)

    add_page(hub.section, "Fiche")
    few = cost()
    for number in range(20):
        add_page(hub.section, f"Fiche {number}")
    assert cost() == few
    assert few <= 10


def test_the_address_answers_everybody_and_is_kept_nowhere(
    indexed_hub: SmallHub, client: Client, popular: list[str]
) -> None:
    response = client.get("/recherche/suggestions", {"q": "not"})
    assert [item["label"] for group in response.json()["groups"] for item in group["items"]] == [
        "Note publique"
    ]
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    client.force_login(indexed_hub.users["mentor"])
    signed_in = client.get("/recherche/suggestions", {"q": "not"})
    assert "Note interne" in signed_in.content.decode("unicode_escape")
    assert not signed_in.cookies
    assert client.post("/recherche/suggestions", {"q": "not"}).status_code == 405


def test_what_only_the_search_finds_is_proposed(indexed_hub: SmallHub, popular: list[str]) -> None:
    """No title has the word: the pages that the results page would show, for those who may open them."""
    assert "Note interne" in proposed(indexed_hub.users["mentor"], "baobab")["Pages"]
    assert proposed(indexed_hub.users["anonymous"], "baobab") == {"Pages": ["Note publique"]}
    assert proposed(indexed_hub.users["mentor"], "axolotl") == {}


def test_the_beginning_of_a_synonym_is_completed(indexed_hub: SmallHub, popular: list[str]) -> None:
    SynonymSet.objects.create(expressions="baobab\nzanzibar")
    assert "Note interne" in proposed(indexed_hub.users["mentor"], "zanzi")["Pages"]
    assert proposed(indexed_hub.users["anonymous"], "zanzi") == {"Pages": ["Note publique"]}
    assert proposed(indexed_hub.users["mentor"], "zanzo") == {}
