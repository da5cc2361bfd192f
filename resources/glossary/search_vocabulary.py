"""What the glossary knows of the words that people search: an acronym and what it stands for are one."""

from __future__ import annotations

from collections.abc import Iterator

from search.vocabulary import GLOSSARY_WEIGHT, Pair, both_ways, register_vocabulary

from .models import Term, TermMeaning

# Successors of successors, not for ever: two terms could replace each other by mistake.
LONGEST_LINE = 5


def term_pairs() -> Iterator[Pair]:
    """Yield what stands for what: acronym, expansion, other forms, meanings elsewhere, successors."""
    terms = {term.pk: term for term in Term.objects.all()}
    elsewhere: dict[int, list[str]] = {}
    for pk, expansion in TermMeaning.objects.exclude(expansion="").values_list("term_id", "expansion"):
        elsewhere.setdefault(pk, []).append(expansion)
    for term in terms.values():
        names = [term.acronym, *term.alias_list]
        said = [*names, *([term.expansion] if term.expansion else [])]
        for place, name in enumerate(said):
            for other in said[place + 1 :]:
                yield from both_ways(name, other, GLOSSARY_WEIGHT, "glossary")
        for expansion in elsewhere.get(term.pk, ()):
            yield from both_ways(term.acronym, expansion, GLOSSARY_WEIGHT, "glossary")
        for later in _line(term, terms):
            # What is written under one name is found under the other, whichever came first.
            for name in (later.acronym, later.expansion):
                yield from both_ways(term.acronym, name, GLOSSARY_WEIGHT, "glossary")
            yield from both_ways(term.expansion, later.acronym, GLOSSARY_WEIGHT, "glossary")


def _line(term: Term, terms: dict[int, Term]) -> list[Term]:
    """Return what replaced a term, then what replaced that."""
    line: list[Term] = []
    following = terms.get(term.successor_id or 0)
    while following is not None and following != term and following not in line and len(line) < LONGEST_LINE:
        line.append(following)
        following = terms.get(following.successor_id or 0)
    return line


register_vocabulary("glossary", term_pairs, Term, TermMeaning)
