"""Other words for those that people type: what synonyms, acronyms and families give to a query.

A thesaurus is plain data, built from the registers of the hub (:mod:`search.vocabulary`); both engines
expand queries with it, so that a change takes effect at once and nothing is indexed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .analysis import query_words


@dataclass(frozen=True)
class Expansion:
    """What may stand for one or several words of a query.

    Attributes:
        stems: the stems of the expression; several must all be found, near each other if the engine can.
        weight: from 0 to 1, how well it stands for them.
        source: where it comes from: ``synonym``, ``glossary``, ``family``, ``thesaurus``.
    """

    stems: tuple[str, ...]
    weight: float = 1.0
    source: str = "synonym"


@dataclass(frozen=True)
class Thesaurus:
    """What stands for what.

    Attributes:
        entries: stems of an expression -> what may stand for it.
        longest: number of words of the longest expression.
    """

    entries: Mapping[tuple[str, ...], tuple[Expansion, ...]] = field(default_factory=dict)
    longest: int = 1

    def expansions(self, stems: tuple[str, ...]) -> tuple[Expansion, ...]:
        """Return what may stand for an expression, best first."""
        return self.entries.get(stems, ())


NO_SYNONYMS = Thesaurus()


@lru_cache(maxsize=20_000)
def expression_stems(expression: str) -> tuple[str, ...]:
    """Return the stems of an expression as a query has them: « poste de travail » gives two."""
    return tuple(word.stem for word in query_words(expression))


def build_thesaurus(pairs: Iterable[tuple[str, str, float, str]]) -> Thesaurus:
    """Build a thesaurus.

    Args:
        pairs: (expression, what may stand for it, weight, source); both in plain French.
    """
    found: dict[tuple[str, ...], dict[tuple[str, ...], Expansion]] = {}
    for expression, other, weight, source in pairs:
        key, stems = expression_stems(expression), expression_stems(other)
        if not key or not stems or key == stems:
            continue
        known = found.setdefault(key, {})
        if stems not in known or known[stems].weight < weight:
            known[stems] = Expansion(stems, weight, source)
    entries = {
        key: tuple(sorted(known.values(), key=lambda expansion: (-expansion.weight, expansion.stems)))
        for key, known in found.items()
    }
    return Thesaurus(entries, max(map(len, entries), default=1))
