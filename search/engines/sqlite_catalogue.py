"""What opens and classifies the units of the embedded index, held in memory between two changes."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .base import KIND, Allowance


class Unit(NamedTuple):
    """A unit: its document, and the row of what opens it."""

    doc: int
    lock: int


class Entry(NamedTuple):
    """What is known of a document without reading it."""

    ref: str
    title: str
    date: str
    lock: int
    facets: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Catalogue:
    """Every unit and document of an index.

    Attributes:
        units: row of a unit -> what is known of it.
        docs: row of a document -> what is known of it.
        locks: row of a lock -> its tokens.
    """

    units: dict[int, Unit]
    docs: dict[int, Entry]
    locks: dict[int, frozenset[str]]

    def covered(self, allowed: Allowance) -> set[int]:
        """Return the units that a reader may see."""
        opened = {lock for lock, tokens in self.locks.items() if allowed.opens(tokens)}
        hidden = {doc for doc, entry in self.docs.items() if entry.ref in allowed.hidden}
        return {row for row, unit in self.units.items() if unit.lock in opened and unit.doc not in hidden}

    def filtered(
        self, found: Collection[int], filters: Mapping[str, frozenset[str]]
    ) -> tuple[list[int], dict[str, dict[str, int]]]:
        """Return the documents that pass the filters, and the numbers of each facet."""
        counts: dict[str, Counter[str]] = {}
        kept = []
        for doc in found:
            facets = self.docs[doc].facets
            failed = [name for name, wanted in filters.items() if not wanted & set(facets.get(name, ()))]
            if not failed:
                kept.append(doc)
            for name, values in facets.items():
                if not failed or failed == [name]:
                    counts.setdefault(name, Counter()).update(values)
        return kept, {name: dict(counter) for name, counter in counts.items()}


def read_catalogue(db: sqlite3.Connection) -> Catalogue:
    """Read the whole catalogue of an index."""
    locks = {
        row: frozenset(json.loads(tokens)) for row, tokens in db.execute("SELECT rowid, tokens FROM locks")
    }
    units = {
        row: Unit(doc, lock)
        for row, doc, lock in db.execute("SELECT rowid, doc, lock FROM units ORDER BY rowid")
    }
    first: dict[int, int] = {}
    for unit in units.values():
        first.setdefault(unit.doc, unit.lock)
    docs = {}
    for row, ref, kind, title, date, data in db.execute(
        "SELECT rowid, id, kind, title, date, data FROM docs"
    ):
        facets = {name: tuple(values) for name, values in json.loads(data)["facets"].items()}
        docs[row] = Entry(ref, title, date, first[row], {KIND: (kind,), **facets})
    return Catalogue(units, docs, locks)
