"""Thesauruses in MyThes format (those of free office suites): a weak source of synonyms.

The first line of a file names its encoding; each entry is ``word|n``, then n lines
``(part of speech)|synonym|synonym…``. Only synonyms of one word are kept: :mod:`search.vocabulary` reads
them at query time, for the words typed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .analysis import ANALYSIS_VERSION, STOP_WORDS, fold, query_words, stem
from .models import ThesaurusEntry, Vocabulary
from .models.vocabulary import expandable

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 200_000
MOST_MEANINGS = 200
# What is kept for a word; search.vocabulary uses the first of them.
MOST_WORDS = 40
SHOWN_ERRORS = 10

# Encodings of text that such files use; a name that Python knows for something else (zip…) is refused.
_ENCODINGS = frozenset(
    codecs.lookup(name).name
    for name in ("ascii", "utf-8", "iso8859-1", "iso8859-2", "iso8859-15", "cp1252", "cp1250", "mac-roman")
)
_MICROSOFT = re.compile(r"^microsoft-cp(\d+)$", re.IGNORECASE)
# « arrêter (antonym) », « chat (generic term) »: what the word is, between parentheses.
_KIND = re.compile(r"\s*\(([^()]*)\)\s*$")


class ThesaurusError(Exception):
    """The file is no thesaurus; ``problems`` says why in French, line by line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Loaded:
    """What a load kept."""

    entries: int
    words: int


def parse(data: bytes) -> dict[str, list[str]]:
    """Return stem -> synonyms of one word, nearest first.

    Raises:
        ThesaurusError: the file is too large, its encoding unknown, or lines make no sense.
    """
    if len(data) > MOST_BYTES:
        raise ThesaurusError([f"Fichier trop lourd\u00a0: {MOST_BYTES // 1024 // 1024}\u00a0Mo au plus."])
    lines = _decode(data)
    problems: list[str] = []
    found: dict[str, dict[str, None]] = {}
    count = 0
    for word, synonyms in _entries(lines, problems):
        count += 1
        if count > MOST_ENTRIES:
            problems.append(f"Plus de {MOST_ENTRIES} entrées\u00a0: ce n’est pas un thésaurus ordinaire.")
            break
        key = _single(word.strip())
        if key is None:
            continue
        kept = found.setdefault(key[1], {})
        for synonym in synonyms:
            other = _single(synonym)
            if other is not None and other[1] != key[1] and len(kept) < MOST_WORDS:
                kept[other[0]] = None
    if len(problems) > SHOWN_ERRORS:
        raise ThesaurusError([*problems[:SHOWN_ERRORS], "… et d’autres erreurs du même genre."])
    if problems:
        raise ThesaurusError(problems)
    entries = {key: list(words) for key, words in found.items() if words}
    if not entries:
        raise ThesaurusError(["Aucun synonyme d’un seul mot dans ce fichier."])
    return entries


def _decode(data: bytes) -> list[str]:
    header, _newline, rest = data.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    name = header.strip().decode("ascii", "replace")[:40]
    try:
        encoding = codecs.lookup(_MICROSOFT.sub(r"cp\1", name)).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding not in _ENCODINGS:
        raise ThesaurusError(
            [f"Ligne 1\u00a0: «\u00a0{name}\u00a0» n’est pas un encodage connu (par exemple UTF-8)."]
        )
    try:
        # Only real line ends: a form feed or a line separator inside an entry is no new line.
        return rest.decode(encoding).replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        number = rest.count(b"\n", 0, error.start) + 2
        raise ThesaurusError([f"Ligne {number}\u00a0: ce texte n’est pas en {name}."]) from error


def _entries(lines: list[str], problems: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (word, synonyms); what makes no sense is said in ``problems``."""
    at = 0
    while at < len(lines) and len(problems) <= SHOWN_ERRORS:
        line, number = lines[at], at + 2
        at += 1
        if not line.strip():
            continue
        word, bar, count = line.rpartition("|")
        if not bar or not count.strip().isdecimal() or not 0 < int(count.strip()[:6]) <= MOST_MEANINGS:
            problems.append(f"Ligne {number}\u00a0: «\u00a0mot|nombre de sens\u00a0» attendu.")
            continue
        synonyms: list[str] = []
        for _meaning in range(int(count)):
            if at >= len(lines) or "|" not in lines[at]:
                problems.append(
                    f"Ligne {at + 2}\u00a0: il manque un sens de «\u00a0{word[:40]}\u00a0» (ligne {number})."
                )
                break
            synonyms += _meaning_words(lines[at])
            at += 1
        yield word, synonyms


def _meaning_words(line: str) -> Iterator[str]:
    for part in line.split("|")[1:]:
        kind = _KIND.search(part)
        if kind is None or "anton" not in kind[1].lower():
            yield _KIND.sub("", part).strip()


def _single(expression: str) -> tuple[str, str] | None:
    """Return (folded word, stem) of an expression of one word worth looking for, None for others."""
    if not expression or len(expression) > 60 or " " in expression:
        return None
    # Nearly all of them: the long way round gives the same for a plain word.
    if expression.isalpha() and expression.islower():
        word = fold(expression)
        return (word, stem(word)) if len(word) > 1 and word not in STOP_WORDS else None
    if not expandable(expression):
        return None
    words = query_words(expression)
    return (words[0].word, words[0].stem) if len(words) == 1 else None


def load(data: bytes, name: str) -> Loaded:
    """Put a thesaurus in the place of the one before, whole or not at all.

    Raises:
        ThesaurusError: the file is no thesaurus; nothing has changed.
    """
    entries = parse(data)
    with transaction.atomic():
        ThesaurusEntry.objects.all().delete()
        ThesaurusEntry.objects.bulk_create(
            [ThesaurusEntry(stem=key, words=" ".join(words)) for key, words in entries.items()],
            batch_size=1000,
        )
        Vocabulary.change(
            thesaurus_name=name[:200],
            thesaurus_entries=len(entries),
            thesaurus_analysis=ANALYSIS_VERSION,
            thesaurus_loaded_at=timezone.now(),
        )
    return Loaded(len(entries), sum(map(len, entries.values())))


def unload() -> int:
    """Remove the thesaurus; return how many entries it had."""
    with transaction.atomic():
        removed = ThesaurusEntry.objects.count()
        ThesaurusEntry.objects.all().delete()
        Vocabulary.change(
            thesaurus_name="", thesaurus_entries=0, thesaurus_analysis=0, thesaurus_loaded_at=None
        )
    return removed
