"""The words of the embedded index: what begins as typed, what a misspelt word may stand for.

Nothing here knows who reads: whoever asks keeps the words that the reader’s documents have, and only then
as many as wanted. No order comes from how often all documents together have a word: hidden ones would show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from search.analysis import SHORTEST_ROOT, root, stem
from search.spelling import SHORTEST, distance, letters
from search.thesaurus import singular

HIGHEST = "\U0010ffff"


def beginnings(db: sqlite3.Connection, prefix: str) -> Iterator[str]:
    """Yield the words that begin so, the shortest first."""
    rows = db.execute(
        "SELECT word FROM words WHERE word >= ? AND word < ? ORDER BY length(word), word",
        [prefix, prefix + HIGHEST],
    )
    for (word,) in rows:
        yield word


def neighbours(db: sqlite3.Connection, word: str, edits: int) -> list[str]:
    """Return the words that are at that many edits of one, in alphabetical order.

    They have the same first letter: people seldom miss it.
    """
    rows = db.execute(
        "SELECT word, letters FROM words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
        [word[0], word[0] + HIGHEST, max(len(word) - edits, SHORTEST - 1), len(word) + edits],
    )
    own = letters(word)
    return [
        other
        for other, theirs in rows
        if (own ^ theirs).bit_count() <= 2 * edits and distance(word, other, edits) == edits
    ]


def relations(db: sqlite3.Connection, word: str) -> list[str]:
    """Return the stems of the family of a word that are not its own, the shortest first."""
    own, family = stem(word), root(stem(word))
    if len(family) < SHORTEST_ROOT:
        return []
    rows = db.execute(
        "SELECT word FROM words WHERE word >= ? AND word < ?",
        [family[:SHORTEST_ROOT], family[:SHORTEST_ROOT] + HIGHEST],
    )
    stems = {stem(other) for (other,) in rows if root(stem(other)) == family}
    return sorted(stems - {own}, key=lambda other: (len(other), other))


def same_stem(db: sqlite3.Connection, word: str) -> tuple[list[str], list[str]]:
    """Return the words of titles that have the stem of a short one: itself with its plural, then others."""
    own: list[str] = []
    others: list[str] = []
    rows = db.execute(
        "SELECT word FROM words WHERE word >= ? AND word < ? AND titles > 0",
        [stem(word)[:3], stem(word)[:3] + HIGHEST],
    )
    for (other,) in rows:
        if stem(other) == stem(word):
            (own if singular(other) == singular(word) else others).append(other)
    return own, others


def titled(db: sqlite3.Connection, words: list[str], *, alone: bool = False) -> list[int]:
    """Return the documents whose title has one of some folded words.

    Args:
        db: a reading connection.
        words: folded words.
        alone: the title has no other word.
    """
    marks = ", ".join("?" * len(words))
    size = " JOIN cards USING (doc)" if alone else ""
    only = " AND cards.size = 1" if alone else ""
    rows = db.execute(f"SELECT DISTINCT doc FROM title_words{size} WHERE word IN ({marks}){only}", words)
    return [doc for (doc,) in rows]
