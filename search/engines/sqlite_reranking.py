"""A second look at the best units of a query: how near its words stand, and what the best ones talk about.

Only the order of what was found changes, never what is found nor how many.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .sqlite_catalogue import Ints

if TYPE_CHECKING:
    from .sqlite_ranking import Group, Scores

# Units looked at again.
TOP = 30
# Characters read of each; the rest of a long text is not looked at.
READ = 12_000
# Between two fields no words are near.
_GAP = [""] * 20

# Two neighbouring words of the query that stand within that many words of each other…
PROXIMITY_WINDOW = 5
# … add at most this share of the score.
PROXIMITY = 0.4

# The best units, and how many of their words stand for the subject: a document that shares these words
# talks about the same thing, with other words than those typed.
FEEDBACK_UNITS = 3
FEEDBACK_WORDS = 10
FEEDBACK = 0.2
# BM25, with the usual constants, for an ordinary length.
K1, B, ORDINARY_LENGTH = 1.2, 0.75, 150


class _Unit:
    """The words of a unit, as they were indexed.

    Attributes:
        stems: its words in order; nothing stands for the gap between two fields.
        length: number of words.
    """

    def __init__(self, fields: Iterable[str]) -> None:
        self.stems: list[str] = []
        self.length = 0
        for text in fields:
            found = text[:READ].split(" ")
            self.length += len(found)
            self.stems += found + _GAP

    def places(self, wanted: set[str]) -> list[int]:
        """Return where some stems are."""
        return [place for place, stemmed in enumerate(self.stems) if stemmed in wanted]

    def frequency(self, number: int) -> float:
        """Return how much it talks of a word that it has so many times: the shorter it is, the more."""
        return number * (K1 + 1) / (number + K1 * (1 - B + B * self.length / ORDINARY_LENGTH))


def reranked(db: sqlite3.Connection, scores: Scores, groups: list[Group], unit_doc: Ints) -> Scores:
    """Return the scores of all units, those of the best ones raised.

    Args:
        db: a reading connection.
        scores: unit -> score.
        groups: the words of the query.
        unit_doc: unit -> document.
    """
    if np.count_nonzero(scores) < 2:
        return scores
    best = np.argpartition(-scores, min(TOP, len(scores) - 1))[:TOP]
    best = best[scores[best] > 0]
    best = best[np.lexsort((best, -scores[best]))]
    read = {int(unit): _read(db, int(unit)) for unit in best}
    subject = _subject(db, read, scores, groups, unit_doc)
    likeness = {unit: _likeness(words, subject) for unit, words in read.items()}
    most, top = max(likeness.values()) or 1.0, float(scores[best[0]])
    raised = scores.copy()
    for unit, words in read.items():
        raised[unit] *= 1 + PROXIMITY * _nearness(words, groups)
        raised[unit] += FEEDBACK * top * likeness[unit] / most
    return raised


_FIELDS = " UNION ALL ".join(
    f"SELECT words FROM f_{name} WHERE rowid = :unit" for name in ("title", "summary", "body")
)


def _read(db: sqlite3.Connection, unit: int) -> _Unit:
    return _Unit(words for (words,) in db.execute(_FIELDS, {"unit": unit}))


def _nearness(unit: _Unit, groups: list[Group]) -> float:
    """Return the share of the neighbouring words of the query that stand near each other, by their rarity."""
    if len(groups) < 2:
        return 0.0
    places = [unit.places(group.stems) for group in groups]
    near = whole = 0.0
    for index, (left, right) in enumerate(pairwise(groups)):
        rarity = min(left.idf, right.idf)
        whole += rarity
        if _gap(places[index], places[index + 1]) <= PROXIMITY_WINDOW:
            near += rarity
    return near / whole if whole else 0.0


def _gap(left: list[int], right: list[int]) -> float:
    """Return the least distance between a place and another."""
    least, i, j = math.inf, 0, 0
    while i < len(left) and j < len(right):
        if left[i] != right[j]:
            least = min(least, abs(left[i] - right[j]))
        if left[i] < right[j]:
            i += 1
        else:
            j += 1
    return least


def _subject(
    db: sqlite3.Connection, read: Mapping[int, _Unit], scores: Scores, groups: list[Group], unit_doc: Ints
) -> dict[str, float]:
    """Return the words that tell the best units from others, beside those typed, with their weights."""
    typed = {stemmed for group in groups for stemmed in group.stems}
    best: dict[int, int] = {}
    for unit in read:
        best.setdefault(int(unit_doc[unit]), unit)
    weights: dict[str, float] = {}
    for unit in list(best.values())[:FEEDBACK_UNITS]:
        for stemmed, number in Counter(read[unit].stems).items():
            if stemmed not in typed and len(stemmed) > 2:
                more = float(scores[unit]) * read[unit].frequency(number)
                weights[stemmed] = weights.get(stemmed, 0.0) + more
    counts = dict(
        db.execute(
            "SELECT stem, count FROM stems WHERE stem IN (SELECT value FROM json_each(?))",
            [json.dumps(list(weights))],
        )
    )
    documents = max(len(unit_doc), 1)
    for stemmed in weights:
        # A word that nothing else has would be of no use.
        count = counts.get(stemmed, 0)
        weights[stemmed] *= math.log(1 + documents / count) if count > 1 else 0.0
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:FEEDBACK_WORDS])


def _likeness(unit: _Unit, subject: Mapping[str, float]) -> float:
    """Return how much a unit talks of a subject."""
    numbers = Counter(stemmed for stemmed in unit.stems if stemmed in subject)
    return sum(subject[stemmed] * unit.frequency(number) for stemmed, number in numbers.items())
