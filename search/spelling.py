"""Misspelt words: the words of the index that they may stand for."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5  # below, nearly every word is one edit away from another
TWO_EDITS_FROM = 8


def edits_allowed(word: str) -> int:
    """Return how many edits a word may be away from the right one.

    Two edits only from eight letters on: shorter, real words get « corrected » into others.
    """
    if len(word) < SHORTEST or any(char.isdigit() for char in word):
        return 0
    return 2 if len(word) >= TWO_EDITS_FROM else 1


def distance(left: str, right: str, most: int) -> int:
    """Return the number of edits between two words (a swap of neighbours is one), at most ``most + 1``."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def corrections(word: str, vocabulary: Iterable[tuple[str, int]], limit: int = 8) -> list[tuple[str, int]]:
    """Return the nearest words, best first, each with its distance.

    Args:
        word: folded word.
        vocabulary: words with the same first letter (people seldom miss it), with their frequency.
        limit: most words returned.
    """
    most = edits_allowed(word)
    if not most:
        return []
    found = []
    for candidate, count in vocabulary:
        if candidate == word or len(candidate) < SHORTEST - 1:
            continue
        edits = distance(word, candidate, most)
        if edits <= most:
            found.append((edits, -count, candidate))
    return [(candidate, edits) for edits, _count, candidate in sorted(found)[:limit]]
