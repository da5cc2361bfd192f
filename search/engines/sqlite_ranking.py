"""How the embedded engine ranks: BM25 of each field, one score for each word, coverage.

No word is ever required: a document that has only the rarest word of a question may be the answer.
"""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass, field

from search.analysis import QueryWord, stem
from search.plan import plan_query
from search.spelling import corrections
from search.thesaurus import NO_SYNONYMS, Thesaurus

# Tuned on a bench of judged queries in French (``manage.py search_run`` measures a change).
WEIGHTS = {"title": 3.0, "summary": 1.5, "tags": 1.5, "headings": 0.5, "body": 2.0}
COVERAGE_POWER = 0.5
CORRECTION_WEIGHT = 0.8
PREFIX_WEIGHT = 0.4
PREFIX_SHORTEST = 3
PREFIX_WORDS = 12
CORRECTION_WORDS = 3


@dataclass
class Group:
    """A word of the query with all that may stand for it.

    Attributes:
        word: what was typed.
        scores: unit -> best score among what stands for the word.
        idf: rarity of the word.
        stems: what is marked in excerpts.
        corrected: the word searched instead, when nothing else was found.
    """

    word: QueryWord
    scores: dict[int, float] = field(default_factory=dict)
    idf: float = 0.0
    stems: set[str] = field(default_factory=set)
    corrected: str = ""


class Ranker:
    """Ranks the units of an index for one query.

    Args:
        db: a reading connection.
        allowed: row ids of the units that the reader may see; nothing else is even counted.
    """

    def __init__(self, db: sqlite3.Connection, allowed: set[int]) -> None:
        self.db = db
        self.allowed = allowed
        self._postings: dict[str, dict[int, float]] = {}

    def postings(self, stemmed: str) -> dict[int, float]:
        """Return unit -> weighted score of one stem, over all fields."""
        known = self._postings.get(stemmed)
        if known is not None:
            return known
        found: dict[int, float] = {}
        asked = '"' + stemmed.replace('"', '""') + '"'
        for name, weight in WEIGHTS.items():
            rows = self.db.execute(
                f"SELECT rowid, bm25(f_{name}) FROM f_{name} WHERE f_{name} MATCH ?", [asked]
            )
            for rowid, score in rows:
                if rowid in self.allowed:
                    found[rowid] = found.get(rowid, 0.0) - weight * score
        self._postings[stemmed] = found
        return found

    def groups(self, text: str, thesaurus: Thesaurus = NO_SYNONYMS, *, exact: bool = False) -> list[Group]:
        """Return the words of a query with their scores."""
        groups = []
        for planned in plan_query(text, thesaurus, exact=exact):
            group = Group(planned.word)
            for expansion in planned.alternatives:
                if len(expansion.stems) == 1:
                    self._add(group, expansion.stems[0], expansion.weight)
            if planned.unfinished:
                for other in self.beginnings(planned.word.word):
                    self._add(group, stem(other), PREFIX_WEIGHT)
            if not group.scores and not exact:
                self._correct(group)
            groups.append(group)
        size = len(self.allowed)
        for group in groups:
            count = len(group.scores)
            group.idf = math.log(1 + (size - count + 0.5) / (count + 0.5)) if size else 0.0
        return groups

    def _add(self, group: Group, stemmed: str, weight: float) -> bool:
        found = self.postings(stemmed)
        for unit, score in found.items():
            if weight * score > group.scores.get(unit, 0.0):
                group.scores[unit] = weight * score
        if found:
            group.stems.add(stemmed)
        return bool(found)

    def knows(self, word: str) -> bool:
        """Tell whether a document that the reader may see has a word."""
        return bool(self.postings(stem(word)))

    def beginnings(self, prefix: str) -> list[str]:
        """Return the commonest words that begin so, among all documents: to be checked with :meth:`knows`."""
        if len(prefix) < PREFIX_SHORTEST:
            return []
        rows = self.db.execute(
            "SELECT word FROM words WHERE word >= ? AND word < ? ORDER BY count DESC LIMIT ?",
            [prefix, prefix + "\U0010ffff", PREFIX_WORDS],
        )
        return [word for (word,) in rows]

    def relatives(self, word: str) -> list[str]:
        """Return the words that share the longest beginning with one, to be checked with :meth:`knows`."""
        for length in range(len(word), max(3, len(word) // 2 - 1), -1):
            found = self.beginnings(word[:length])
            if any(self.knows(other) for other in found):
                return found
        return []

    def vocabulary(self, word: str) -> list[tuple[str, int]]:
        """Return the words of the index with the same first letter and about the same length."""
        rows = self.db.execute(
            "SELECT word, count FROM words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
            [word[:1], chr(ord(word[0]) + 1), len(word) - 2, len(word) + 2],
        )
        return rows.fetchall()

    def _correct(self, group: Group) -> None:
        wrong = group.word.word
        kept, nearest = 0, None
        for candidate, edits in corrections(wrong, self.vocabulary(wrong)):
            if nearest is not None and edits > nearest:
                break
            # A word that only hidden documents have corrects nothing: it would tell that they exist.
            if self._add(group, stem(candidate), CORRECTION_WEIGHT):
                nearest, kept = edits, kept + 1
                group.corrected = group.corrected or candidate
            if kept == CORRECTION_WORDS:
                break

    def rank(self, groups: list[Group]) -> dict[int, float]:
        """Return unit -> score: the sum of the words, lowered by what the unit does not cover."""
        whole = sum(group.idf for group in groups) or 1.0
        sums: dict[int, float] = {}
        covered: dict[int, float] = {}
        for group in groups:
            for unit, score in group.scores.items():
                sums[unit] = sums.get(unit, 0.0) + score
                covered[unit] = covered.get(unit, 0.0) + group.idf
        return {unit: score * (covered[unit] / whole) ** COVERAGE_POWER for unit, score in sums.items()}
