"""The embedded engine: SQLite FTS5 in a file of its own, whatever the main database is."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from django.conf import settings

from search.analysis import index_words, query_words
from search.documents import SearchDocument
from search.spelling import corrections

from .base import (
    DATE,
    Allowance,
    EngineError,
    EngineHealth,
    EngineQuery,
    EngineResult,
    IndexMissing,
    SearchEngine,
    Suggestion,
)
from .sqlite_catalogue import Catalogue, Unit, read_catalogue
from .sqlite_ranking import Group, Ranker
from .sqlite_rows import last_change, load, note, read_hit, remove, write
from .sqlite_store import Store, read_meta, write_meta

BATCH = 300
# Parts called « Introduction » or « Feuille de route » are many: their short title must not outweigh
# that of a page on the very subject.
SECTION_WEIGHT = 0.7
# A part is shown as the place to go when it answers nearly as well as the whole page.
SECTION_SHARE = 0.7


class SqliteEngine(SearchEngine):
    """Finds documents in an FTS5 index.

    Args:
        directory: folder of the index.
    """

    def __init__(self, directory: Path | str) -> None:
        self.store = Store(directory)
        self._catalogue: tuple[tuple[str, int], Catalogue] | None = None

    @classmethod
    def from_settings(cls) -> SqliteEngine:
        """Return the engine of ``settings.HUB_SEARCH_DIR``."""
        return cls(settings.HUB_SEARCH_DIR)

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
            ranker = Ranker(db, catalogue.covered(query.allowed))
            groups = ranker.groups(query.text, query.thesaurus, exact=query.exact)
            best = _best_units(ranker.rank(groups), catalogue.units)
            kept, facets = catalogue.filtered(best, query.filters)
            # Equal scores keep one order, so that no result shows on two pages.
            if query.sort == DATE:
                kept.sort(key=lambda doc: (catalogue.docs[doc].date, best[doc][0], -doc), reverse=True)
            else:
                kept.sort(key=lambda doc: (-best[doc][0], doc))
            stems = {stem for group in groups for stem in group.stems}
            hits = [
                read_hit(db, doc, best[doc][2], best[doc][0], stems)
                for doc in kept[query.offset : query.offset + query.limit]
            ]
            return EngineResult(tuple(hits), len(kept), facets, _corrected(db, groups))

    def suggest(self, text: str, allowed: Allowance, limit: int = 8) -> list[Suggestion]:
        """Return documents whose title goes on from what is being typed."""
        wanted = [word.word for word in query_words(text)]
        if not wanted:
            return []
        found = []
        with self.store.reading() as db:
            catalogue = self._read_catalogue(db)
            for doc, entry in catalogue.docs.items():
                if entry.ref in allowed.hidden or not allowed.opens(catalogue.locks[entry.lock]):
                    continue
                words = [token.word for token in index_words(entry.title)]
                if all(any(word.startswith(start) for word in words) for start in wanted):
                    found.append((len(words), doc))
            rows = [
                db.execute("SELECT id, kind, title, url, summary FROM docs WHERE rowid = ?", [doc]).fetchone()
                for _size, doc in sorted(found)[:limit]
            ]
        return [Suggestion(*row) for row in rows]

    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words that look like those typed, among those of the reader’s documents."""
        with self.store.reading() as db:
            ranker = Ranker(db, self._read_catalogue(db).covered(allowed))
            found: list[str] = []
            for group in ranker.groups(text, exact=True):
                word = group.word.word
                near = [other for other, _edits in corrections(word, ranker.vocabulary(word))]
                near += ranker.relatives(word)
                found += [other for other in near if other not in found and ranker.knows(other)]
            return [_surface(db, word) for word in found[:limit]]

    def fingerprints(self) -> dict[str, str]:
        """Return the digest of every document stored."""
        with self.store.reading() as db:
            return dict(db.execute("SELECT id, fingerprint FROM docs"))

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
        """Return what opens and classifies every unit, remembered until something changes."""
        key = (db.execute("PRAGMA database_list").fetchone()[2], last_change(db))
        known = self._catalogue
        if known is None or known[0] != key:
            known = (key, read_catalogue(db))
            self._catalogue = known
        return known[1]


def _best_units(scores: dict[int, float], units: dict[int, Unit]) -> dict[int, tuple[float, int, int]]:
    """Return document -> (best score, a unit of it, unit to show)."""
    best: dict[int, tuple[float, int, int]] = {}
    for unit in sorted(scores):
        score, doc = scores[unit], units[unit].doc
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
