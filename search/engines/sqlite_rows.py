"""Documents to rows of the embedded index, and back."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.documents import SearchDocument, Section
from search.excerpts import passage

from .base import KIND, EngineHit
from .sqlite_store import FIELDS
from .sqlite_tally import Tally, Words, storable, units_of


def last_change(db: sqlite3.Connection) -> int:
    """Return the number of the last change noted."""
    return db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]


def note(db: sqlite3.Connection, ids: Iterable[str], gone: Mapping[str, int]) -> None:
    """Note which documents change, for a rebuild that would be running and for what processes remember.

    Args:
        db: a writing connection.
        ids: the documents written or removed.
        gone: document -> the row that it had.
    """
    db.executemany("INSERT INTO changes (id, gone) VALUES (?, ?)", [(ref, gone.get(ref, 0)) for ref in ids])


def write(
    db: sqlite3.Connection, documents: Iterable[SearchDocument], tally: Tally | None = None
) -> dict[str, int]:
    """Write documents; the last one wins when two have the same id.

    Args:
        db: a writing connection.
        documents: what to write.
        tally: counts their words, for whoever writes more and settles it at the end.

    Returns:
        Document -> the row that it had, for those that were there.
    """
    latest = {document.id: document for document in documents}
    counted = Tally() if tally is None else tally
    gone: dict[str, int] = {}
    if _any_is_there(db, latest):
        # What is removed is taken from counts that must be there.
        counted.settle(db)
        gone = remove(db, list(latest))
    rows = _Rows(db)
    for document in latest.values():
        words = Words(document)
        rows.add(document, words)
        counted.add(words)
    rows.write()
    if tally is None:
        counted.settle(db)
    return gone


def _any_is_there(db: sqlite3.Connection, ids: Iterable[str]) -> bool:
    asked = "SELECT 1 FROM docs WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1"
    return db.execute(asked, [json.dumps(list(ids))]).fetchone() is not None


class _Rows:
    """The rows of several documents, written table by table: a statement costs more than a row."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._numbers = _Numbers(db)
        self._doc, self._unit = _last_number(db, "docs"), _last_number(db, "units")
        self._docs: list[tuple[Any, ...]] = []
        self._cards: list[tuple[Any, ...]] = []
        self._title_words: list[tuple[str, int, int]] = []
        self._units: list[tuple[Any, ...]] = []
        self._texts: list[tuple[int, str]] = []
        self._fields: dict[str, list[tuple[int, str]]] = {name: [] for name in FIELDS}

    def add(self, document: SearchDocument, words: Words) -> None:
        """Add a document with its parts."""
        self._doc += 1
        self._add_document(document, len(words.title))
        self._title_words += [(word, self._doc, place) for word, place in words.title.items()]
        for part, fields in units_of(document):
            self._unit += 1
            lock = self._numbers.lock((*document.access, *part.access))
            shown = (part.place, storable(part.title), storable(part.file), part.url)
            self._units.append((self._unit, self._doc, lock, *shown))
            self._texts.append((self._unit, storable(part.body)))
            for name, text in fields.items():
                line = words.line(text)
                if line:
                    self._fields[name].append((self._unit, line))

    def _add_document(self, document: SearchDocument, size: int) -> None:
        """Add what is shown of a document and what classifies it."""
        data = {
            "tags": list(document.tags),
            "headings": list(document.headings),
            "facets": {name: list(labels) for name, labels in document.facets.items()},
            "audience": list(document.audience),
            "access": list(document.access),
            "parts": [list(section.access) for section in document.sections],
        }
        self._docs.append(
            (
                self._doc,
                document.id,
                document.kind,
                storable(document.title),
                storable(document.summary),
                document.url,
                document.date.isoformat() if document.date else "",
                document.fingerprint,
                json.dumps(data),
            )
        )
        facets = {**document.facets, KIND: (document.kind,)}
        codes = {self._numbers.code(name, value) for name, values in facets.items() for value in values}
        day = document.date.toordinal() if document.date else 0
        self._cards.append((self._doc, day, size, array("i", sorted(codes)).tobytes()))

    def write(self) -> None:
        """Write them all."""
        self._insert("docs (rowid, id, kind, title, summary, url, date, fingerprint, data)", self._docs)
        self._insert("cards (doc, day, size, codes)", self._cards)
        # In the order of the table: its neighbours are then at hand.
        self._insert("title_words (word, doc, place)", sorted(self._title_words))
        self._insert("units (rowid, doc, lock, place, title, file, url)", self._units)
        self._insert("texts (unit, body)", self._texts)
        for name, rows in self._fields.items():
            self._insert(f"f_{name} (rowid, words)", rows)

    def _insert(self, place: str, rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * (place.count(",") + 1))
        self.db.executemany(f"INSERT INTO {place} VALUES ({marks})", rows)


def _last_number(db: sqlite3.Connection, table: str) -> int:
    """Return the highest number that a row of a table has or had: none is given twice."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
    return row[0] if row else 0


class _Numbers:
    """The numbers of locks and of values of facets, written at their first use."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._known: dict[tuple[str, ...], int] = {}

    def code(self, name: str, value: str) -> int:
        """Return the number of a value of a facet."""
        return self._number(
            "facets (name, value)", "name = ? AND value = ?", (storable(name), storable(value))
        )

    def lock(self, access: tuple[str, ...]) -> int:
        """Return the number of what opens a unit."""
        return self._number("locks (tokens)", "tokens = ?", (json.dumps(sorted(set(access))),))

    def _number(self, place: str, same: str, values: tuple[str, ...]) -> int:
        if values not in self._known:
            table = place.split()[0]
            row = self.db.execute(f"SELECT rowid FROM {table} WHERE {same}", values).fetchone()
            if row is None:
                marks = ", ".join("?" for _value in values)
                row = [self.db.execute(f"INSERT INTO {place} VALUES ({marks})", values).lastrowid]
            self._known[values] = row[0]
        return self._known[values]


