"""The embedded engine: SQLite FTS5 in a file of its own, whatever the main database is."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import numpy as np
from django.conf import settings

from search.analysis import index_words, query_words, stem
from search.documents import SearchDocument

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
from .sqlite_catalogue import EMPTY, Catalogue, Ints, brought_up_to_date
from .sqlite_postings import keep_common
from .sqlite_ranking import Ranker, Scores
from .sqlite_reranking import reranked
from .sqlite_rows import last_change, load, note, read_hit, read_texts, remove, write
from .sqlite_store import Store, one_transaction, read_meta, write_meta
from .sqlite_suggest import suggestions
from .sqlite_tally import Tally

BATCH = 1000
# Parts called « Introduction » or « Feuille de route » are many: their short title must not outweigh
# that of a page on the very subject.
SECTION_WEIGHT = 0.7
# A part is shown as the place to go when it answers nearly as well as the whole page.
SECTION_SHARE = 0.7
# Units that are read to know how a word is written.
WITNESSES = 5


class SqliteEngine(SearchEngine):
    """Finds documents in an FTS5 index.

    Args:
        directory: folder of the index.
    """

    def __init__(self, directory: Path | str) -> None:
        self.store = Store(directory)
        self._catalogue: tuple[str, Catalogue] | None = None

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
            gone = write(db, batch)
            note(db, dict.fromkeys(document.id for document in batch), gone)
            keep_common(db)
        return len(batch)

    def remove(self, ids: Iterable[str]) -> int:
        """Forget documents, in one transaction."""
        wanted = list(ids)
        if not wanted:
            return 0
        with self.store.writing() as db:
            gone = remove(db, wanted)
            note(db, dict.fromkeys(wanted), gone)
        return len(gone)

    def clear(self) -> None:
        """Start from an empty index, ready to answer."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Write another generation, replay what changed meanwhile, then move the pointer to it."""
        with self.store.locked("rebuild", wait=False):
            with self.store.locked("write"):
                start = self._last_change()
                previous = self.store.current()
                # What a killed rebuild left behind may be what fills the disk.
                self.store.sweep({previous} if previous else set())
            path = self.store.create()
            try:
                count = self._fill(path, documents)
                with self.store.locked("write"):
                    previous = self.store.current()
                    with self.store.transaction(path) as db:
                        self._replay(db, start)
                        write_meta(db, "built_at", dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
                    self.store.point_to(path)
                    # The generation before stays until the next rebuild: a reader may be opening it.
                    self.store.sweep({path, previous} if previous else {path})
            except BaseException:
                if self.store.current() != path:
                    self.store.discard(path)
                raise
        return count

    def _fill(self, path: Path, documents: Iterable[SearchDocument]) -> int:
        count, source, tally = 0, iter(documents), Tally()
        with self.store.filling(path) as db:
            while batch := list(islice(source, BATCH)):
                with one_transaction(db):
                    write(db, batch, tally)
                    if tally.full:
                        tally.settle(db)
                count += len(batch)
            with one_transaction(db):
                tally.settle(db)
                keep_common(db)
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
        with self._answering() as db:
            catalogue = self._read_catalogue(db)
            ranker = Ranker(db, catalogue.opened(db, query.allowed)[0], catalogue.first_unit)
            groups = ranker.groups(query.text, query.thesaurus, exact=query.exact)
            units = reranked(db, ranker.rank(groups), groups, catalogue.unit_doc)
            scores = _best_of_documents(units, catalogue)
            kept, facets = catalogue.filtered(np.flatnonzero(scores).astype(np.int32), query.filters)
            stems = {stem for group in groups for stem in group.stems}
            hits = [
                read_hit(db, doc, _place(units, catalogue, doc), float(scores[doc]), stems)
                for doc in _slice(kept, scores, catalogue, query)
            ]
            corrected = {
                # Two words, or « d’état »: each with its own accents.
                group.word.surface: "".join(
                    _written(db, ranker, each) if len(each) > 1 else each
                    for each in re.split("([ ’])", group.corrected)
                )
                for group in groups
                if group.corrected
            }
            return EngineResult(tuple(hits), len(kept), facets, corrected)

    def suggest(self, text: str, allowed: Allowance, limit: int = 8) -> list[Suggestion]:
        """Return documents whose title goes on from what is being typed."""
        with self._answering() as db:
            catalogue = self._read_catalogue(db)
            return suggestions(db, catalogue, catalogue.opened(db, allowed)[1], text, limit)

    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words that look like those typed, among those of the reader’s documents."""
        with self._answering() as db:
            catalogue = self._read_catalogue(db)
            ranker = Ranker(db, catalogue.opened(db, allowed)[0], catalogue.first_unit)
            found: dict[str, None] = {}
            for word in query_words(text):
                found.update(dict.fromkeys(ranker.corrections(word.word)))
                found.update(dict.fromkeys(ranker.relatives(word.word)))
            return [_written(db, ranker, word) for word in list(found)[:limit]]

    def fingerprints(self) -> dict[str, str]:
        """Return the digest of every document stored."""
        with self.store.reading() as db:
            return dict(db.execute("SELECT id, fingerprint FROM docs"))

    def health(self) -> EngineHealth:
        """Tell whether the index can answer, and how much it holds."""
        try:
            with self._answering() as db:
                count = db.execute("SELECT count(*) FROM docs").fetchone()[0]
                # What every search reads: a damaged file shows here.
                self._read_catalogue(db)
                return EngineHealth(True, count, built_at=read_meta(db, "built_at"))
        except EngineError as error:
            return EngineHealth(False, detail=str(error))

    @contextmanager
    def _answering(self) -> Iterator[sqlite3.Connection]:
        """Give a reading connection to an index that holds everything.

        Raises:
            IndexMissing: it only has what was saved since it disappeared.
        """
        with self.store.reading() as db:
            if not read_meta(db, "built_at"):
                raise IndexMissing("L’index n’a pas encore été construit.")
            yield db

    def _read_catalogue(self, db: sqlite3.Connection) -> Catalogue:
        """Return what opens and classifies every unit at the instant that a connection sees.

        Each process remembers it and only reads what changed since. Threads share it: it never changes,
        another takes its place.
        """
        path = db.execute("PRAGMA database_list").fetchone()[2]
        while True:
            seq, remembered = last_change(db), self._catalogue
            known = remembered[1] if remembered and remembered[0] == path else EMPTY
            if known is not EMPTY and known.seq == seq:
                return known
            if known.seq > seq:
                # Another thread saw a later instant: see it too.
                db.execute("COMMIT")
                db.execute("BEGIN")
                continue
            known = brought_up_to_date(known, db, seq)
            self._catalogue = (path, known)
            return known


def _best_of_documents(units: Scores, catalogue: Catalogue) -> Scores:
    """Return document -> score of its best unit."""
    best = units[catalogue.first_unit]
    found = np.flatnonzero(units)
    docs = catalogue.unit_doc[found]
    parts = catalogue.first_unit[docs] != found
    np.maximum.at(best, docs[parts], SECTION_WEIGHT * units[found[parts]])
    return best


def _place(units: Scores, catalogue: Catalogue, doc: int) -> int:
    """Return the unit to show for a document: the whole of it, or the part that answers."""
    first = place = int(catalogue.first_unit[doc])
    for unit in catalogue.parts(doc):
        least = units[place] * SECTION_SHARE if place == first else units[place]
        if units[unit] and (units[unit] >= least if place == first else units[unit] > least):
            place = unit
    return place


def _written(db: sqlite3.Connection, ranker: Ranker, word: str) -> str:
    """Return a word as a document of the reader writes it, without accents when none is found.

    How hidden documents write it would tell that they exist.
    """
    for unit in ranker.postings((stem(word),)).units[:WITNESSES]:
        for text in read_texts(db, int(unit)):
            for form in index_words(text):
                if form.word == word:
                    return form.surface
    return word


def _slice(kept: Ints, scores: Scores, catalogue: Catalogue, query: EngineQuery) -> list[int]:
    """Return the documents of a page of results, best first.

    Equal scores keep one order, so that no result shows on two pages.
    """
    keys = -scores[kept]
    if query.sort == DATE:
        order = np.lexsort((kept, keys, -catalogue.day[kept]))
    else:
        wanted = query.offset + query.limit
        if 0 < wanted < len(kept):
            kept = kept[keys <= np.partition(keys, wanted - 1)[wanted - 1]]
        order = np.lexsort((kept, -scores[kept]))
    return [int(doc) for doc in kept[order][query.offset : query.offset + query.limit]]
