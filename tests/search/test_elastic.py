"""What only Elasticsearch has: addresses, aliases, a lock that survives nobody, restricted parts."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from search.checks import check_elasticsearch
from search.documents import SIGNED_IN, SearchDocument, Section
from search.engines.base import KIND, Allowance, EngineError, EngineQuery, RebuildInProgress
from search.engines.elastic import ElasticEngine, store
from search.engines.elastic.connection import EngineUnreachable, parse_url
from search.engines.elastic.schema import from_source, to_source
from search.engines.elastic.store import Lock
from search.thesaurus import build_thesaurus

from .servers import elastic_engine, server_url

ALL = Allowance(frozenset({SIGNED_IN}))
OPEN = (SIGNED_IN,)


@pytest.fixture
def engine(tmp_path: Path) -> ElasticEngine:
    return elastic_engine(tmp_path / "elastic")


def found(engine: ElasticEngine, text: str, **options: Any) -> list[str]:
    options.setdefault("allowed", ALL)
    return [hit.id for hit in engine.search(EngineQuery(text, **options)).hits]


# --- Addresses ------------------------------------------------------------------------------------


def test_credentials_are_decoded_and_leave_the_address() -> None:
    assert parse_url("https://hub:s%40cret@search.example:9243/es/") == (
        ["https://search.example:9243/es"],
        ("hub", "s@cret"),
    )
    assert parse_url("http://one.example, http://[::1]:9201") == (
        ["http://one.example:9200", "http://[::1]:9201"],
        None,
    )


@pytest.mark.parametrize("url", ["", "search.example:9200", "https://", "https://search.example:port"])
def test_an_address_that_is_not_understood_is_refused(url: str) -> None:
    with pytest.raises(EngineUnreachable):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("", False),
        ("https://hub:secret@search.example:9200", False),
        ("http://127.0.0.1:9200", False),
        ("http://localhost:9200", False),
        ("http://hub:secret@search.example:9200", True),
        ("https://one.example:9200,http://two.example:9200", True),
    ],
)
def test_words_and_passwords_do_not_travel_in_clear(settings: Any, url: str, warned: bool) -> None:
    settings.ELASTICSEARCH_URL = url
    warnings = check_elasticsearch()
    assert [warning.id for warning in warnings] == (["hub_search.W001"] if warned else [])
    assert "secret" not in str(warnings)


def test_a_document_comes_back_as_it_was_stored() -> None:
    document = SearchDocument(
        "page:1",
        "resource",
        "Titre",
        summary="Résumé",
        headings=("Un", "Deux"),
        body="Corps",
        sections=(Section("un", "Un", "Texte", "suite/", "a.pdf", "/documents/1/", ("files:3",)),),
        tags=("Méthode",),
        facets={"theme": ("Accueil", "Droit")},
        audience=("mentor",),
        url="/titre/",
        access=OPEN,
    )
    assert from_source("page:1", to_source(document)) == document


# --- Generations ----------------------------------------------------------------------------------


def indices(engine: ElasticEngine) -> list[str]:
    return sorted(engine.connection.client.indices.get(index=f"{engine.store.index}-g-*"))


@pytest.mark.elasticsearch
def test_a_rebuild_leaves_one_generation(engine: ElasticEngine) -> None:
    engine.rebuild([SearchDocument("page:1", "page", "Un", access=OPEN)])
    first = indices(engine)
    engine.rebuild([SearchDocument("page:2", "page", "Deux", access=OPEN)])
    assert len(first) == len(indices(engine)) == 1
    assert first != indices(engine)
    assert set(engine.fingerprints()) == {"page:2"}


@pytest.mark.elasticsearch
def test_another_version_of_the_hub_sees_no_index(engine: ElasticEngine, monkeypatch: Any) -> None:
    engine.rebuild([SearchDocument("page:1", "page", "Un", access=OPEN)])
    monkeypatch.setattr(store, "VERSION", "other")
    other = ElasticEngine(server_url(), index=engine.store.index)
    assert not other.health().ready
    assert engine.health().ready


@pytest.mark.elasticsearch
def test_what_is_indexed_before_any_rebuild_waits_for_it(engine: ElasticEngine) -> None:
    assert engine.index([SearchDocument("page:1", "page", "Arrivée tôt", access=OPEN)]) == 1
    assert not engine.health().ready
    engine.rebuild(())
    assert engine.health().ready
    assert found(engine, "arrivée") == []


@pytest.mark.elasticsearch
def test_a_killed_rebuild_blocks_nobody(engine: ElasticEngine) -> None:
    engine.rebuild([SearchDocument("page:1", "page", "Premier", access=OPEN)])
    # Killed at the worst moment: the lock taken, another generation half written, writes refused.
    dead = Lock(engine.store)
    dead.take()
    half = engine.store.create()
    engine.store.block(engine.store.behind(engine.store.write))
    with pytest.raises(RebuildInProgress):
        engine.rebuild(())
    store._mine.discard(dead.owner)
    assert found(engine, "premier") == ["page:1"]
    assert engine.index([SearchDocument("page:2", "page", "Deuxième", access=OPEN)]) == 1
    assert found(engine, "deuxième") == ["page:2"]
    assert engine.rebuild([SearchDocument("page:3", "page", "Trois", access=OPEN)]) == 1
    assert half not in indices(engine)


@pytest.mark.elasticsearch
def test_a_rebuild_of_another_host_is_dead_when_it_has_been_silent(engine: ElasticEngine) -> None:
    lock = Lock(engine.store)
    entry = {"owner": "x", "host": "elsewhere", "pid": 1, "beat": time.time() - 5}
    assert not lock.is_dead(entry)
    assert lock.is_dead({**entry, "beat": time.time() - store.STALE_SECONDS - 1})


@pytest.mark.elasticsearch
def test_a_rebuild_whose_lock_was_taken_gives_up(engine: ElasticEngine) -> None:
    engine.rebuild([SearchDocument("page:1", "page", "Un", access=OPEN)])

    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("page:2", "page", "Deux", access=OPEN)
        engine.connection.client.delete(index=engine.store.state, id="rebuild", refresh=True)

    with pytest.raises(EngineError, match="remplacée"):
        engine.rebuild(documents())
    assert set(engine.fingerprints()) == {"page:1"}
    assert engine.index([SearchDocument("page:3", "page", "Trois", access=OPEN)]) == 1


# --- Access of parts ------------------------------------------------------------------------------

GUARDED = SearchDocument(
    "page:1",
    "resource",
    "Marchés publics",
    body="Les règles.",
    sections=(Section("", "Modèle", "Un zéphyr contractuel.", file="modele.pdf", access=("files:3",)),),
    facets={"theme": ("Droit",)},
    url="/marches/",
    access=OPEN,
)


@pytest.mark.elasticsearch
def test_a_restricted_file_leaves_no_trace(engine: ElasticEngine) -> None:
    engine.rebuild([GUARDED, SearchDocument("page:2", "page", "Autre chose", access=OPEN)])
    hit = engine.search(EngineQuery("zéphyr", ALL)).hits[0]
    assert (hit.id, hit.file) == ("page:1", "modele.pdf")
    assert dict(engine.search(EngineQuery("zefyr zephir", ALL)).corrections) == {"zephir": "zéphyr"}
    closed = dataclasses.replace(ALL, none_of=frozenset({"files:3"}))
    result = engine.search(EngineQuery("zéphyr", closed))
    assert (result.total, dict(result.facets), dict(result.corrections)) == (0, {}, {})
    assert dict(engine.search(EngineQuery("zephir", closed)).corrections) == {}
    assert engine.nearest_words("zephir", closed) == []
    hit = engine.search(EngineQuery("marchés", closed)).hits[0]
    assert hit.file == ""
    assert not any("zéphyr" in text for text, _marked in hit.excerpt)


@pytest.mark.elasticsearch
def test_a_document_that_the_database_closes_meanwhile_is_not_even_counted(engine: ElasticEngine) -> None:
    engine.rebuild([GUARDED])
    hidden = dataclasses.replace(ALL, hidden=frozenset({"page:1"}))
    for text in ("marchés", "zéphyr", "marche"):
        result = engine.search(EngineQuery(text, hidden))
        assert (result.total, dict(result.facets), dict(result.corrections)) == (0, {}, {})
    assert engine.suggest("mar", hidden) == []


# --- Results --------------------------------------------------------------------------------------


@pytest.mark.elasticsearch
def test_each_facet_counts_what_the_other_filters_leave(engine: ElasticEngine) -> None:
    engine.rebuild(
        SearchDocument(
            f"page:{n}",
            "guide" if n % 2 else "page",
            f"Fiche {n}",
            facets={"theme": ("Droit",) if n < 4 else ("Accueil",)},
            access=OPEN,
        )
        for n in range(10)
    )
    filters = {KIND: frozenset({"guide"}), "theme": frozenset({"Droit"})}
    result = engine.search(EngineQuery("fiche", ALL, filters=filters))
    assert result.total == 2
    assert result.facets == {KIND: {"guide": 2, "page": 2}, "theme": {"Droit": 2, "Accueil": 3}}


@pytest.mark.elasticsearch
def test_pages_beyond_those_ranked_finely_neither_repeat_nor_forget(
    engine: ElasticEngine, monkeypatch: Any
) -> None:
    monkeypatch.setattr("search.engines.elastic.engine.RANKED", 7)
    engine.rebuild(
        SearchDocument(f"page:{n}", "page", f"Fiche {n}", body="fiche " * n, access=OPEN) for n in range(30)
    )
    parts = [ref for start in range(0, 40, 5) for ref in found(engine, "fiche", offset=start, limit=5)]
    assert len(parts) == len(set(parts)) == 30
    assert found(engine, "fiche", offset=10_000_000) == []


@pytest.mark.elasticsearch
def test_an_expression_of_several_words_stands_for_one(engine: ElasticEngine) -> None:
    engine.rebuild(
        [
            SearchDocument("page:1", "page", "Choisir un poste de travail", access=OPEN),
            SearchDocument(
                "page:2", "page", "Travail à distance", body="Quitter son poste. " * 3, access=OPEN
            ),
        ]
    )
    words = build_thesaurus([("ordinateur", "poste de travail", 0.8, "synonym")])
    assert found(engine, "ordinateur") == []
    assert found(engine, "ordinateur", thesaurus=words) == ["page:1"]
    assert found(engine, "ordinateur", thesaurus=words, exact=True) == []


@pytest.mark.elasticsearch
def test_the_bench_command_leaves_nothing_on_the_server(settings: Any, tmp_path: Path) -> None:
    settings.ELASTICSEARCH_URL = server_url()
    settings.ELASTICSEARCH_INDEX = f"hub-test-{tmp_path.name[:20].lower().replace('_', '-')}"
    corpus, queries, run = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    corpus.write_text('{"id": "a", "title": "Pérennisation"}\n', encoding="utf-8")
    queries.write_text('{"qid": "q1", "query": "perennisation"}\n', encoding="utf-8")
    call_command("search_run", corpus=corpus, queries=queries, output=run, engine="elasticsearch")
    assert '"a"' in run.read_text(encoding="utf-8")
    client = ElasticEngine(server_url()).connection.client
    assert not client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*")
