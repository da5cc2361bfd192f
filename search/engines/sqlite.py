"""The embedded engine: SQLite FTS5 in a file of its own, whatever the main database is."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from search.documents import SearchDocument
from search.spelling import corrections

from .base import (
    Allowance,
    EngineError,
    EngineHealth,
    EngineQuery,
    EngineResult,
    IndexMissing,
    SearchEngine,
)
from .sqlite_ranking import Group, Ranker
from .sqlite_rows import last_change, load, note, read_hit, remove, write
from .sqlite_store import Store, read_meta, write_meta

BATCH = 300
# Parts called « Introduction » or « Feuille de route » are many: their short title must not outweigh
# that of a page on the very subject.
SECTION_WEIGHT = 0.7
# A part is shown as the place to go when it answers nearly as well as the whole page.
SECTION_SHARE = 0.7

Catalogue = dict[int, tuple[int, "int | None", str]]


class SqliteEngine(SearchEngine):
    """Finds documents in an FTS5 index.

    Args:
        directory: folder of the index.
    """

    def __init__(self, directory: Path | str) -> None:
        self.store = Store(directory)
        self._catalogue: tuple[tuple[str, int], Catalogue] | None = None

    # --- Writing ------------------------------------------------------------------------------

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace documents, in one transaction."""
        batch = list(documents)
        if not batch:
            return 0
        with self.store.writing() as db:
            write(db, batch)
            note(db, [document.id for document in batch])
        return len(batch)

    def remove(self, ids: Iterable[str]) -> int:
        """Forget documents, in one transaction."""
        wanted = list(ids)
        if not wanted:
            return 0
        with self.store.writing() as db:
            removed = remove(db, wanted)
            note(db, wanted)
        return removed

    def clear(self) -> None:
        """Start from an empty index, ready to answer."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Write another generation, replay what changed meanwhile, then move the pointer to it."""
        with self.store.locked("rebuild", wait=False):
            with self.store.locked("write"):
                start = self._last_change()
            path, count, source = self.store.create(), 0, iter(documents)
            while batch := list(islice(source, BATCH)):
                with self.store.transaction(path) as db:
                    write(db, batch)
                count += len(batch)
            with self.store.locked("write"):
                previous = self.store.current()
                with self.store.transaction(path) as db:
                    self._replay(db, start)
                    write_meta(db, "built_at", dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
                self.store.point_to(path)
                # The generation before stays until the next rebuild: a reader may be opening it.
                self.store.sweep({path, previous} if previous else {path})
        return count

    def _last_change(self) -> int:
        try:
            with self.store.reading() as db:
                return last_change(db)
        except EngineError:
            return 0

    def _replay(self, target: sqlite3.Connection, start: int) -> None:
        """Copy what was indexed or removed in the current generation since ``start``."""
        with suppress(EngineError), self.store.reading() as db:
            changed = [row[0] for row in db.execute("SELECT DISTINCT id FROM changes WHERE seq > ?", [start])]
            fresh = [document for document in (load(db, ref) for ref in changed) if document]
            remove(target, changed)
            write(target, fresh)

    # --- Reading ------------------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineResult:
        """Find documents; see :mod:`search.engines.sqlite_ranking` for how they are ranked."""
        with self.store.reading() as db:
            if not read_meta(db, "built_at"):
                raise IndexMissing("L’index n’a pas encore été construit.")
            catalogue = self._read_catalogue(db)
            ranker = Ranker(db, _covered(catalogue, query.allowed))
            groups = ranker.groups(query.text, correct=query.correct)
            best = _best_units(ranker.rank(groups), catalogue)
            counts = Counter(catalogue[whole][2] for _score, whole, _place in best.values())
            chosen = [
                (score, doc, place)
                for doc, (score, whole, place) in best.items()
                if not query.kinds or catalogue[whole][2] in query.kinds
            ]
            # Equal scores keep one order, so that no result shows on two pages.
            chosen.sort(key=lambda found: (-found[0], found[1]))
            stems = {stem for group in groups for stem in group.stems}
            hits = [
                read_hit(db, doc, place, score, stems)
                for score, doc, place in chosen[query.offset : query.offset + query.limit]
            ]
            return EngineResult(tuple(hits), len(chosen), dict(counts), _corrected(db, groups))

    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words that look like those typed, among those of the reader’s documents."""
        with self.store.reading() as db:
            ranker = Ranker(db, _covered(self._read_catalogue(db), allowed))
            found: list[str] = []
            for group in ranker.groups(text, correct=False):
                word = group.word.word
                near = [other for other, _edits in corrections(word, ranker.vocabulary(word))]
                near += ranker.relatives(word)
                found += [other for other in near if other not in found and ranker.knows(other)]
            return [_surface(db, word) for word in found[:limit]]

    def document_ids(self) -> set[str]:
        """Return the id of every document stored."""
        with self.store.reading() as db:
            return {row[0] for row in db.execute("SELECT id FROM docs")}

    def health(self) -> EngineHealth:
        """Tell whether the index can answer, and how much it holds."""
        try:
            with self.store.reading() as db:
                count = db.execute("SELECT count(*) FROM docs").fetchone()[0]
                built = read_meta(db, "built_at")
        except EngineError as error:
            return EngineHealth(False, detail=str(error))
        if not built:
            return EngineHealth(False, count, "L’index n’a pas encore été construit.")
        return EngineHealth(True, count, built_at=built)

    def _read_catalogue(self, db: sqlite3.Connection) -> Catalogue:
        """Return unit -> (document, page, kind), remembered until something changes."""
        key = (db.execute("PRAGMA database_list").fetchone()[2], last_change(db))
        known = self._catalogue
        if known is None or known[0] != key:
            rows = db.execute(
                "SELECT units.rowid, docs.rowid, docs.page_id, docs.kind"
                " FROM units JOIN docs ON docs.rowid = units.doc ORDER BY units.rowid"
            )
            known = (key, {unit: (doc, page, kind) for unit, doc, page, kind in rows})
            self._catalogue = known
        return known[1]


def _covered(catalogue: Catalogue, allowed: Allowance) -> set[int]:
    pages, kinds = allowed.page_ids, allowed.kinds
    return {
        unit
        for unit, (_doc, page, kind) in catalogue.items()
        if (kind in kinds if page is None else page in pages)
    }


def _best_units(scores: dict[int, float], catalogue: Catalogue) -> dict[int, tuple[float, int, int]]:
    """Return document -> (best score, a unit of it, unit to show)."""
    best: dict[int, tuple[float, int, int]] = {}
    for unit in sorted(scores):
        score, doc = scores[unit], catalogue[unit][0]
        known = best.get(doc)
        if known is None:
            best[doc] = (score, unit, unit)
        else:
            top, first, place = known
            held = scores[place]
            # The first unit is the whole document; a later one is a part, and says where to go.
            better = score >= held * SECTION_SHARE if place == first else score > held
            best[doc] = (max(top, score * SECTION_WEIGHT), first, unit if better else place)
    return best


def _surface(db: sqlite3.Connection, word: str) -> str:
    row = db.execute("SELECT surface FROM words WHERE word = ?", [word]).fetchone()
    return row[0] if row else word


def _corrected(db: sqlite3.Connection, groups: list[Group]) -> dict[str, str]:
    return {group.word.surface: _surface(db, group.corrected) for group in groups if group.corrected}
