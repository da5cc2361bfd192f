"""Finding: who sees what, in the service that every page uses."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from hub.people.models import Person, Promotion
from search.indexing import rebuild
from search.results import corrected_text
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
    assert results.total == len(pages | others)
    counted = {each.parameter: sum(value.count for value in each.values) for each in results.facets}
    assert counted.get("type", results.total) == results.total


def test_a_draft_is_found_by_nobody(indexed_hub: SmallHub) -> None:
    assert titles(indexed_hub.users["admin"], "germe") == set()


@pytest.mark.parametrize("typed", ["axolotl", "axolotle", "axolot"])
def test_a_reserved_page_leaks_neither_count_nor_word(indexed_hub: SmallHub, typed: str) -> None:
    results = search(indexed_hub.users["mentor"], typed)
    assert (results.total, results.facets, results.corrected, results.suggestions) == (0, (), "", ())
    assert titles(indexed_hub.users["coach"], typed) == {"Note réservée"}


def test_a_section_closed_later_hides_its_pages_at_once(indexed_hub: SmallHub) -> None:
    PageViewRestriction.objects.create(page=indexed_hub.section, restriction_type="groups")
    assert titles(indexed_hub.users["mentor"], "note") == set()
    assert titles(indexed_hub.users["admin"], "note") == ALL_NOTES


def test_an_unpublished_page_goes_even_if_the_index_lags(indexed_hub: SmallHub) -> None:
    page = indexed_hub.pages["signed_in"]
    before = search(indexed_hub.users["mentor"], "baobab").total
    type(page).objects.filter(pk=page.pk).update(live=False)
    results = search(indexed_hub.users["mentor"], "baobab")
    assert "Note interne" not in {hit.title for hit in results.hits}
    assert results.total == before - 1


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


def counts(results: Any, parameter: str) -> dict[str, tuple[int, bool]]:
    for facet in results.facets:
        if facet.parameter == parameter:
            return {value.value: (value.count, value.selected) for value in facet.values}
    return {}


def test_the_kind_filter_keeps_the_counts_of_the_others(indexed_hub: SmallHub) -> None:
    results = search(indexed_hub.users["coach"], "baobab", filters={"kind": ["person"]})
    assert {hit.kind for hit in results.hits} == {"person"}
    assert counts(results, "type") == {"page": (3, False), "person": (1, True)}
    assert results.total == 1


@pytest.fixture
def filed(hub: SmallHub) -> SmallHub:
    """Sequoias for some audiences, and people of two promotions."""
    for title, audience in (
        ("Un", ["eig"]),
        ("Deux", ["mentor"]),
        ("Trois", ["mentor", "eig"]),
        ("Quatre", []),
    ):
        add_page(hub.section, f"Séquoia {title}", audience=audience)
    for number in (1, 2):
        promotion = Promotion.objects.create(name=f"Promotion {number}")
        Person.objects.create(
            first_name="Ada", last_name=f"Nom{number}", promotion=promotion, biography="Un séquoia."
        )
    rebuild()
    return hub


def test_values_of_a_facet_add_up_and_facets_narrow(filed: SmallHub) -> None:
    mentor = filed.users["mentor"]
    assert search(mentor, "sequoia").total == 6
    one = search(mentor, "sequoia", filters={"audience": ["Mentors"]})
    assert {hit.title for hit in one.hits} == {"Séquoia Deux", "Séquoia Trois"}
    assert counts(one, "audience") == {"Mentors": (2, True), "EIG": (2, False)}
    either = search(mentor, "sequoia", filters={"audience": ["Mentors", "EIG"]})
    assert either.total == 3
    assert search(mentor, "sequoia", filters={"promotion": ["Promotion 1", "Promotion 2"]}).total == 2
    both = search(mentor, "sequoia", filters={"audience": ["Mentors"], "promotion": ["Promotion 1"]})
    assert (both.total, both.unfiltered, both.ignored) == (0, 6, False)
    assert counts(both, "promotion") == {"Promotion 1": (0, True)}


@pytest.mark.parametrize(
    "filters",
    [
        {"kind": ["<script>"]},
        {"inconnu": ["x"]},
        {"theme": ["Rien de tel", "x" * 5000]},
        {"audience": ["\x00"], "promotion": ["Promotion 9"]},
    ],
)
def test_unknown_values_are_ignored(filed: SmallHub, filters: dict[str, list[str]]) -> None:
    results = search(filed.users["mentor"], "sequoia", filters=filters)
    assert (results.total, results.filters) == (6, {})


def test_an_unknown_value_does_not_undo_a_known_one(filed: SmallHub) -> None:
    results = search(
        filed.users["mentor"], "sequoia", filters={"audience": ["Mentors", "Rien"], "theme": ["?"]}
    )
    assert (results.total, results.ignored) == (2, True)
    assert results.filters == {"audience": {"Mentors"}}


def test_a_value_of_hidden_results_looks_like_one_that_does_not_exist(filed: SmallHub) -> None:
    secret = add_page(filed.section, "Séquoia secret", audience=["coach"])
    PageViewRestriction.objects.create(page=secret, restriction_type="groups")
    rebuild()
    hidden, unknown = (
        search(filed.users["mentor"], "sequoia", filters={"audience": [value]})
        for value in ("Coachs", "Rien")
    )
    assert (hidden.total, hidden.facets, hidden.ignored) == (unknown.total, unknown.facets, unknown.ignored)
    assert search(filed.users["admin"], "sequoia", filters={"audience": ["Coachs"]}).total == 1


def test_latest_first_when_asked(hub: SmallHub) -> None:
    for title, day in (("Ancienne", "2021-03-01"), ("Récente", "2024-03-01"), ("Moyenne", "2022-03-01")):
        page = add_page(hub.section, f"Note {title}", "Le séquoia.")
        type(page).objects.filter(pk=page.pk).update(first_published_at=f"{day}T12:00:00Z")
    rebuild()
    found = search(hub.users["mentor"], "sequoia", sort="date")
    assert [hit.title for hit in found.hits] == ["Note Récente", "Note Moyenne", "Note Ancienne"]
    assert search(hub.users["mentor"], "sequoia", sort="hasard").sort == "relevance"


def test_exact_corrects_nothing(indexed_hub: SmallHub) -> None:
    assert search(indexed_hub.users["mentor"], "boabab").corrected == "baobab"
    exact = search(indexed_hub.users["mentor"], "boabab", exact=True)
    assert (exact.total, exact.corrected, exact.exact) == (0, "", True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Solène Penicour", "Solène Pénicourt"),
        ("SOLENE PENICOUR", "SOLENE PÉNICOURT"),
        ("l’Été du boabab, à Paris", "l’Été du baobab, à Paris"),
    ],
)
def test_what_was_not_corrected_stays_as_typed(typed: str, shown: str) -> None:
    assert corrected_text(typed, {"penicour": "pénicourt", "boabab": "baobab"}) == shown


def test_typos_are_corrected_and_told(indexed_hub: SmallHub) -> None:
    results = search(indexed_hub.users["mentor"], "un boabab interne")
    assert results.corrected == "un baobab interne"
    assert results.hits[0].title == "Note interne"


def test_an_excerpt_is_escaped_and_marked(hub: SmallHub) -> None:
    add_page(hub.section, "Balises", "Un &lt;script&gt;alert(1)&lt;/script&gt; du baobab &amp; compagnie.")
    rebuild()
    (hit,) = search(hub.users["mentor"], "balises baobab", filters={"kind": ["page"]}).hits[:1]
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
    # Restrictions on pages and files, the reader’s groups, what waits, the pages found, a definition, the
    # version of the synonyms.
    for number in range(3):
        add_page(hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    user = hub.users["mentor"]
    # The first search of a process reads the synonyms too; it keeps them as long as they do not change.
    assert search(user, "autre chose").total == 0
    with django_assert_num_queries(9):
        assert search(user, "sequoia").total == 3
    for number in range(3, 40):
        add_page(hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    with django_assert_num_queries(9):
        assert search(user, "sequoia").total == 40


def test_the_role_of_a_person_finds_them_without_standing_before_pages(indexed_hub: SmallHub) -> None:
    page = add_page(indexed_hub.section, "Mentorat", "Ce que fait un mentor.")
    add_page(indexed_hub.section, "Autre sujet", "Rien de tel.")
    rebuild()
    titles = [hit.title for hit in search(indexed_hub.users["coach"], "mentor").hits]
    assert titles[0] == page.title
    assert "Solène Pénicourt" in titles
    assert "Autre sujet" not in titles
