"""Finding: who sees what, in the service that every page uses."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from search.indexing import rebuild
from search.services import search

from .conftest import SmallHub, add_page

ALL_NOTES = {"Note interne", "Note publique", "Note réservée"}


def titles(user: Any, text: str, **options: Any) -> set[str]:
    return {hit.title for hit in search(user, text, **options).hits}


@pytest.mark.parametrize(
    ("role", "pages", "others"),
    [
        ("anonymous", {"Note publique"}, set()),
        ("mentor", {"Note interne", "Note publique"}, {"Solène Pénicourt"}),
        ("coach", ALL_NOTES, {"Solène Pénicourt"}),
        ("admin", ALL_NOTES, {"Solène Pénicourt"}),
    ],
)
def test_each_role_finds_what_it_may_open(
    indexed_hub: SmallHub, role: str, pages: set[str], others: set[str]
) -> None:
    results = search(indexed_hub.users[role], "baobab")
    assert {hit.title for hit in results.hits} == pages | others
    assert results.total == results.everything == len(pages | others)
    assert sum(kind.count for kind in results.kinds) == results.total


def test_a_draft_is_found_by_nobody(indexed_hub: SmallHub) -> None:
    assert titles(indexed_hub.users["admin"], "germe") == set()


@pytest.mark.parametrize("typed", ["axolotl", "axolotle", "axolot"])
def test_a_reserved_page_leaks_neither_count_nor_word(indexed_hub: SmallHub, typed: str) -> None:
    results = search(indexed_hub.users["mentor"], typed)
    assert (results.total, results.kinds, results.corrected, results.suggestions) == (0, (), "", ())
    assert titles(indexed_hub.users["coach"], typed) == {"Note réservée"}


def test_a_section_closed_later_hides_its_pages_at_once(indexed_hub: SmallHub) -> None:
    PageViewRestriction.objects.create(page=indexed_hub.section, restriction_type="groups")
    assert titles(indexed_hub.users["mentor"], "note") == set()
    assert titles(indexed_hub.users["admin"], "note") == ALL_NOTES


def test_an_unpublished_page_goes_even_if_the_index_lags(indexed_hub: SmallHub) -> None:
    page = indexed_hub.pages["signed_in"]
    type(page).objects.filter(pk=page.pk).update(live=False)
    assert "Note interne" not in titles(indexed_hub.users["mentor"], "baobab")


def test_people_and_terms_are_for_signed_in_people(indexed_hub: SmallHub) -> None:
    assert titles(indexed_hub.users["mentor"], "penicourt") == {"Solène Pénicourt"}
    assert titles(indexed_hub.users["anonymous"], "penicourt") == set()
    assert "DINUM" in titles(indexed_hub.users["mentor"], "DINUM")
    assert "DINUM" not in titles(indexed_hub.users["anonymous"], "DINUM")


def test_a_person_shows_with_their_role(indexed_hub: SmallHub) -> None:
    (hit,) = search(indexed_hub.users["mentor"], "solene penicourt").hits
    assert hit.kind_label == "Personne"
    assert {"Mentor", "Promotion d’essai"} <= set(hit.details)
    assert hit.url == "/annuaire/solene-penicourt/"


def test_the_kind_filter_keeps_the_counts_of_the_others(indexed_hub: SmallHub) -> None:
    results = search(indexed_hub.users["coach"], "baobab", kind="person")
    assert {hit.kind for hit in results.hits} == {"person"}
    assert {kind.code: (kind.count, kind.selected) for kind in results.kinds} == {
        "page": (3, False),
        "person": (1, True),
    }
    assert (results.total, results.everything) == (1, 4)


def test_an_unknown_kind_is_ignored(indexed_hub: SmallHub) -> None:
    assert search(indexed_hub.users["coach"], "baobab", kind="<script>").total == 4


def test_typos_are_corrected_and_told(indexed_hub: SmallHub) -> None:
    results = search(indexed_hub.users["mentor"], "un boabab interne")
    assert results.corrected == "un baobab interne"
    assert results.hits[0].title == "Note interne"


def test_an_excerpt_is_escaped_and_marked(hub: SmallHub) -> None:
    add_page(hub.section, "Balises", "Un &lt;script&gt;alert(1)&lt;/script&gt; du baobab &amp; compagnie.")
    rebuild()
    (hit,) = search(hub.users["mentor"], "balises baobab", kind="page").hits[:1]
    assert "&lt;script&gt;" in hit.excerpt
    assert "<script>" not in hit.excerpt
    assert "<mark>baobab</mark> &amp; compagnie" in hit.excerpt


def test_a_result_leads_to_the_part_that_answers(hub: SmallHub) -> None:
    body = [
        ("paragraph", "<p>" + "Une longue entrée en matière. " * 40 + "</p>"),
        ("heading", {"text": "Demander un badge", "level": "h2"}),
        ("paragraph", "<p>Le badge se demande au service intérieur.</p>"),
        ("heading", {"text": "Trouver la cantine", "level": "h2"}),
        ("paragraph", "<p>Elle ouvre à midi.</p>"),
    ]
    page = add_page(hub.section, "Premier jour")
    page.body = body
    page.save()
    rebuild()
    hit = search(hub.users["mentor"], "badge").hits[0]
    assert hit.section_title == "Demander un badge"
    assert hit.url == "/rubrique/premier-jour/#demander-un-badge"


def test_pages_of_results_follow_each_other(hub: SmallHub) -> None:
    for number in range(23):
        add_page(hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    user = hub.users["mentor"]
    seen = [hit.title for page in (1, 2, 3) for hit in search(user, "sequoia", page=page).hits]
    assert len(seen) == len(set(seen)) == 23
    last = search(user, "sequoia", page=99)
    assert (last.page.number, len(last.hits)) == (3, 3)
    assert search(user, "sequoia", page="deux").page.number == 1
    assert search(user, "sequoia", page="-4").page.number == 1


def test_an_index_that_was_never_built_says_so(hub: SmallHub) -> None:
    results = search(hub.users["mentor"], "baobab")
    assert not results.available
    assert results.hits == ()


def test_the_number_of_queries_does_not_depend_on_the_results(
    hub: SmallHub, django_assert_num_queries: Any
) -> None:
    # Restrictions on pages and files, the reader’s groups, what waits, the pages found, a definition.
    for number in range(3):
        add_page(hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    user = hub.users["mentor"]
    with django_assert_num_queries(8):
        assert search(user, "sequoia").total == 3
    for number in range(3, 40):
        add_page(hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    with django_assert_num_queries(8):
        assert search(user, "sequoia").total == 40
