"""What only the embedded engine has to keep: its files, its processes, what it remembers."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import django
import numpy as np
import pytest

from search.analysis import fold, stem
from search.documents import SIGNED_IN, SearchDocument
from search.engines import sqlite_postings
from search.engines.base import Allowance, EngineQuery, IndexMissing
from search.engines.sqlite import SqliteEngine
from search.engines.sqlite_store import write_meta

from .contract import ALL, at, found

WORDS = (
    *("accueil", "bilan", "code", "donnée", "équipe", "forum", "guide", "hébergement"),
    *("idée", "journal", "kit", "lien", "mentor", "note", "outil"),
)


def library(number: int, seed: int = 1) -> list[SearchDocument]:
    """Return documents made of few words, so that most of them are common."""
    chosen = random.Random(seed)
    return [
        SearchDocument(
            f"page:{index}",
            "page",
            " ".join(chosen.choices(WORDS, k=3)),
            body=" ".join(chosen.choices(WORDS, k=chosen.randint(5, 40))),
            facets={"theme": (chosen.choice("ABC"),)},
            access=at(index),
        )
        for index in range(number)
    ]


def write_some(place: Path, first: int) -> int:
    """Index twenty documents one by one; run by another process."""
    engine = SqliteEngine(place)
    return sum(
        engine.index([SearchDocument(f"page:{first + n}", "page", f"Acacia {first + n}", access=at(n))])
        for n in range(20)
    )


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    SqliteEngine(tmp_path).rebuild(())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=django.setup) as pool:
        written = [pool.submit(write_some, tmp_path, first) for first in (100, 200)]
        assert [each.result() for each in written] == [20, 20]
    engine = SqliteEngine(tmp_path)
    assert len(engine.fingerprints()) == engine.health().documents == 40
    assert len(found(engine, "acacia", limit=100)) == 40


def test_a_process_follows_what_another_one_changes(tmp_path: Path) -> None:
    ours, theirs = SqliteEngine(tmp_path), SqliteEngine(tmp_path)
    ours.rebuild(library(30))
    before = ours.search(EngineQuery("guide", ALL, limit=100))
    theirs.index([SearchDocument("page:99", "news", "Guide neuf", facets={"theme": ("D",)}, access=at(99))])
    theirs.remove([before.hits[0].id])
    after = ours.search(EngineQuery("guide", ALL, limit=100))
    assert {hit.id for hit in after.hits} == {hit.id for hit in before.hits[1:]} | {"page:99"}
    assert after.facets["theme"]["D"] == 1
    theirs.rebuild(library(3))
    assert {hit.id for hit in ours.search(EngineQuery("guide", ALL)).hits} <= {"page:0", "page:1", "page:2"}


def test_what_is_remembered_is_what_is_read_again(tmp_path: Path) -> None:
    engine, documents = SqliteEngine(tmp_path), library(60)
    engine.rebuild(documents)
    found(engine, "guide")
    for start in (0, 20, 40):
        engine.index(library(60, seed=start + 2)[start : start + 10])
        engine.remove([f"page:{start + 15}"])
        asked = EngineQuery("guide mentor", ALL, filters={"theme": frozenset("A")}, limit=100)
        assert engine.search(asked) == SqliteEngine(tmp_path).search(asked)


def test_an_index_of_another_version_is_not_read(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(library(3))
    with engine.store.writing() as db:
        write_meta(db, "version", "0.0")
    with pytest.raises(IndexMissing):
        engine.search(EngineQuery("guide", ALL))
    assert not engine.health().ready
    # A save starts another one, which is not whole until everything is indexed again.
    engine.index(library(1))
    with pytest.raises(IndexMissing):
        engine.search(EngineQuery("guide", ALL))
    assert engine.rebuild(library(3)) == 3
    assert engine.health().ready


@pytest.fixture
def kept_soon(monkeypatch: Any) -> None:
    """Have scores kept from a few documents on."""
    monkeypatch.setattr(sqlite_postings, "STEP", 20)
    monkeypatch.setattr(sqlite_postings, "COMMON", 10)


def test_kept_scores_give_the_same_answers(tmp_path: Path, kept_soon: None, monkeypatch: Any) -> None:
    kept = SqliteEngine(tmp_path / "kept")
    kept.rebuild(library(80))
    monkeypatch.setattr(sqlite_postings, "STEP", 10_000)
    exact = SqliteEngine(tmp_path / "exact")
    exact.rebuild(library(80))
    for text in ("guide", "mentor accueil", "hébergement données kit", "jour"):
        left, right = (one.search(EngineQuery(text, ALL, limit=80)) for one in (kept, exact))
        assert (left.total, left.facets) == (right.total, right.facets)
    with kept.store.reading() as left_db, exact.store.reading() as right_db:
        assert left_db.execute("SELECT count(*) FROM postings").fetchone()[0] > 10
        for word in WORDS:
            one, other = (sqlite_postings.read_postings(db, stem(fold(word))) for db in (left_db, right_db))
            assert np.array_equal(one.units, other.units)
            assert np.array_equal(one.titled, other.titled)
            assert np.allclose(one.scores, other.scores, rtol=0.01, atol=1e-6)


def test_kept_scores_follow_what_is_saved_after_them(tmp_path: Path, kept_soon: None) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(library(40))
    for step in range(5):
        engine.index(SearchDocument(f"new:{step}-{n}", "page", f"Guide {n}", access=at(n)) for n in range(10))
        engine.remove([f"page:{step}"])
    ids = set(found(engine, "guide", limit=200))
    assert {f"new:{step}-{n}" for step in range(5) for n in range(10)} <= ids
    assert not ids & {f"page:{step}" for step in range(5)}
    with engine.store.reading() as db:
        assert db.execute("SELECT count(*) FROM postings WHERE stem = 'guid'").fetchone()[0] > 1


def test_words_of_closed_documents_change_nothing_of_what_is_found(tmp_path: Path) -> None:
    seen = [SearchDocument("page:1", "page", "Pérennisation", access=(SIGNED_IN, "in:1"))]
    hidden = [
        SearchDocument(f"page:{n}", "page", f"péren{letters} pérenisation", access=(SIGNED_IN, "in:2"))
        for n, letters in enumerate(("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"), 10)
    ]
    allowed = Allowance(frozenset({SIGNED_IN}), frozenset({"in:2"}))
    alone, among = SqliteEngine(tmp_path / "alone"), SqliteEngine(tmp_path / "among")
    alone.rebuild(seen)
    among.rebuild([*hidden, *seen])
    for text in ("perenisation", "peren", "perrenisation", "pérennisation"):
        left, right = (one.search(EngineQuery(text, allowed)) for one in (alone, among))
        assert (left.total, left.corrections) == (right.total, right.corrections)
        assert alone.nearest_words(text, allowed) == among.nearest_words(text, allowed)
        assert alone.suggest(text, allowed) == among.suggest(text, allowed)


def test_a_word_is_written_as_the_reader_may_read_it(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(
        [
            SearchDocument("page:1", "page", "Xéràphilum secret", access=at(1)),
            SearchDocument("page:2", "page", "Note", body="Le xeraphilum.", access=at(2)),
        ]
    )
    query = EngineQuery("xeraphilun", Allowance(frozenset({"in:2"})))
    assert engine.search(query).corrections == {"xeraphilun": "xeraphilum"}
    assert engine.nearest_words("xeraphilun", query.allowed) == ["xeraphilum"]
    secret = EngineQuery("xeraphilun", Allowance(frozenset({"in:1"})))
    assert engine.search(secret).corrections == {"xeraphilun": "xéràphilum"}


def test_a_rebuild_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(library(20))
    before = sorted(path.name for path in tmp_path.glob("index-*.sqlite3"))

    def cut() -> Iterator[SearchDocument]:
        yield from library(5)
        raise OSError("disque plein")

    with pytest.raises(OSError, match="disque plein"):
        engine.rebuild(cut())
    assert sorted(path.name for path in tmp_path.glob("index-*.sqlite3")) == before
    assert engine.health().documents == 20


def test_what_a_killed_rebuild_left_is_swept_before_the_next_one(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(library(5))
    left = engine.store.create()

    def documents() -> Iterator[SearchDocument]:
        assert not left.exists()
        yield from library(6)

    assert engine.rebuild(documents()) == 6


@pytest.mark.parametrize("damage", ["noise", "short", "gone"])
def test_a_damaged_index_says_so_and_can_be_built_again(tmp_path: Path, damage: str) -> None:
    engine = SqliteEngine(tmp_path)
    engine.rebuild(library(200))
    path = engine.store.current()
    assert path is not None
    whole = path.read_bytes()
    for left in tmp_path.glob(f"{path.name}*"):
        left.unlink()
    if damage != "gone":
        path.write_bytes(random.Random(1).randbytes(20_000) if damage == "noise" else whole[:5000])
    other = SqliteEngine(tmp_path)
    assert not other.health().ready
    for ask in (lambda: other.search(EngineQuery("accueil", ALL)), lambda: other.suggest("acc", ALL)):
        with pytest.raises(IndexMissing):
            ask()
    other.rebuild(library(200))
    assert other.health().ready
    assert found(other, "accueil")


def test_an_index_that_only_has_the_last_saves_answers_nothing(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path)
    engine.index(library(1))
    with pytest.raises(IndexMissing):
        engine.suggest("acc", ALL)
    with pytest.raises(IndexMissing):
        engine.nearest_words("acceuil", ALL)
    engine.rebuild(library(1))
    assert engine.suggest(library(1)[0].title.split()[0], ALL)
