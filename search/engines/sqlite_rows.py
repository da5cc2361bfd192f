"""Documents to rows of the embedded index, and back."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from search.analysis import Form, index_words
from search.documents import SearchDocument, Section
from search.excerpts import excerpt
from search.spelling import letters

from .base import KIND, EngineHit
from .sqlite_store import FIELDS


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


class _Words:
    """The words of a document; a text that comes twice (in the page and in one of its parts) is read once."""

    def __init__(self, document: SearchDocument) -> None:
        self._read: dict[str, list[Form]] = {}
        self.title: dict[str, int] = {}
        for place, form in enumerate(self.of(document.title)):
            self.title.setdefault(form.word, place)
        for text in (document.summary, *document.tags, *document.headings, document.body):
            self.of(text)
        for section in document.sections:
            self.of(section.title)
            self.of(section.body)

    def of(self, text: str) -> list[Form]:
        """Return the words of one of its texts."""
        if text not in self._read:
            self._read[text] = index_words(storable(text))
        return self._read[text]

    def stems(self) -> set[str]:
        """Return the stems of the whole document."""
        return {form.stem for forms in self._read.values() for form in forms}

    def surfaces(self) -> dict[str, str]:
        """Return word -> how it is written, for the whole document: what typos are corrected against."""
        return {form.word: form.surface for forms in self._read.values() for form in forms}


def _units(document: SearchDocument) -> Iterator[tuple[Section, dict[str, str]]]:
    """Yield the whole document, then its parts, with the text of each field."""
    yield (
        Section("", document.title, document.body),
        {
            "title": document.title,
            "summary": document.summary,
            "tags": " ".join(document.tags),
            "headings": " ".join(document.headings),
            "body": document.body,
        },
    )
    for section in document.sections:
        yield (
            section,
            {
                "title": section.title,
                "headings": document.title,
                "body": section.body,
            },
        )


def write(db: sqlite3.Connection, documents: Iterable[SearchDocument]) -> dict[str, int]:
    """Write documents; the last one wins when two have the same id.

    Returns:
        Document -> the row that it had, for those that were there.
    """
    latest = {document.id: document for document in documents}
    gone = remove(db, list(latest))
    vocabulary: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    surfaces: dict[str, str] = {}
    numbers = _Numbers(db)
    for document in latest.values():
        words = _Words(document)
        doc = _write_document(db, document, len(words.title), numbers)
        db.executemany(
            "INSERT INTO title_words (word, doc, place) VALUES (?,?,?)",
            [(word, doc, place) for word, place in words.title.items()],
        )
        for part, fields in _units(document):
            lock = numbers.lock((*document.access, *part.access))
            _write_unit(db, doc, lock, part, {name: words.of(text) for name, text in fields.items()})
        titles.update(words.title.keys())
        written = words.surfaces()
        vocabulary.update(written.keys())
        surfaces.update(written)
        stems.update(words.stems())
    db.executemany(
        "INSERT INTO stems (stem, count) VALUES (?,?)"
        " ON CONFLICT (stem) DO UPDATE SET count = count + excluded.count",
        sorted(stems.items()),
    )
    db.executemany(
        "INSERT INTO words (word, surface, letters, count, titles) VALUES (?,?,?,?,?)"
        " ON CONFLICT (word) DO UPDATE SET count = count + excluded.count, titles = titles + excluded.titles",
        [
            (word, surfaces[word], letters(word), count, titles[word])
            for word, count in sorted(vocabulary.items())
        ],
    )
    return gone


def _write_document(db: sqlite3.Connection, document: SearchDocument, size: int, numbers: _Numbers) -> int:
    """Write what is shown of a document and what classifies it; return its row."""
    data = {
        "tags": list(document.tags),
        "headings": list(document.headings),
        "facets": {name: list(labels) for name, labels in document.facets.items()},
        "audience": list(document.audience),
        "access": list(document.access),
        "parts": [list(section.access) for section in document.sections],
    }
    doc = db.execute(
        "INSERT INTO docs (id, kind, title, summary, url, date, fingerprint, data) VALUES (?,?,?,?,?,?,?,?)",
        [
            document.id,
            document.kind,
            storable(document.title),
            storable(document.summary),
            document.url,
            document.date.isoformat() if document.date else "",
            document.fingerprint,
            json.dumps(data),
        ],
    ).lastrowid
    assert doc is not None
    facets = {**document.facets, KIND: (document.kind,)}
    codes = {numbers.code(name, value) for name, values in facets.items() for value in values}
    day = document.date.toordinal() if document.date else 0
    db.execute(
        "INSERT INTO cards (doc, day, size, codes) VALUES (?,?,?,?)",
        [doc, day, size, array("i", sorted(codes)).tobytes()],
    )
    return doc


def _write_unit(
    db: sqlite3.Connection, doc: int, lock: int, part: Section, fields: dict[str, list[Form]]
) -> None:
    """Write a part of a document (or the whole of it) with its words."""
    unit = db.execute(
        "INSERT INTO units (doc, lock, place, title, file, url) VALUES (?,?,?,?,?,?)",
        [
            doc,
            lock,
            part.place,
            storable(part.title),
            storable(part.file),
            part.url,
        ],
    ).lastrowid
    db.execute("INSERT INTO texts (unit, body) VALUES (?,?)", [unit, storable(part.body)])
    for name, forms in fields.items():
        if forms:
            stems = " ".join([form.stem for form in forms])
            db.execute(f"INSERT INTO f_{name} (rowid, words) VALUES (?,?)", [unit, stems])


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


def storable(text: str) -> str:
    """Return a text that SQLite takes."""
    # SQLite takes neither half of a surrogate pair, and a null byte ends a text early in some tools.
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")


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
            words = _Words(document)
            vocabulary.update(words.surfaces().keys())
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
    passage = excerpt(body, stems)
    in_summary = any(form.stem in stems for form in index_words(summary))
    if summary and not part and not file and (in_summary or not any(marked for _text, marked in passage)):
        passage = excerpt(summary, stems)
    more = json.loads(data)
    return EngineHit(
        id=ref,
        kind=kind,
        title=title,
        url=url + part,
        score=score,
        summary=summary,
        excerpt=passage,
        section_title=section if part else "",
        file=file,
        file_url=file_url,
        tags=tuple(more["tags"]),
        facets=_facets(more),
        audience=tuple(more["audience"]),
        date=date,
    )
