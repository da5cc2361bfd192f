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


# Words that lose their vowel before another: « d’État » typed without its apostrophe.
_ELIDED = {"qu": "aeiouyh", "c": "e"} | dict.fromkeys("dlnsjmt", "aeiouyh")
_ELISION_SHORTEST = 3
# Letters at the end of a word that tell its kind: « -phie » and « -phe » are two.
_ENDING = 3


def without_elision(word: str) -> tuple[str, str] | None:
    """Return the elided word and the rest when a folded word may lack its apostrophe: (d, etat)."""
    for elided, vowels in _ELIDED.items():
        rest = word.removeprefix(elided)
        if rest != word and len(rest) >= _ELISION_SHORTEST and rest[0] in vowels:
            return elided, rest
    return None


def splits(word: str) -> list[tuple[str, str]]:
    """Return the pairs of words that a folded word may be, typed without the space between them."""
    return [(word[:at], word[at:]) for at in range(3, len(word) - 2)]


def shared_ending(left: str, right: str) -> int:
    """Return how many of the last letters two words share, those that tell the kind of a word."""
    shared = 0
    while shared < min(_ENDING, len(left), len(right)) and left[-1 - shared] == right[-1 - shared]:
        shared += 1
    return shared


def letters(word: str) -> int:
    """Return the set of the letters of a word, one bit each.

    An edit adds and removes one letter at most: comparing two sets tells most words apart at once.
    """
    found = 0
    for char in word:
        found |= 1 << (ord(char) % 62)
    return found


def distance(left: str, right: str, most: int) -> int:
    """Return the number of edits between two words (a swap of neighbours is one), at most ``most + 1``."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = _last_row(left, right, most)
    return row[-1] if row else most + 1


def nearest_beginning(typed: str, word: str, most: int = 1) -> int:
    """Return the number of edits between what is typed and the nearest beginning of a word.

    At most ``most + 1``, which stands for all that is further.
    """
    row = _last_row(typed, word[: len(typed) + most], most)
    return min(row) if row else most + 1


def _last_row(left: str, right: str, most: int) -> list[int]:
    """Return the edits between a word and each beginning of another; nothing when all are past ``most``."""
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
            return []
    return row


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
            found.append((edits, -shared_ending(word, candidate), -count, candidate))
    return [(candidate, edits) for edits, _ending, _count, candidate in sorted(found)[:limit]]
