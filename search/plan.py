"""From what somebody typed to what an engine looks for; the same plan for every engine."""

from __future__ import annotations

from dataclasses import dataclass

from .analysis import QueryWord, query_words, stem
from .thesaurus import Expansion, Thesaurus


@dataclass(frozen=True)
class PlannedWord:
    """A word of a query, with what may stand for it.

    Attributes:
        word: what was typed.
        alternatives: what may stand for it; a document gets the best of them, not their sum. The first
            is the word itself; joined forms and synonyms follow. An expression that stands for several
            words of the query comes with each of them.
        known: the register or the glossary says what stands for it: it is not misspelt.
        unfinished: the last word, perhaps still being typed: its beginning counts too.
    """

    word: QueryWord
    alternatives: tuple[Expansion, ...]
    unfinished: bool = False
    known: bool = False


def plan_query(text: str, thesaurus: Thesaurus, *, exact: bool = False) -> tuple[PlannedWord, ...]:
    """Return the words of a query with what may stand for each.

    Args:
        text: what was typed.
        thesaurus: what stands for what; left aside when ``exact``.
        exact: keep to the words as typed.
    """
    words = query_words(text)
    others: list[list[Expansion]] = [[] for _word in words]
    if not exact:
        stems = [word.stem for word in words]
        for length in range(1, min(thesaurus.longest, len(words)) + 1):
            for start in range(len(words) - length + 1):
                typed = words[start].word if length == 1 else ""
                found = thesaurus.expansions(tuple(stems[start : start + length]), typed)
                for place in range(start, start + length):
                    others[place] += found
    # Neither « guide de » nor « guide ? » nor « guide » followed by a space leaves a word to finish.
    typing = not exact and bool(words) and text.lower().endswith(words[-1].surface)
    planned = []
    for index, word in enumerate(words):
        own = [Expansion((word.stem,), source="typed")]
        own += [Expansion((stem(joined),), source="joined") for joined in word.joined]
        best = {each.stems: each for each in sorted(own + others[index], key=lambda each: each.weight)}
        ordered = sorted(best.values(), key=lambda each: (each.source != "typed", -each.weight, each.stems))
        known = any(each.source not in {"family", "thesaurus"} for each in others[index])
        unfinished = typing and index == len(words) - 1
        planned.append(PlannedWord(word, tuple(ordered), unfinished, known))
    return tuple(planned)
