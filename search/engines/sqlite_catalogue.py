"""What opens and classifies the units of the embedded index, held in memory between two changes.

Plain arrays, one place for each row of the index: about ten bytes for a unit. A change of the index adds
the rows that are new and closes those that are gone; nothing is read twice until the next rebuild.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import Allowance

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

# The lock of what is gone: nobody opens it.
GONE = 0


@dataclass(frozen=True)
class Catalogue:
    """Every unit and document of an index, seen at one instant; rows are numbered from 1.

    Attributes:
        seq: the last change that it knows.
        unit_doc: unit -> its document.
        unit_lock: unit -> what opens it.
        first_unit: document -> its first unit, which is the whole of it; its parts follow.
        day: document -> its date as an ordinal, 0 when it has none.
        size: document -> number of words of its title.
        held_by: documents that have a value of a facet, one for each value (``held``).
        held: code of that value.
        values: code -> (facet, value).
        locks: row of a lock -> its tokens.
    """

    seq: int
    unit_doc: Ints
    unit_lock: Ints
    first_unit: Ints
    day: Ints
    size: Ints
    held_by: Ints
    held: Ints
    values: tuple[tuple[str, str], ...]
    locks: tuple[frozenset[str], ...]

    def opened(self, db: sqlite3.Connection, allowed: Allowance) -> tuple[Bools, Bools]:
        """Return, for each unit and for each document, whether a reader may see it.

        Args:
            db: a connection that sees the same instant.
            allowed: what the reader may see.
        """
        keys = np.array([lock != GONE and allowed.opens(tokens) for lock, tokens in enumerate(self.locks)])
        docs = keys[self.unit_lock[self.first_unit]]
        if allowed.hidden:
            rows = db.execute(
                "SELECT rowid FROM docs WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps(sorted(allowed.hidden))],
            )
            docs[[row for (row,) in rows]] = False
        # A part is never open when its document is not.
        return keys[self.unit_lock] & docs[self.unit_doc], docs

    def filtered(
        self, found: Ints, filters: Mapping[str, frozenset[str]]
    ) -> tuple[Ints, dict[str, dict[str, int]]]:
        """Return the documents that pass the filters, and the numbers of each facet.

        Args:
            found: documents, in any order.
            filters: facet -> the values to keep.
        """
        listed = np.zeros(len(self.day), dtype=bool)
        listed[found] = True
        passing = {name: self._passing(name, wanted) for name, wanted in filters.items()}
        kept = listed.copy()
        for passed in passing.values():
            kept &= passed
        counts = self._counts(kept)
        facets = {
            code: counts[code] for code, (name, _value) in enumerate(self.values) if name not in filters
        }
        for name in filters:
            others = listed.copy()
            for other, passed in passing.items():
                if other != name:
                    others &= passed
            counts = self._counts(others)
            facets |= {code: counts[code] for code, pair in enumerate(self.values) if pair[0] == name}
        named: dict[str, dict[str, int]] = {}
        for code, count in facets.items():
            if count:
                name, value = self.values[code]
                named.setdefault(name, {})[value] = int(count)
        return found[kept[found]], named

    def _passing(self, name: str, wanted: frozenset[str]) -> Bools:
        """Return the documents that have one of the values of a facet."""
        codes = np.array([facet == name and value in wanted for facet, value in self.values])
        passed = np.zeros(len(self.day), dtype=bool)
        passed[self.held_by[codes[self.held]]] = True
        return passed

    def _counts(self, docs: Bools) -> NDArray[np.int64]:
        """Return the number of documents that have each value."""
        return np.bincount(self.held[docs[self.held_by]], minlength=len(self.values))

    def parts(self, doc: int) -> Iterator[int]:
        """Yield the units of a document after the first."""
        unit = int(self.first_unit[doc]) + 1
        while unit < len(self.unit_doc) and self.unit_doc[unit] == doc:
            yield unit
            unit += 1


def _none() -> Ints:
    return np.zeros(1, dtype=np.int32)


EMPTY = Catalogue(0, _none(), _none(), _none(), _none(), _none(), _none()[:0], _none()[:0], (("", ""),), ())


_UNITS = "SELECT rowid, doc, lock FROM units WHERE rowid > ? ORDER BY rowid"


def brought_up_to_date(known: Catalogue, db: sqlite3.Connection, seq: int) -> Catalogue:
    """Return a catalogue with what changed since.

    Args:
        known: what is known of the same index at an earlier instant; :data:`EMPTY` for nothing.
        db: a reading connection.
        seq: its last change.
    """
    units = _rows(db, _UNITS, len(known.unit_doc) - 1, 3)
    numbers, places = np.unique(units[:, 1], return_index=True)
    first = np.stack([numbers, units[places, 0]], axis=1)
    cards: list[Any] = db.execute(
        "SELECT doc, day, size, codes FROM cards WHERE doc > ?", [len(known.day) - 1]
    ).fetchall()
    docs = np.array([card[:3] for card in cards], dtype=np.int32).reshape(-1, 3)
    codes = np.frombuffer(b"".join(card[3] for card in cards), dtype=np.int32)
    numbers_held = np.array([len(card[3]) // codes.itemsize for card in cards], dtype=np.int64)
    unit_doc = _grown(known.unit_doc, units, 1)
    unit_lock = _grown(known.unit_lock, units, 2)
    gone = _rows(db, "SELECT gone FROM changes WHERE gone > 0 AND seq > ?", known.seq, 1)[:, 0]
    if len(gone):
        unit_lock[np.isin(unit_doc, gone)] = GONE
    return Catalogue(
        seq=seq,
        unit_doc=unit_doc,
        unit_lock=unit_lock,
        first_unit=_grown(known.first_unit, first, 1),
        day=_grown(known.day, docs, 1),
        size=_grown(known.size, docs, 2),
        held_by=np.concatenate([known.held_by, np.repeat(docs[:, 0], numbers_held)]),
        held=np.concatenate([known.held, codes]),
        values=_values(db),
        locks=_locks(db),
    )


def _rows(db: sqlite3.Connection, sql: str, after: int, width: int) -> Ints:
    rows = db.execute(sql, [after]).fetchall()
    return np.array(rows, dtype=np.int32).reshape(-1, width)


def _grown(known: Ints, rows: Ints, column: int) -> Ints:
    """Return a column with the rows that are new, each at the place of its number."""
    if not len(rows):
        return known.copy()
    grown = np.zeros(int(rows[:, 0].max()) + 1, dtype=np.int32)
    grown[: len(known)] = known
    grown[rows[:, 0]] = rows[:, column]
    return grown


def _values(db: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """Return the values of the facets, each at the place of its code."""
    return (("", ""), *db.execute("SELECT name, value FROM facets ORDER BY code"))


def _locks(db: sqlite3.Connection) -> tuple[frozenset[str], ...]:
    """Return the locks, each at the place of its row."""
    found = db.execute("SELECT tokens FROM locks ORDER BY rowid")
    return (frozenset(), *(frozenset(json.loads(tokens)) for (tokens,) in found))
