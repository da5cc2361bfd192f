"""Other words for those that people type: what synonyms, acronyms and families give to a query.

A thesaurus is plain data, built from the registers of the hub (:mod:`search.vocabulary`); both engines
expand queries with it, so that a change takes effect at once and nothing is indexed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from .analysis import fold, query_words, stem
from .spelling import distance, edits_allowed, shared_ending

# Below, two words that share a stem are seldom one word: « code » and « COD », « devis » and « dev ».
SHORT = 4
# Letters typed of a word of the register that is still being typed.
BEGUN = 4


@dataclass(frozen=True)
class Expansion:
    """What may stand for one or several words of a query.

    Attributes:
        stems: the stems of the expression; several must all be found, near each other if the engine can.
        weight: from 0 to 1, how well it stands for them.
        source: where it comes from: ``synonym``, ``glossary``, ``family``, ``thesaurus``.
        heads: the words for which it stands, folded, acronyms in upper case; empty for any with that stem.
    """

    stems: tuple[str, ...]
    weight: float = 1.0
    source: str = "synonym"
    heads: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thesaurus:
    """What stands for what.

    Attributes:
        entries: stems of an expression -> what may stand for it.
        longest: number of words of the longest expression.
        spelled: folded word of the register, or the words of an expression joined -> as it is written.
    """

    entries: Mapping[tuple[str, ...], tuple[Expansion, ...]] = field(default_factory=dict)
    longest: int = 1
    spelled: Mapping[str, str] = field(default_factory=dict)

    def expansions(self, stems: tuple[str, ...], word: str = "") -> tuple[Expansion, ...]:
        """Return what may stand for an expression, best first.

        Args:
            stems: the stems of the expression.
            word: the folded word, when there is one only: of words that share its stem, it takes what is
                said of itself; what is said of the others only when nothing is, and never of short words
                nor of acronyms (« code » is not « COD »).
        """
        found = self.entries.get(stems, ())
        if not word or len(stems) != 1:
            return found
        held = [(each, max((_holds(head, word) for head in each.heads), default=1)) for each in found]
        own = any(how == ITSELF for _each, how in held)
        return tuple(
            each
            for each, how in held
            if how == ITSELF or each.source == "family" or not each.heads or (how and not own)
        )

    def nearest(self, word: str, *, unfinished: bool = False) -> tuple[int, list[str]]:
        """Return the words of the register that a word may be misspelt for.

        Args:
            word: folded word, of which nothing is known.
            unfinished: it may be the beginning of a longer word.

        Returns:
            The number of edits, and the folded words at that many, the likeliest first.
        """
        if word in self.spelled:
            return 0, [word]
        most = edits_allowed(word)
        found: dict[int, list[str]] = {}
        for other in self.spelled if most or unfinished else ():
            if other[0] != word[0]:
                continue
            if unfinished and len(word) >= BEGUN and other.startswith(word):
                found.setdefault(1, []).append(other)
            elif most and abs(len(other) - len(word)) <= most and len(other) > SHORT:
                edits = distance(word, other, most)
                if edits <= most:
                    found.setdefault(edits, []).append(other)
        if not found:
            return 0, []
        best = min(found)
        return best, sorted(found[best], key=lambda other: (-shared_ending(word, other), len(other), other))

    def standing(self, word: str) -> tuple[Expansion, ...]:
        """Return what may stand for one of the words that :meth:`nearest` gives."""
        stems = expression_stems(self.spelled[word])
        return self.expansions(stems, word if len(stems) == 1 else "")


ITSELF = 2


def singular(word: str) -> str:
    """Return a folded word without the mark of the plural."""
    return word[:-1] if len(word) > 2 and word[-1] in "sx" else word


def _holds(head: str, word: str) -> int:
    """Return whether what is said of a word of the register is said of a typed one that has its stem."""
    if singular(fold(head)) == singular(word):
        return ITSELF
    return int(not head.isupper() and min(len(head), len(word)) > SHORT)


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
    pairs = list(pairs)
    common = _common_words(pairs)
    found: dict[tuple[str, ...], dict[tuple[str, ...], Expansion]] = {}
    spelled: dict[str, str] = {}
    for expression, other, weight, source in pairs:
        key, stems = expression_stems(expression), expression_stems(other)
        if not key or not stems or key == stems or _confused(other, common):
            continue
        head = _head(expression)
        known = found.setdefault(key, {})
        before = known.get(stems)
        heads = frozenset({head} if head else ()) | (before.heads if before else frozenset())
        if before is None or before.weight < weight:
            known[stems] = Expansion(stems, weight, source, heads)
        else:
            known[stems] = replace(before, heads=heads)
        if source != "family" and len(key) <= 2:
            joined = "".join(word.word for word in query_words(expression))
            spelled.setdefault(joined, expression if expression.isupper() else expression.lower())
    entries = {
        key: tuple(sorted(known.values(), key=lambda expansion: (-expansion.weight, expansion.stems)))
        for key, known in found.items()
    }
    return Thesaurus(entries, max(map(len, entries), default=1), spelled)


@lru_cache(maxsize=20_000)
def _head(expression: str) -> str:
    """Return the folded word of an expression of one word, in upper case for an acronym."""
    words = query_words(expression)
    if len(words) != 1:
        return ""
    return words[0].word.upper() if expression.strip().isupper() else words[0].word


def _common_words(pairs: Iterable[tuple[str, str, float, str]]) -> dict[str, set[str]]:
    """Return stem -> words that are no acronyms."""
    found: dict[str, set[str]] = {}
    for expression, other, _weight, _source in pairs:
        for head in (_head(expression), _head(other)):
            if head and not head.isupper():
                found.setdefault(stem(head), set()).add(singular(head))
    return found


def _confused(expression: str, common: Mapping[str, set[str]]) -> bool:
    """Tell whether an acronym has the stem of a common word: searched for, it would find that word."""
    head = _head(expression)
    if not head.isupper():
        return False
    return bool(common.get(stem(fold(head)), set()) - {singular(fold(head))})