def remove(db: sqlite3.Connection, ids: list[str]) -> dict[str, int]:
    """Delete documents with their words; return the row of each that was there."""
    gone: dict[str, int] = {}
    vocabulary: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    for ref in dict.fromkeys(ids):
        row = db.execute("SELECT rowid FROM docs WHERE id = ?", [ref]).fetchone()
        if row is None:
            continue
        document = load(db, ref)
        if document is not None:
            words = Words(document)
            vocabulary.update(words.forms.keys())
            titles.update(words.title.keys())
            stems.update(words.stems())
            db.executemany(
                "DELETE FROM title_words WHERE word = ? AND doc = ?", [(word, *row) for word in words.title]
            )
        units = db.execute("SELECT rowid FROM units WHERE doc = ?", row).fetchall()
        for name in FIELDS:
            db.executemany(f"DELETE FROM f_{name} WHERE rowid = ?", units)
        db.executemany("DELETE FROM texts WHERE unit = ?", units)
        db.execute("DELETE FROM units WHERE doc = ?", row)
        db.execute("DELETE FROM cards WHERE doc = ?", row)
        db.execute("DELETE FROM docs WHERE rowid = ?", row)
        gone[ref] = row[0]
    lost = [(count, titles[word], word) for word, count in vocabulary.items()]
    db.executemany("UPDATE words SET count = count - ?, titles = titles - ? WHERE word = ?", lost)
    db.executemany("DELETE FROM words WHERE word = ? AND count <= 0", [(word,) for word in vocabulary])
    fewer = [(count, stemmed) for stemmed, count in stems.items()]
    db.executemany("UPDATE stems SET count = count - ? WHERE stem = ?", fewer)
    db.executemany("DELETE FROM stems WHERE stem = ? AND count <= 0", [(stemmed,) for stemmed in stems])
    return gone


def read_texts(db: sqlite3.Connection, unit: int) -> list[str]:
    """Return the texts of a unit and what is shown of its document."""
    row = db.execute(
        "SELECT units.title, body, docs.title, summary, data FROM units JOIN texts ON unit = units.rowid"
        " JOIN docs ON docs.rowid = units.doc WHERE units.rowid = ?",
        [unit],
    ).fetchone()
    if row is None:
        return []
    more = json.loads(row[4])
    return [*row[:4], *more["tags"], *more["headings"]]


def load(db: sqlite3.Connection, ref: str) -> SearchDocument | None:
    """Read a document back from the index."""
    row = db.execute(
        "SELECT rowid, kind, title, summary, url, date, data FROM docs WHERE id = ?", [ref]
    ).fetchone()
    if row is None:
        return None
    doc, kind, title, summary, url, date, data = row
    units = db.execute(
        "SELECT place, title, body, file, url FROM units JOIN texts ON unit = units.rowid"
        " WHERE doc = ? ORDER BY units.rowid",
        [doc],
    ).fetchall()
    more = json.loads(data)
    return SearchDocument(
        id=ref,
        kind=kind,
        title=title,
        summary=summary,
        headings=tuple(more["headings"]),
        body=units[0][2] if units else "",
        sections=tuple(
            _section(unit, tuple(access)) for unit, access in zip(units[1:], more["parts"], strict=True)
        ),
        tags=tuple(more["tags"]),
        facets=_facets(more),
        audience=tuple(more["audience"]),
        date=dt.date.fromisoformat(date) if date else None,
        url=url,
        access=tuple(more["access"]),
    )


def _section(unit: tuple[str, str, str, str, str], access: tuple[str, ...]) -> Section:
    place, title, body, file, url = unit
    path, _hash, anchor = place.partition("#")
    return Section(anchor, title, body, path, file, url, access)


def _facets(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(labels) for name, labels in data["facets"].items()}


def read_hit(db: sqlite3.Connection, doc: int, place: int, score: float, stems: set[str]) -> EngineHit:
    """Return a result as it is shown.

    Args:
        db: a reading connection.
        doc: row of the document.
        place: row of the unit to show: the whole document, or the part that answers.
        score: its score.
        stems: what to mark.
    """
    ref, kind, title, summary, url, date, data = db.execute(
        "SELECT id, kind, title, summary, url, date, data FROM docs WHERE rowid = ?", [doc]
    ).fetchone()
    part, section, body, file, file_url = db.execute(
        "SELECT place, title, body, file, url FROM units JOIN texts ON unit = units.rowid"
        " WHERE units.rowid = ?",
        [place],
    ).fetchone()
    more = json.loads(data)
    return EngineHit(
        id=ref,
        kind=kind,
        title=title,
        url=url + part,
        score=score,
        summary=summary,
        excerpt=passage(body, "" if part or file else summary, stems),
        section_title=section if part else "",
        file=file,
        file_url=file_url,
        tags=tuple(more["tags"]),
        facets=_facets(more),
        audience=tuple(more["audience"]),
        date=date,
    )
