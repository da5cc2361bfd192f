"""Filters, orders, suggestions, other words and attached files: the same for every engine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from search.documents import SIGNED_IN, SearchDocument, Section
from search.engines.base import DATE, KIND, Allowance, EngineQuery, SearchEngine
from search.thesaurus import build_thesaurus

from .contract import ALL, ENGINES, at, found

LIBRARY = [
    SearchDocument(
        "page:1",
        "resource",
        "Commander un ordinateur",
        body="Le matériel informatique se commande avant l’arrivée.",
        facets={"theme": ("Accueil", "Matériel"), "audience": ("mentor",)},
        date=dt.date(2021, 3, 1),
        access=at(1),
        url="/commander/",
    ),
    SearchDocument(
        "page:2",
        "resource",
        "Accueillir la promotion",
        body="Une semaine de rencontres, et du matériel prêt. Un poste calme pour le travail.",
        facets={"theme": ("Accueil",), "audience": ("eig",)},
        date=dt.date(2023, 9, 15),
        access=at(2),
        sections=(
            Section(
                "",
                "Convention",
                "Le modèle de convention parle d’hippocampe et de confidentialité.",
                file="convention.pdf",
                url="/documents/7/convention.pdf",
                access=("files:9",),
            ),
        ),
        url="/accueillir/",
    ),
    SearchDocument(
        "page:3",
        "page",
        "Poste de travail",
        body="Chaque métier a le sien.",
        facets={"theme": ("Matériel",)},
        access=at(3),
    ),
    SearchDocument(
        "page:4",
        "page",
        "Matériel réservé",
        body="Ornithorynque.",
        facets={"theme": ("Secret",)},
        date=dt.date(2024, 1, 1),
        access=at(4),
    ),
]
NOT_THE_FOURTH = Allowance(frozenset({SIGNED_IN}), frozenset({"in:4"}))
NO_FILES = Allowance(frozenset({SIGNED_IN}), frozenset({"files:9"}))


@pytest.fixture(params=sorted(ENGINES))
def engine(request: Any, tmp_path: Path) -> SearchEngine:
    built = ENGINES[request.param](tmp_path / "index")
    built.rebuild(LIBRARY)
    return built


# --- Filters --------------------------------------------------------------------------------------


def test_a_facet_counts_what_passes_the_other_filters(engine: SearchEngine) -> None:
    asked = EngineQuery(
        "matériel", NOT_THE_FOURTH, filters={KIND: frozenset({"resource"}), "theme": frozenset({"Matériel"})}
    )
    result = engine.search(asked)
    assert [hit.id for hit in result.hits] == ["page:1"]
    assert result.total == 1
    assert dict(result.facets[KIND]) == {"resource": 1}
    assert dict(result.facets["theme"]) == {"Accueil": 2, "Matériel": 1}
    assert dict(result.facets["audience"]) == {"mentor": 1}


def test_values_of_one_facet_add_up(engine: SearchEngine) -> None:
    both = {"theme": frozenset({"Accueil", "Matériel"})}
    assert set(found(engine, "matériel poste travail", filters=both)) == {"page:1", "page:2", "page:3"}


def test_a_value_that_nothing_has_leaves_nothing_but_still_counts(engine: SearchEngine) -> None:
    result = engine.search(EngineQuery("matériel", NOT_THE_FOURTH, filters={"theme": frozenset({"Rien"})}))
    assert (result.hits, result.total) == ((), 0)
    assert dict(result.facets["theme"]) == {"Accueil": 2, "Matériel": 1}
    assert KIND not in result.facets


def test_a_closed_document_is_in_no_count(engine: SearchEngine) -> None:
    assert "Secret" in engine.search(EngineQuery("matériel", ALL)).facets["theme"]
    assert "Secret" not in engine.search(EngineQuery("matériel", NOT_THE_FOURTH)).facets["theme"]
    hidden = Allowance(frozenset({SIGNED_IN}), hidden=frozenset({"page:4"}))
    assert "Secret" not in engine.search(EngineQuery("matériel", hidden)).facets["theme"]


# --- Orders ---------------------------------------------------------------------------------------


def test_the_latest_first_and_undated_ones_last(engine: SearchEngine) -> None:
    assert found(engine, "matériel travail poste", sort=DATE) == ["page:4", "page:2", "page:1", "page:3"]
    assert found(engine, "matériel travail poste", sort=DATE, offset=1, limit=2) == ["page:2", "page:1"]


def test_relevance_is_not_the_date(engine: SearchEngine) -> None:
    assert found(engine, "commander un ordinateur")[0] == "page:1"


# --- Words ----------------------------------------------------------------------------------------


def test_exactly_means_no_correction_and_no_synonym(engine: SearchEngine) -> None:
    thesaurus = build_thesaurus([("bécane", "ordinateur", 0.8, "synonym")])
    assert found(engine, "becane", thesaurus=thesaurus) == ["page:1"]
    assert found(engine, "becane", thesaurus=thesaurus, exact=True) == []
    assert found(engine, "ordinatuer")[0] == "page:1"
    assert found(engine, "ordinatuer", exact=True) == []
    assert found(engine, "ordinateurs", exact=True) == ["page:1"]


def test_one_word_stands_for_several_and_the_other_way_round(engine: SearchEngine) -> None:
    thesaurus = build_thesaurus(
        [
            ("ordinateur", "poste de travail", 0.8, "synonym"),
            ("poste de travail", "ordinateur", 0.8, "synonym"),
        ]
    )
    assert "page:3" not in found(engine, "ordinateur")
    assert found(engine, "ordinateur", thesaurus=thesaurus)[:2] == ["page:1", "page:3"]
    assert "page:1" in found(engine, "poste de travail", thesaurus=thesaurus)


def test_an_expression_needs_all_its_words(engine: SearchEngine) -> None:
    thesaurus = build_thesaurus([("bécane", "poste de direction", 0.8, "synonym")])
    assert found(engine, "becane", thesaurus=thesaurus) == []


def test_what_is_typed_comes_before_what_stands_for_it(engine: SearchEngine) -> None:
    body = "Le matériel informatique se commande avant l’arrivée."
    engine.index([SearchDocument("page:9", "page", "Commander un micro", body=body, access=at(9))])
    thesaurus = build_thesaurus([("ordinateur", "micro", 0.8, "synonym")])
    assert found(engine, "ordinateur", thesaurus=thesaurus) == ["page:1", "page:9"]


# --- Words that share a stem, words that are written otherwise ---------------------------------------


SPELLED = [
    SearchDocument("term:1", "term", "COD", summary="Correspondant open data", access=at(11)),
    SearchDocument("page:12", "page", "Code de conduite", body="Le code de chacun.", access=at(12)),
    SearchDocument("page:13", "page", "Démo day", body="Une startup d’État s’y montre.", access=at(13)),
    SearchDocument("page:14", "page", "Parcours d’accueil", body="Il y a débat.", access=at(14)),
    SearchDocument("page:15", "page", "La cartographie", body="Le portage de sacs.", access=at(15)),
    SearchDocument("page:16", "page", "Le cartographe", body="Cartographe, cartographe.", access=at(16)),
    SearchDocument("page:17", "page", "Autre", body="Un cartographe.", access=at(17)),
    SearchDocument("page:18", "page", "Réservé", body="Le xylophone d’ébène.", access=at(18)),
]
REGISTER = build_thesaurus(
    [
        ("COD", "correspondant open data", 0.6, "glossary"),
        ("correspondant open data", "COD", 0.6, "glossary"),
        ("code source", "code", 0.6, "synonym"),
        ("portable", "zorglub", 0.6, "synonym"),
        ("onboarding", "parcours d’accueil", 0.6, "synonym"),
        ("bidulotron", "xylophone", 0.6, "synonym"),
    ]
)
NOT_RESERVED = Allowance(frozenset({SIGNED_IN}), frozenset({"in:18"}))


@pytest.fixture
def spelled(engine: SearchEngine) -> SearchEngine:
    engine.index(SPELLED)
    return engine


def test_an_acronym_is_not_the_word_that_has_its_stem(spelled: SearchEngine) -> None:
    assert found(spelled, "code", thesaurus=REGISTER)[0] == "page:12"
    assert found(spelled, "cod", thesaurus=REGISTER)[0] == "term:1"
    # What stands for the acronym does not bring every « code ».
    assert "page:12" not in found(spelled, "correspondant open data", thesaurus=REGISTER)


@pytest.mark.parametrize(
    ("typed", "wanted", "told"),
    [
        ("startup detat", "page:13", {"detat": "d’état"}),
        ("cartografie", "page:15", {"cartografie": "cartographie"}),
        ("onbording ", "page:14", {"onbording": "onboarding"}),
        ("onboardi", "page:14", {"onboardi": "onboarding"}),
        ("demoday", "page:13", {"demoday": "démo day"}),
    ],
)
def test_a_word_written_otherwise_is_found_and_told(
    spelled: SearchEngine, typed: str, wanted: str, told: dict[str, str]
) -> None:
    result = spelled.search(EngineQuery(typed, ALL, thesaurus=REGISTER))
    assert wanted in {hit.id for hit in result.hits}
    assert dict(result.corrections) == told
    assert spelled.search(EngineQuery("demoday detat", ALL, exact=True)).total == 0


def test_a_word_of_the_register_is_not_misspelt(spelled: SearchEngine) -> None:
    assert dict(spelled.search(EngineQuery("portable", ALL)).corrections) == {"portable": "portage"}
    assert not spelled.search(EngineQuery("portable", ALL, thesaurus=REGISTER)).corrections


def test_a_hidden_page_spells_nothing(spelled: SearchEngine) -> None:
    for typed, told in [("bidulotrom", "bidulotron"), ("debene", "d’ébène")]:
        for allowed, expected in [(ALL, [told]), (NOT_RESERVED, [])]:
            result = spelled.search(EngineQuery(typed, allowed, thesaurus=REGISTER))
            assert list(result.corrections.values()) == expected, typed


# --- Attached files -------------------------------------------------------------------------------


def test_the_words_of_a_file_lead_to_it(engine: SearchEngine) -> None:
    hit = engine.search(EngineQuery("hippocampe", ALL)).hits[0]
    assert (hit.id, hit.url) == ("page:2", "/accueillir/")
    assert (hit.file, hit.file_url) == ("convention.pdf", "/documents/7/convention.pdf")
    assert ("hippocampe", True) in hit.excerpt


def test_a_closed_file_finds_nothing_and_shows_nowhere(engine: SearchEngine) -> None:
    assert found(engine, "hippocampe", allowed=NO_FILES) == []
    assert found(engine, "hipocampe", allowed=NO_FILES) == []
    assert engine.nearest_words("hipocampe", NO_FILES) == []
    hit = engine.search(EngineQuery("accueillir convention", NO_FILES)).hits[0]
    assert (hit.id, hit.file, hit.file_url) == ("page:2", "", "")


def test_a_page_that_answers_by_itself_does_not_lead_to_its_file(engine: SearchEngine) -> None:
    hit = engine.search(EngineQuery("accueillir la promotion", ALL)).hits[0]
    assert (hit.id, hit.file) == ("page:2", "")


# --- Suggestions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("comm", ["page:1"]),
        ("ordi comm", ["page:1"]),
        ("materiel", ["page:4"]),
        ("MATÉRIEL", ["page:4"]),
        ("ordinatuer", ["page:1"]),
        ("acueillir", ["page:2"]),
        ("post trav", ["page:3"]),
        ("ordinateur xyl", ["page:1"]),
        ("ordinatuer xyl", ["page:1"]),
        ("ordi xylophone", []),
        ("ordinateur xyl ornithorynque", []),
        ("ordinateur xyl ornith", []),
        ("ornithorynque", []),
        ("  ", []),
    ],
)
def test_suggestions_go_on_from_what_is_typed(engine: SearchEngine, typed: str, wanted: list[str]) -> None:
    assert [each.id for each in engine.suggest(typed, ALL)] == wanted


def test_titles_with_every_word_come_before_those_with_most(engine: SearchEngine) -> None:
    for number, title in ((8, "Poste"), (9, "Ordinateur, écran et poste de travail")):
        engine.index([SearchDocument(f"page:{number}", "page", title, access=at(number))])
    assert [each.id for each in engine.suggest("ordinateur post", ALL)] == ["page:9", "page:1"]
    assert [each.id for each in engine.suggest("materiel xyl", NOT_THE_FOURTH)] == []


def test_suggestions_open_the_page_and_keep_to_the_limit(engine: SearchEngine) -> None:
    engine.index(SearchDocument(f"page:{n}", "page", f"Fiche {n}", access=at(n)) for n in range(20, 40))
    assert len(engine.suggest("fich", ALL, limit=5)) == 5
    first = engine.suggest("comm", ALL)[0]
    assert (first.title, first.url, first.kind) == ("Commander un ordinateur", "/commander/", "resource")


def test_a_closed_document_is_not_suggested(engine: SearchEngine) -> None:
    assert engine.suggest("materiel", NOT_THE_FOURTH) == []
    assert engine.suggest("matreiel", NOT_THE_FOURTH) == []
    assert engine.suggest("materiel", Allowance(frozenset({SIGNED_IN}), hidden=frozenset({"page:4"}))) == []


def test_a_title_that_begins_so_comes_first(engine: SearchEngine) -> None:
    engine.index([SearchDocument("page:9", "page", "Travail", access=at(9))])
    assert [each.id for each in engine.suggest("trav", ALL)] == ["page:9", "page:3"]
