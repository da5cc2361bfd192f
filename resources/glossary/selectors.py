"""Reads of the glossary. The first argument is the user who reads: it is for signed-in people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.text import slugify

from search.analysis import fold, query_words
from search.definitions import Definition, Meaning

from .models import Term, TermMeaning

DIGITS = "0-9"
SHOWN_DEFINITIONS = 2
# Longer questions are no acronym: not worth a query.
MOST_WORDS = 4
# « que veut dire DINUM ? », « définition de DINUM »: what is asked, not what it is asked about.
ASKING = frozenset({"dire", "signifie", "signification", "definition", "sens", "sigle", "acronyme"})


@dataclass(frozen=True)
class Letter:
    """The terms that begin with a letter; none: the letter shows without a link."""

    label: str
    anchor: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class GlossaryListing:
    """The glossary, filtered or not.

    Attributes:
        letters: every letter, in order, with its terms.
        total: number of terms shown.
        text: what the reader filters by.
    """

    letters: tuple[Letter, ...]
    total: int
    text: str


def _initial(term: Term) -> str:
    first = fold(term.acronym.strip())[:1]
    return first.upper() if "a" <= first <= "z" else DIGITS


def _with_meanings() -> Prefetch:
    return Prefetch("meanings", TermMeaning.objects.select_related("administration"))


def _searched(term: Term) -> str:
    """Return all the words of a term, folded."""
    said = [term.acronym, term.expansion, term.aliases, term.definition]
    for meaning in term.meanings.all():
        said += [meaning.place_name, meaning.expansion, meaning.definition]
    return fold(" ".join(said))


def list_terms(user: Any, text: str = "") -> GlossaryListing:
    """Return the glossary by letter, in three queries at most.

    Args:
        user: the reader; nothing for anonymous visitors.
        text: keep the terms that have it, accents and case aside.
    """
    text = text.strip()[:100]
    terms = Term.objects.none()
    if user.is_authenticated:
        terms = Term.objects.select_related("successor").prefetch_related("predecessors", _with_meanings())
    wanted = fold(text)
    # Folded here: no database of the hub ignores accents the same way.
    shown = [term for term in terms if wanted in _searched(term)]
    shown.sort(key=lambda term: (fold(term.acronym), term.pk))
    letters = []
    for label in (DIGITS, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        here = tuple(term for term in shown if _initial(term) == label)
        if here or label != DIGITS:
            letters.append(Letter(label, f"lettre-{label.lower()}", here))
    return GlossaryListing(tuple(letters), len(shown), text)


def define(user: Any, text: str) -> list[Definition]:
    """Return the terms that a query names, such as « DINUM » or « que veut dire DINUM ? ».

    Args:
        user: the reader; nothing for anonymous visitors.
        text: what was typed.
    """
    if not user.is_authenticated:
        return []
    typed = fold(text).strip(" ?!.«»\"'\u00a0\u202f")
    words = [word.word for word in query_words(text) if word.word not in ASKING]
    names = {typed, " ".join(words)} - {""}
    if not words or len(words) > MOST_WORDS:
        return []
    asked = Q()
    for name in names:
        # The slug has no accents; the exact match is settled below.
        asked |= Q(acronym__iexact=name) | Q(aliases__icontains=name) | Q(slug__startswith=slugify(name))
    found = [
        term
        for term in Term.objects.filter(asked)
        .select_related("successor")
        .prefetch_related(_with_meanings())
        .order_by("acronym")[:50]
        if names & {fold(term.acronym), *map(fold, term.alias_list)}
    ]
    return [_definition(term) for term in found[:SHOWN_DEFINITIONS]]


def _definition(term: Term) -> Definition:
    successor = term.successor
    return Definition(
        term=term.acronym,
        expansion=term.expansion,
        text=term.definition,
        url=term.get_absolute_url(),
        successor=str(successor) if successor else "",
        successor_url=successor.get_absolute_url() if successor else "",
        meanings=tuple(
            Meaning(meaning.place_name, meaning.expansion, meaning.definition)
            for meaning in term.meanings.all()
        ),
    )
