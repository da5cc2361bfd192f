"""Suggestions of the embedded engine: documents by the beginnings of the words of their titles."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from search.analysis import query_words
from search.spelling import SHORTEST, letters, nearest_beginning

from .base import Suggestion
from .sqlite_catalogue import Bools, Catalogue
from .sqlite_words import HIGHEST

# A document that only answers a misspelt word comes after all the others.
_MISSPELT = 1000
# The title goes on from what is typed: before those that have the words elsewhere.
_FIRST = 500
# A title that misses words comes after all those that miss none, or fewer.
_MISSING = 100_000


def suggestions(
    db: sqlite3.Connection, catalogue: Catalogue, open_docs: Bools, text: str, limit: int
) -> list[Suggestion]:
    """Return documents whose title has words that begin as those typed, all of them or most.

    Args:
        db: a reading connection.
        catalogue: what is known of the documents at the same instant.
        open_docs: which ones the reader may see.
        text: what is being typed.
        limit: most documents returned.
    """
    typed = list(dict.fromkeys(word.word for word in query_words(text)))
    if not typed:
        return []
    ranks = _found(db, catalogue, open_docs, typed, misspelt=False)
    if np.count_nonzero(ranks) < limit and any(len(word) >= SHORTEST for word in typed):
        # Misspelt words add to what is found, and change nothing of its order.
        more = _found(db, catalogue, open_docs, typed, misspelt=True)
        ranks = np.where(ranks > 0, ranks, more)
    if len(typed) > 1 and np.count_nonzero(ranks) < limit:
        ranks = np.where(ranks > 0, ranks, _partly_found(db, catalogue, open_docs, typed))
    docs = np.flatnonzero(ranks)
    best = docs[np.lexsort((docs, ranks[docs]))][:limit]
    rows = (
        db.execute("SELECT id, kind, title, url, summary FROM docs WHERE rowid = ?", [int(doc)]).fetchone()
        for doc in best
    )
    return [Suggestion(*row) for row in rows]


def _found(
    db: sqlite3.Connection, catalogue: Catalogue, open_docs: Bools, typed: list[str], *, misspelt: bool
) -> NDArray[np.int32]:
    """Return for each document its rank, the lower the better; 0 when it does not answer."""
    answers = open_docs.copy()
    ranks = catalogue.size + 1
    for place, word in enumerate(typed):
        docs, places = _beginning(db, word)
        if place == 0:
            elsewhere = np.ones(len(ranks), dtype=bool)
            elsewhere[docs[places == 0]] = False
            ranks[elsewhere] += _FIRST
        has = np.zeros(len(answers), dtype=bool)
        has[docs] = True
        if misspelt and len(word) >= SHORTEST:
            others = _misspelt(db, word)
            others = others[~has[others]]
            ranks[others] += _MISSPELT
            has[others] = True
        answers &= has
        if not answers.any():
            break
    return np.where(answers, ranks, 0)


def _partly_found(
    db: sqlite3.Connection, catalogue: Catalogue, open_docs: Bools, typed: list[str]
) -> NDArray[np.int32]:
    """Return the same for those that have the longest word and at least half of the words."""
    ranks = catalogue.size + 1
    longest, *others = sorted(typed, key=len, reverse=True)
    has = _either(db, longest, len(ranks))
    answers = open_docs & has
    if not answers.any():
        return np.zeros_like(ranks)
    missing = np.zeros_like(ranks)
    for word in others:
        missing += ~_either(db, word, len(ranks))
    answers &= missing <= len(typed) // 2
    return np.where(answers, ranks + missing * _MISSING, 0)


def _either(db: sqlite3.Connection, word: str, size: int) -> Bools:
    """Return the documents that have a word of title beginning so, or one edit away from doing so."""
    has = np.zeros(size, dtype=bool)
    has[_beginning(db, word)[0]] = True
    if len(word) >= SHORTEST:
        has[_misspelt(db, word)] = True
    return has


def _beginning(db: sqlite3.Connection, start: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the documents that have a word of title beginning so, with its place."""
    rows = db.execute(
        "SELECT doc, place FROM title_words WHERE word >= ? AND word < ?", [start, start + HIGHEST]
    ).fetchall()
    found = np.array(rows, dtype=np.int32).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _misspelt(db: sqlite3.Connection, typed: str) -> NDArray[np.int32]:
    """Return the documents that have a word of title whose beginning is one edit away."""
    own = letters(typed)
    rows = db.execute(
        "SELECT word, letters FROM words WHERE word >= ? AND word < ? AND titles > 0 AND length(word) >= ?",
        [typed[0], typed[0] + HIGHEST, len(typed) - 1],
    )
    words = [
        word
        for word, theirs in rows
        # One edit adds one letter at most to those of the word.
        if (own & ~theirs).bit_count() <= 1 and nearest_beginning(typed, word) <= 1
    ]
    docs: list[int] = []
    for word in words:
        docs += (doc for (doc,) in db.execute("SELECT doc FROM title_words WHERE word = ?", [word]))
    return np.array(docs, dtype=np.int32)
