"""What every engine does; each engine of the hub goes through the same tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import SIGNED_IN, SearchDocument, Section
from search.engines.base import KIND, Allowance, EngineQuery, IndexMissing, RebuildInProgress, SearchEngine

from .contract import ALL, ENGINES, at, found

DOCUMENTS = [
    SearchDocument("page:1", "resource", "Préparer l’arrivée des EIG", body="Des ordinateurs.", access=at(1)),
    SearchDocument("page:2", "defi", "matchID", summary="Apparier des noms", body="Un moteur.", access=at(2)),
    SearchDocument(
        "page:3",
        "resource",
        "Guide de la pérennisation",
        body="Scénarios et calendrier de la relève. " + "Le déroulé du guide. " * 60,
        sections=(
            Section("scenarios", "Comparer les scénarios", "Internaliser ou passer un marché public."),
            Section("", "Fixer un calendrier", "Anticiper dès la mi-parcours.", path="calendrier/"),
        ),
        tags=("Méthode",),
        facets={"theme": ("Pérennisation",)},
        audience=("mentor",),
        date=dt.date(2024, 5, 2),
        url="/guide/",
        access=at(3),
    ),
    SearchDocument(
        "person:1", "person", "Solène Pénicourt", summary="Mentor", tags=("Mentor",), access=(SIGNED_IN,)
    ),
]


@pytest.fixture(params=sorted(ENGINES))
def engine(request: Any, tmp_path: Path) -> SearchEngine:
    built = ENGINES[request.param](tmp_path / "index")
    built.rebuild(DOCUMENTS)
    return built


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("perennisation", "page:3"),
        ("pérennisations", "page:3"),
        ("l'arrivee d'un EIG", "page:1"),
        ("perenisation", "page:3"),
        ("match id", "page:2"),
        ("solene penicour", "person:1"),
        ("calendr", "page:3"),
        ("ordinateur introuvable", "page:1"),
    ],
)
def test_what_people_type_finds_what_they_mean(engine: SearchEngine, typed: str, wanted: str) -> None:
    assert found(engine, typed)[0] == wanted


def test_nothing_like_it_finds_nothing(engine: SearchEngine) -> None:
    result = engine.search(EngineQuery("xylophone", ALL))
    assert (result.hits, result.total, dict(result.facets)) == ((), 0, {})


def test_a_correction_is_told_with_its_accents(engine: SearchEngine) -> None:
    result = engine.search(EngineQuery("perenisation", ALL))
    assert dict(result.corrections) == {"perenisation": "pérennisation"}
    assert not found(engine, "perenisation", exact=True)


def test_kinds_are_counted_before_they_are_filtered(engine: SearchEngine) -> None:
    result = engine.search(EngineQuery("guide mentor ordinateur", ALL, filters={KIND: frozenset({"person"})}))
    assert [hit.id for hit in result.hits] == ["person:1"]
    assert result.total == 1
    assert result.facets[KIND] == {"resource": 2, "person": 1}


def test_hidden_documents_leave_no_trace(engine: SearchEngine) -> None:
    few = Allowance(frozenset({"in:1", "in:2"}))
    result = engine.search(EngineQuery("pérennisation", few))
    assert (result.total, dict(result.facets)) == (0, {})
    assert dict(engine.search(EngineQuery("perenisation", few)).corrections) == {}
    assert engine.nearest_words("perenisation", few) == []
    assert found(engine, "mentor", allowed=few) == []


def test_nearest_words_come_from_what_the_reader_may_see(engine: SearchEngine) -> None:
    assert "pérennisation" in engine.nearest_words("perenisation", ALL)


def test_the_best_part_is_where_the_result_leads(engine: SearchEngine) -> None:
    hit = engine.search(EngineQuery("marché public", ALL)).hits[0]
    assert (hit.url, hit.section_title) == ("/guide/#scenarios", "Comparer les scénarios")
    assert ("marché", True) in hit.excerpt
    hit = engine.search(EngineQuery("mi-parcours", ALL)).hits[0]
    assert (hit.url, hit.section_title) == ("/guide/calendrier/", "Fixer un calendrier")


def test_a_document_shows_once_whatever_its_parts(engine: SearchEngine) -> None:
    assert found(engine, "calendrier scénarios pérennisation").count("page:3") == 1


def test_all_that_a_page_of_results_shows_is_in_the_index(engine: SearchEngine) -> None:
    hit = engine.search(EngineQuery("guide", ALL)).hits[0]
    assert (hit.kind, hit.tags, hit.audience, hit.date) == (
        "resource",
        ("Méthode",),
        ("mentor",),
        "2024-05-02",
    )
    assert dict(hit.facets) == {"theme": ("Pérennisation",)}


def test_slices_neither_repeat_nor_forget(engine: SearchEngine) -> None:
    engine.index(SearchDocument(f"page:{n}", "page", f"Fiche {n}", access=at(n)) for n in range(10, 35))
    whole = found(engine, "fiche", limit=100)
    parts = [ref for start in range(0, 25, 10) for ref in found(engine, "fiche", offset=start, limit=10)]
    assert len(whole) == 25
    assert parts == whole


def test_indexing_again_replaces(engine: SearchEngine) -> None:
    engine.index([SearchDocument("page:2", "defi", "Signaux faibles", access=at(2))])
    assert found(engine, "signaux") == ["page:2"]
    assert found(engine, "matchID") == []
    assert engine.health().documents == len(DOCUMENTS)


def test_removing_forgets_and_bears_unknown_ids(engine: SearchEngine) -> None:
    assert engine.remove(["page:2", "page:999"]) == 1
    assert found(engine, "matchID") == []
    assert "page:2" not in engine.fingerprints()
    # The words of what is gone correct nothing any more.
    assert dict(engine.search(EngineQuery("matchidd", ALL)).corrections) == {}


def test_clearing_leaves_an_index_that_answers(engine: SearchEngine) -> None:
    engine.clear()
    assert found(engine, "guide") == []
    assert engine.health().ready


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_an_index_never_built_says_so(tmp_path: Path, name: str) -> None:
    fresh = ENGINES[name](tmp_path / "nothing")
    assert not fresh.health().ready
    with pytest.raises(IndexMissing):
        fresh.search(EngineQuery("guide", ALL))


def test_a_rebuild_keeps_what_is_saved_meanwhile(engine: SearchEngine) -> None:
    def documents() -> Iterator[SearchDocument]:
        yield DOCUMENTS[0]
        engine.index([SearchDocument("page:50", "page", "Arrivée pendant la reconstruction", access=at(50))])
        engine.remove(["page:1"])
        yield DOCUMENTS[1]

    engine.rebuild(documents())
    assert set(engine.fingerprints()) == {"page:2", "page:50"}
    assert found(engine, "reconstruction") == ["page:50"]


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine: SearchEngine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield SearchDocument("page:60", "page", "À moitié", access=at(60))
        raise RuntimeError("coupure")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert set(engine.fingerprints()) == {document.id for document in DOCUMENTS}
    assert engine.rebuild(DOCUMENTS[:2]) == 2
    assert set(engine.fingerprints()) == {"page:1", "page:2"}


def test_two_rebuilds_at_once_are_refused(engine: SearchEngine) -> None:
    def documents() -> Iterator[SearchDocument]:
        with pytest.raises(RebuildInProgress):
            engine.rebuild(())
        yield DOCUMENTS[0]

    assert engine.rebuild(documents()) == 1


def test_writers_readers_and_a_rebuild_live_together(engine: SearchEngine) -> None:
    def write(number: int) -> int:
        return engine.index([SearchDocument(f"page:{number}", "page", f"Acacia {number}", access=at(number))])

    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(write, number) for number in range(10, 40)]
        rebuilt = pool.submit(engine.rebuild, DOCUMENTS)
        read = [pool.submit(found, engine, "pérennisation") for _turn in range(20)]
        assert [future.result() for future in written] == [1] * 30
        assert rebuilt.result() == len(DOCUMENTS)
        assert all(future.result()[0] == "page:3" for future in read)
    # Those written before the rebuild began are not in the database that it read: indexed again here.
    for number in range(10, 40):
        write(number)
    assert len(found(engine, "acacia", limit=100)) == 30


ODD = [
    '"',
    '"guide',
    "guide*",
    "title:guide",
    "a AND OR NOT (",
    "guide NEAR/2 x",
    "-guide",
    "{}[]^~",
    "' OR 1=1 --",
    "🙂 guide",
    "\x00guide\x00",
    "guide " * 2000,
    "مرحبا guide",
    "\ud800guide",
    "%_guide",
    "''''",
    "   ",
    "guide\n\r\t",
    "\u202eguide\u202c",
    "guide " + "x" * 10_000,
    "👩‍👩‍👧 guide",
    "gu\u0300ide guide",
]


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_never_breaks(engine: SearchEngine, typed: str) -> None:
    assert ("page:3" in found(engine, typed)) == ("guide" in typed)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_input_gets_an_answer(engine: SearchEngine, text: str) -> None:
    assert engine.search(EngineQuery(text, ALL)).total >= 0
    engine.nearest_words(text, ALL)
    assert len(engine.suggest(text, ALL, limit=3)) <= 3


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_document_can_be_stored_and_forgotten(engine: SearchEngine, text: str) -> None:
    engine.index(
        [SearchDocument("page:70", "page", text, summary=text, body=text, tags=(text,), access=at(70))]
    )
    assert "page:70" in engine.fingerprints()
    engine.remove(["page:70"])
    assert "page:70" not in engine.fingerprints()
