"""What is asked of Elasticsearch, in its query language; nothing here speaks to the server.

Finding and ranking are two questions. *Finding* looks each word up once, in the field that holds all the
words of a document: it gives the number of results, the facets, and the first of them in a good
order. *Ranking* then looks at every field of the first of them, and at their parts: the cost of a
common word does not depend on how finely results are ranked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from search.analysis import QueryWord
from search.engines.base import Allowance
from search.thesaurus import singular

from .schema import facet_term

Query = dict[str, Any]

# The weights of the embedded engine (search.engines.sqlite_ranking), measured on the same bench.
WEIGHTS = {"title": 3.0, "summary": 1.5, "tags": 1.5, "headings": 0.5, "body": 2.0}
PART_WEIGHTS = {"title": 3.0, "headings": 0.5, "body": 2.0}
# Enough to bring what has a word in its title among those that are ranked finely.
FINDING_WEIGHTS = {"all": 2.0, "title": 3.0}
# Parts called « Introduction » are many: their short title must not outweigh that of a page on the subject.
PART_WEIGHT = 0.7
# An expression of several words: how far from each other they may stand.
SLOP = 3
# Results ranked finely; those after keep the order in which they were found. A constant: pages of results
# cut one and the same list.
RANKED = 120
# Share of its score that a result keeps whatever it misses of the query; the rest follows what it covers,
# each word for its rarity. The line that is nearest to the square root of the embedded engine.
COVERAGE_FLOOR = 0.4
# All the words of the query in the title: this is the very thing.
WHOLE_IN_TITLE = 0.2
# Short words share their stem with others (« code », « COD »): those of the query as they were typed, in
# the title, are worth more, above all alone; the embedded engine lowers the others instead.
CONFUSED_LETTERS = 5
AS_TYPED = 2.0
# Two neighbouring words of the query with no more than that many words between them…
NEAR_GAPS = 4
# … add at most this share of the score.
PROXIMITY = 0.4
# Words that stand for each of them, at most.
NEAR_WORDS = 16


@dataclass
class Group:
    """A word of the query with all that may stand for it.

    Attributes:
        word: what was typed.
        alternatives: stems of each expression that may stand for it -> weight.
        typed: number of documents of the reader that have the word itself.
        count: number of documents of the reader that have one of them.
        idf: rarity of what was typed (of all that stands for it when nothing has it).
        corrected: the word searched instead, when nothing else was found.
    """

    word: QueryWord
    alternatives: dict[tuple[str, ...], float] = field(default_factory=dict)
    typed: int = 0
    count: int = 0
    idf: float = 0.0
    corrected: str = ""

    def add(self, stems: tuple[str, ...], weight: float) -> None:
        """Add an expression, unless a better weight is known for it."""
        if all(stems) and weight > self.alternatives.get(stems, 0.0):
            self.alternatives[stems] = weight

    def weigh(self, size: int) -> None:
        """Compute the rarity of the word among a number of documents."""
        # Stored a moment ago, or counted with an edge: never more than there are.
        count = min(self.typed or self.count, size)
        self.idf = math.log(1 + (size - count + 0.5) / (count + 0.5)) if size else 0.0


def may_read(allowed: Allowance, access: str = "access") -> Query:
    """Return what a reader may see: documents, or parts of them when ``access`` says so."""
    closed: list[Query] = []
    if allowed.none_of:
        closed.append({"terms": {access: sorted(allowed.none_of)}})
    return {"bool": {"filter": [{"terms": {access: sorted(allowed.any_of)}}], "must_not": closed}}


def not_hidden(allowed: Allowance) -> list[Query]:
    """Return what leaves out the documents that the index has wrong for the moment."""
    return [{"terms": {"ref": sorted(allowed.hidden)}}] if allowed.hidden else []


def visible(allowed: Allowance) -> Query:
    """Return every document of which the reader may see something."""
    part = {"nested": {"path": "parts", "query": may_read(allowed, "parts.access"), "score_mode": "none"}}
    return {
        "bool": {
            "should": [may_read(allowed), part],
            "minimum_should_match": 1,
            "must_not": not_hidden(allowed),
        }
    }


def _expression(name: str, stems: tuple[str, ...], boost: float) -> Query:
    if len(stems) == 1:
        return {"term": {name: {"value": stems[0], "boost": boost}}}
    # Elasticsearch adds the words up: their mean is worth one word.
    phrase = {"query": " ".join(stems), "slop": SLOP, "boost": boost / len(stems)}
    return {"match_phrase": {name: phrase}}


def _scored(
    alternatives: Mapping[tuple[str, ...], float], weights: Mapping[str, float], prefix: str
) -> Query:
    """Return what gives a word the score of the best expression that stands for it."""
    queries: list[Query] = []
    for stems, weight in alternatives.items():
        fields = [_expression(prefix + name, stems, boost * weight) for name, boost in weights.items()]
        queries.append({"bool": {"should": fields}} if len(fields) > 1 else fields[0])
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": queries}}


def _matched(alternatives: Iterable[tuple[str, ...]], name: str) -> Query:
    """Return what has one of the expressions, without any score."""
    single = sorted(stems[0] for stems in alternatives if len(stems) == 1)
    several = [_expression(name, stems, 1.0) for stems in alternatives if len(stems) > 1]
    clauses = ([{"terms": {name: single}}] if single else []) + several
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses}}


def _nearness(groups: Sequence[Group], name: str) -> list[Query]:
    """Return what the neighbouring words of the query add where they stand near each other."""
    pairs = list(pairwise(groups))
    rarities = [min(left.idf, right.idf) for left, right in pairs]
    whole = sum(rarities)
    functions: list[Query] = []
    for (left, right), rarity in zip(pairs, rarities, strict=True):
        if rarity:
            both = {"intervals": [_interval(left), _interval(right)], "max_gaps": NEAR_GAPS}
            functions.append(
                {"filter": {"intervals": {name: {"all_of": both}}}, "weight": PROXIMITY * rarity / whole}
            )
    return functions


def _interval(group: Group) -> Query:
    ranked = sorted(group.alternatives, key=lambda stems: -group.alternatives[stems])
    words = [stems[0] for stems in ranked if len(stems) == 1][:NEAR_WORDS]
    return {"any_of": {"intervals": [{"match": {"query": word}} for word in words]}}


def _covered(
    query: Query, groups: Sequence[Group], filters: Sequence[Query], *, titled: str = "", near: str = ""
) -> Query:
    """Return a query whose score follows the share of the words that are there.

    Args:
        query: gives the score of what is there.
        groups: the words.
        filters: what has each of them.
        titled: field of the title; having all the words there is worth more.
        near: field where neighbouring words that stand near each other are worth more.
    """
    whole = sum(group.idf for group in groups)
    functions: list[Query] = [{"weight": 1.0}]
    if len(groups) > 1 and whole:
        functions = [{"weight": COVERAGE_FLOOR}]
        for group, each in zip(groups, filters, strict=True):
            functions.append({"filter": each, "weight": max((1 - COVERAGE_FLOOR) * group.idf / whole, 1e-6)})
    if near and len(groups) > 1:
        functions += _nearness(groups, near)
    if titled:
        every = [_matched(group.alternatives, titled) for group in groups]
        functions.append({"filter": {"bool": {"filter": every}}, "weight": WHOLE_IN_TITLE})
        functions += _as_typed(groups) if titled == "title" else []
    if len(functions) == 1:
        return query
    return {
        "function_score": {
            "query": query,
            "functions": functions,
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def _as_typed(groups: Sequence[Group]) -> list[Query]:
    """Return what short words add where the title has one as it was typed."""
    functions: list[Query] = []
    for group in groups:
        word = group.word.word
        if len(word) <= CONFUSED_LETTERS:
            forms = sorted({word, singular(word), f"{singular(word)}s", f"{singular(word)}x"})
            here = [{"terms": {name: forms}} for name in ("words", "starts")]
            functions.append({"filter": {"bool": {"filter": here}}, "weight": AS_TYPED / len(groups) ** 2})
    return functions


def _in_parts(query: Query, allowed: Allowance, **options: Any) -> Query:
    inner = {"bool": {"must": [query], "filter": [may_read(allowed, "parts.access")]}}
    return {"nested": {"path": "parts", "query": inner, "score_mode": "max", **options}}


def having(alternatives: Iterable[tuple[str, ...]], allowed: Allowance) -> Query:
    """Return the documents where the reader may read one of some expressions."""
    wanted = list(alternatives)
    whole = {"bool": {"filter": [_matched(wanted, "all"), may_read(allowed)]}}
    part = {
        "nested": {
            "path": "parts",
            "query": {"bool": {"filter": [_matched(wanted, "parts.all"), may_read(allowed, "parts.access")]}},
            "score_mode": "none",
        }
    }
    return {
        "bool": {"should": [whole, part], "minimum_should_match": 1, "must_not": not_hidden(allowed)},
    }


def finding(groups: Sequence[Group], allowed: Allowance) -> Query:
    """Return every document that has one of the words, in a rough order."""
    inside = [_scored(group.alternatives, FINDING_WEIGHTS, "") for group in groups]
    here = _covered(
        {"bool": {"should": inside, "minimum_should_match": 1}},
        groups,
        [_matched(group.alternatives, "all") for group in groups],
    )
    apart = [_scored(group.alternatives, {"all": 2.0}, "parts.") for group in groups]
    part = _in_parts({"bool": {"should": apart, "minimum_should_match": 1}}, allowed)
    return {
        "bool": {
            "must": [
                {
                    "dis_max": {
                        "queries": [{"bool": {"must": [here], "filter": [may_read(allowed)]}}, part],
                    }
                }
            ],
            "must_not": not_hidden(allowed),
        }
    }


def ranking_whole(
    groups: Sequence[Group], allowed: Allowance, *, complete: bool = True, **options: Any
) -> Query:
    """Return the score of documents, each field for its weight.

    Args:
        groups: the words found somewhere.
        allowed: what the reader may see.
        complete: whether these are all the words of the query.
        options: of the query.
    """
    words = [_scored(group.alternatives, WEIGHTS, "") for group in groups]
    query = _covered(
        {"bool": {"should": words, "minimum_should_match": 1}},
        groups,
        [_matched(group.alternatives, "all") for group in groups],
        titled="title" if complete else "",
        near="all",
    )
    return {"bool": {"must": [query], "filter": [may_read(allowed)], **options}}


def ranking_parts(
    groups: Sequence[Group], allowed: Allowance, *, complete: bool = True, **options: Any
) -> Query:
    """Return the score of the best part of documents; see :func:`ranking_whole`."""
    words = [_scored(group.alternatives, PART_WEIGHTS, "parts.") for group in groups]
    filters = [
        {"bool": {"should": [_matched(group.alternatives, f"parts.{name}") for name in PART_WEIGHTS]}}
        for group in groups
    ]
    query = _covered(
        {"bool": {"should": words, "minimum_should_match": 1}},
        groups,
        filters,
        titled="parts.title" if complete else "",
    )
    return _in_parts(query, allowed, **options)


def ranking(groups: Sequence[Group], allowed: Allowance, *, complete: bool = True) -> Query:
    """Return the fine score of documents: the best of the whole and of their parts."""
    whole = ranking_whole(groups, allowed, complete=complete)
    parts = ranking_parts(groups, allowed, complete=complete, boost=PART_WEIGHT)
    return {"dis_max": {"queries": [whole, parts]}}


def keeping(filters: Mapping[str, frozenset[str]], *, but: str = "") -> list[Query]:
    """Return what passes the filters, those of one facet left aside."""
    return [
        {"terms": {"facet": sorted(facet_term(name, value) for value in values)}}
        for name, values in sorted(filters.items())
        if name != but
    ]
