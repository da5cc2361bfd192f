"""Documents to rows of the embedded index, and back."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any

from search.analysis import index_words, tokens
from search.documents import SearchDocument, Section
from search.excerpts import excerpt

from .base import EngineHit
from .sqlite_store import FIELDS


def last_change(db: sqlite3.Connection) -> int:
    """Return the number of the last change noted."""
    return db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]


def note(db: sqlite3.Connection, ids: list[str]) -> None:
    """Note which documents change, for a rebuild that would be running."""
    db.executemany("INSERT INTO changes (id) VALUES (?)", [(ref,) for ref in ids])


def _words_of(document: SearchDocument) -> dict[str, str]:
    """Return word -> surface for the whole document: what typos are corrected against."""
    texts = [document.title, document.summary, *document.tags, *document.headings, document.body]
    texts += [f"{section.title} {section.body}" for section in document.sections]
    return {token.word: token.surface for text in texts for token in index_words(text)}


def _units(document: SearchDocument) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield the whole document, then its parts: place, title, body, and the text of each field."""
    yield (
        "",
        document.title,
        document.body,
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
            section.place,
            section.title,
            section.body,
            {
                "title": section.title,
                "headings": document.title,
                "body": section.body,
            },
        )


def write(db: sqlite3.Connection, documents: list[SearchDocument]) -> None:
    """Write documents; the last one wins when two have the same id."""
    latest = {document.id: document for document in documents}
    remove(db, list(latest))
    vocabulary: Counter[str] = Counter()
    surfaces: dict[str, str] = {}
    for document in latest.values():
        data = {
            "tags": list(document.tags),
            "headings": list(document.headings),
            "facets": {name: list(labels) for name, labels in document.facets.items()},
            "audience": list(document.audience),
        }
        doc = db.execute(
            "INSERT INTO docs (id, kind, page_id, title, summary, url, date, data) VALUES (?,?,?,?,?,?,?,?)",
            [
                document.id,
                document.kind,
                document.page_id,
                _storable(document.title),
                _storable(document.summary),
                document.url,
                document.date.isoformat() if document.date else "",
                json.dumps(data),
            ],
        ).lastrowid
        for place, title, body, fields in _units(document):
            unit = db.execute(
                "INSERT INTO units (doc, place, title, body) VALUES (?,?,?,?)",
                [doc, place, _storable(title), _storable(body)],
            ).lastrowid
            for name, text in fields.items():
                stems = " ".join(_storable(token.stem) for token in index_words(text))
                if stems:
                    db.execute(f"INSERT INTO f_{name} (rowid, words) VALUES (?,?)", [unit, stems])
        words = _words_of(document)
        vocabulary.update(words.keys())
        surfaces.update(words)
    db.executemany(
        "INSERT INTO words (word, surface, count) VALUES (?,?,?)"
        " ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
        [(_storable(word), _storable(surfaces[word]), count) for word, count in vocabulary.items()],
    )


def _storable(text: str) -> str:
    # SQLite takes neither half of a surrogate pair, and a null byte ends a text early in some tools.
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")


def remove(db: sqlite3.Connection, ids: list[str]) -> int:
    """Delete documents with their words; return how many were there."""
    removed = 0
    vocabulary: Counter[str] = Counter()
    for ref in ids:
        row = db.execute("SELECT rowid FROM docs WHERE id = ?", [ref]).fetchone()
        if row is None:
            continue
        document = load(db, ref)
        if document is not None:
            vocabulary.update(_words_of(document).keys())
        units = db.execute("SELECT rowid FROM units WHERE doc = ?", row).fetchall()
        for name in FIELDS:
            db.executemany(f"DELETE FROM f_{name} WHERE rowid = ?", units)
        db.execute("DELETE FROM units WHERE doc = ?", row)
        db.execute("DELETE FROM docs WHERE rowid = ?", row)
        removed += 1
    db.executemany(
        "UPDATE words SET count = count - ? WHERE word = ?",
        [(count, _storable(word)) for word, count in vocabulary.items()],
    )
    if removed:
        db.execute("DELETE FROM words WHERE count <= 0")
    return removed


def load(db: sqlite3.Connection, ref: str) -> SearchDocument | None:
    """Read a document back from the index."""
    row = db.execute(
        "SELECT rowid, kind, page_id, title, summary, url, date, data FROM docs WHERE id = ?", [ref]
    ).fetchone()
    if row is None:
        return None
    doc, kind, page_id, title, summary, url, date, data = row
    units = db.execute("SELECT place, title, body FROM units WHERE doc = ? ORDER BY rowid", [doc]).fetchall()
    more = json.loads(data)
    return SearchDocument(
        id=ref,
        kind=kind,
        title=title,
        summary=summary,
        headings=tuple(more["headings"]),
        body=units[0][2] if units else "",
        sections=tuple(_section(*unit) for unit in units[1:]),
        tags=tuple(more["tags"]),
        facets=_facets(more),
        audience=tuple(more["audience"]),
        date=dt.date.fromisoformat(date) if date else None,
        url=url,
        page_id=page_id,
    )


def _section(place: str, title: str, body: str) -> Section:
    path, _hash, anchor = place.partition("#")
    return Section(anchor, title, body, path)


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
    part, section, body = db.execute(
        "SELECT place, title, body FROM units WHERE rowid = ?", [place]
    ).fetchone()
    passage = excerpt(body, stems)
    in_summary = any(token.stem in stems for token in tokens(summary) if not token.stop)
    if summary and not part and (in_summary or not any(marked for _text, marked in passage)):
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
        tags=tuple(more["tags"]),
        facets=_facets(more),
        audience=tuple(more["audience"]),
        date=date,
    )
