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
            "access": list(document.access),
            "parts": [list(section.access) for section in document.sections],
        }
        doc = db.execute(
            "INSERT INTO docs (id, kind, title, summary, url, date, fingerprint, data)"
            " VALUES (?,?,?,?,?,?,?,?)",
            [
                document.id,
                document.kind,
                _storable(document.title),
                _storable(document.summary),
                document.url,
                document.date.isoformat() if document.date else "",
                document.fingerprint,
                json.dumps(data),
            ],
        ).lastrowid
        for part, fields in _units(document):
            unit = db.execute(
                "INSERT INTO units (doc, lock, place, title, body, file, url) VALUES (?,?,?,?,?,?,?)",
                [
                    doc,
                    _lock(db, (*document.access, *part.access)),
                    part.place,
                    _storable(part.title),
                    _storable(part.body),
                    _storable(part.file),
                    part.url,
                ],
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


def _lock(db: sqlite3.Connection, access: tuple[str, ...]) -> int:
    """Return the row of what opens a unit, written at its first use."""
    tokens = json.dumps(sorted(set(access)))
    row = db.execute("SELECT rowid FROM locks WHERE tokens = ?", [tokens]).fetchone()
    return row[0] if row else db.execute("INSERT INTO locks (tokens) VALUES (?)", [tokens]).lastrowid or 0


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
        "SELECT rowid, kind, title, summary, url, date, data FROM docs WHERE id = ?", [ref]
    ).fetchone()
    if row is None:
        return None
    doc, kind, title, summary, url, date, data = row
    units = db.execute(
        "SELECT place, title, body, file, url FROM units WHERE doc = ? ORDER BY rowid", [doc]
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
        "SELECT place, title, body, file, url FROM units WHERE rowid = ?", [place]
    ).fetchone()
    passage = excerpt(body, stems)
    in_summary = any(token.stem in stems for token in tokens(summary) if not token.stop)
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
