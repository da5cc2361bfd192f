"""Where a stem is found in the embedded index, and how well: BM25 of each field, weighted and added.

FTS5 takes two to three microseconds for each row that matches, so that one common word of a hub of
100,000 documents would cost a quarter of a second. The scores of common stems are therefore computed once,
when everything is indexed again (and then at every few thousand new units), and kept in the index; FTS5
is only asked for the units that are newer. The statistics behind those scores are as old as they are;
below ``STEP`` units, nothing is kept and everything is exact.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .sqlite_store import read_meta, write_meta

# Tuned on a bench of judged queries in French (``manage.py search_run`` measures a change).
WEIGHTS = {"title": 3.0, "summary": 1.5, "tags": 1.5, "headings": 0.5, "body": 2.0}
# A stem of that many documents is common.
COMMON = 500
# Scores are kept when that many units have none yet.
STEP = 5000
# How many words may stand between those of an expression.
NEAR = 5
# Past that many units with all the words of an expression, how near they stand is not looked at.
CROWD = 2000

_FIELD = (
    "SELECT rowid, {weight} * bm25(f_{name}), {title} FROM f_{name}"
    " WHERE f_{name} MATCH :asked AND rowid > :after"
)


def all_fields(weights: Mapping[str, float]) -> str:
    """Return the question put to FTS5: row, score and whether it is a title, for each field."""
    return " UNION ALL ".join(
        _FIELD.format(name=name, weight=-weight, title=int(name == "title"))
        for name, weight in weights.items()
    )


_ALL_FIELDS = all_fields(WEIGHTS)


class Postings(NamedTuple):
    """The units that have a stem.

    Attributes:
        units: their rows, each once.
        scores: how well it answers for each; never zero.
        titled: whether it is in its title.
    """

    units: NDArray[np.int32]
    scores: NDArray[np.float32]
    titled: NDArray[np.bool_]

    def among(self, opened: NDArray[np.bool_]) -> Postings:
        """Return those of the units that a reader may see."""
        kept = opened[self.units]
        return Postings(self.units[kept], self.scores[kept], self.titled[kept])


NOTHING = Postings(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), np.zeros(0, dtype=bool))


def quoted(stemmed: str) -> str:
    """Return a stem as FTS5 takes it, whatever it is made of."""
    return '"' + stemmed.replace('"', '""') + '"'


def read_postings(db: sqlite3.Connection, stemmed: str) -> Postings:
    """Return where a stem is."""
    kept = db.execute("SELECT upto, data FROM postings WHERE stem = ? ORDER BY upto", [stemmed]).fetchall()
    after = kept[-1][0] if kept else 0
    return _together([*(_unpacked(data) for _upto, data in kept), _asked(db, quoted(stemmed), after)])


def read_expression(db: sqlite3.Connection, stems: tuple[str, ...]) -> Postings:
    """Return where several stems are in one field, near each other; their mean score."""
    each = [read_postings(db, stemmed) for stemmed in stems]
    rarest = min(each, key=lambda found: len(found.units))
    common = rarest.units
    for found in each:
        common = np.intersect1d(common, found.units, assume_unique=True)
    if not len(common):
        return NOTHING
    if len(common) <= CROWD:
        asked = f"NEAR({' '.join(map(quoted, stems))}, {NEAR})"
        found = _asked(db, asked, 0)
        return found._replace(scores=found.scores / np.float32(len(stems)))
    scores, titled = [], []
    for found in each:
        places = np.argsort(found.units)[np.searchsorted(np.sort(found.units), common)]
        scores.append(found.scores[places])
        titled.append(found.titled[places])
    return Postings(common, np.mean(scores, axis=0, dtype=np.float32), np.all(titled, axis=0))


def _asked(db: sqlite3.Connection, asked: str, after: int) -> Postings:
    """Ask FTS5 for the units after a row."""
    rows = db.execute(_ALL_FIELDS, {"asked": asked, "after": after}).fetchall()
    if not rows:
        return NOTHING
    found = np.array(rows, dtype=np.float64)
    units, places = np.unique(found[:, 0].astype(np.int32), return_inverse=True)
    scores = np.bincount(places, weights=found[:, 1])
    titled = np.bincount(places, weights=found[:, 2]) > 0
    return Postings(units, scores.astype(np.float32), titled)


def _together(pieces: list[Postings]) -> Postings:
    filled = [piece for piece in pieces if len(piece.units)]
    if len(filled) < 2:
        return filled[0] if filled else NOTHING
    return Postings(*(np.concatenate(columns) for columns in zip(*filled, strict=True)))


# Kept in six bytes for each unit: the sign tells that the stem is in the title.
_SMALLEST = 1e-6


def _packed(found: Postings) -> bytes:
    scores = np.maximum(found.scores, _SMALLEST).astype(np.float16)
    return found.units.tobytes() + np.where(found.titled, -scores, scores).tobytes()


def _unpacked(data: bytes) -> Postings:
    size = len(data) // 6
    signed = np.frombuffer(data, dtype=np.float16, offset=4 * size).astype(np.float32)
    return Postings(np.frombuffer(data, dtype=np.int32, count=size), np.abs(signed), signed < 0)


def keep_common(db: sqlite3.Connection) -> None:
    """Keep the scores of common stems, if enough units have none yet.

    Args:
        db: a writing connection.
    """
    last = db.execute("SELECT coalesce(max(rowid), 0) FROM units").fetchone()[0]
    if last - int(read_meta(db, "postings_upto") or 0) < STEP:
        return
    common = db.execute("SELECT stem FROM stems WHERE count >= ?", [COMMON]).fetchall()
    for (stemmed,) in common:
        after = db.execute("SELECT max(upto) FROM postings WHERE stem = ?", [stemmed]).fetchone()[0] or 0
        found = _asked(db, quoted(stemmed), after)
        db.execute("INSERT INTO postings VALUES (?,?,?)", [stemmed, last, _packed(found)])
    write_meta(db, "postings_upto", str(last))
