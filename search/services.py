"""The search, for whoever shows it: one function to find, and those that keep the index in step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hub.base.listing import paginate

from .access import allowance_of, open_pages
from .analysis import clean_query
from .definitions import Definition, definitions_for
from .documents import kinds
from .engines import get_engine
from .engines.base import (
    KIND,
    Allowance,
    EngineError,
    EngineHit,
    EngineQuery,
    EngineResult,
    Fragments,
    SearchEngine,
)
from .indexing import catch_up, deferred_indexing, logger, note_changes, rebuild, reindex_page

__all__ = [
    "KindCount",
    "SearchHit",
    "SearchResults",
    "allowance_of",
    "catch_up",
    "deferred_indexing",
    "rebuild",
    "reindex_page",
    "search",
]

PER_PAGE = 10
SHOWN_DETAILS = 4


@dataclass(frozen=True)
class SearchHit:
    """A result, ready to show.

    Attributes:
        title: what the result is called.
        url: its address, that of its best part when that part answers.
        kind: code of its kind.
        kind_label: name of its kind.
        excerpt: escaped HTML where ``<mark>`` shows what matched.
        section_title: the part that answers, if the result leads to it.
        details: roles, themes, promotion…
        date: ISO date, or an empty string.
    """

    title: str
    url: str
    kind: str
    kind_label: str
    excerpt: SafeString
    section_title: str = ""
    details: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True)
class KindCount:
    """A line of the filter by kind."""

    code: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class SearchResults:
    """The answer to a search.

    Attributes:
        text: what was searched, cleaned.
        kind: the kind asked for, empty for all (or when it does not exist).
        hits: the results of the page.
        total: number of results of that kind.
        everything: number of results of all kinds.
        kinds: the kinds that have results, with their numbers.
        page: the paginator page.
        corrected: what was searched instead of misspelt words, empty when nothing was.
        definitions: meaning of the acronym that was typed.
        suggestions: neighbouring words when nothing was found.
        available: false while the index is not built or cannot be read.
    """

    text: str
    kind: str
    hits: tuple[SearchHit, ...]
    total: int
    everything: int
    kinds: tuple[KindCount, ...]
    page: PaginatorPage
    corrected: str = ""
    definitions: tuple[Definition, ...] = ()
    suggestions: tuple[str, ...] = ()
    available: bool = True


def search(user: Any, text: str, kind: str = "", page: int | str = 1) -> SearchResults:
    """Find what a person may open.

    Args:
        user: the reader; anonymous visitors find public pages only.
        text: what was typed, whatever it is.
        kind: code of a kind; unknown codes are ignored.
        page: page of results; one that makes no sense gives the nearest.
    """
    text = clean_query(text)
    known = kinds()
    kind = kind if kind in known else ""
    number = _number(page)
    definitions = definitions_for(user, text) if text else ()
    suggestions: list[str] = []
    try:
        engine = get_engine()
        if text:
            allowed = allowance_of(user)
            found, number = _ask(engine, text, allowed, kind, number)
            if not found.total:
                suggestions = engine.nearest_words(text, allowed)
        else:
            found = EngineResult()
        available = bool(text) or engine.health().ready
    except EngineError as error:
        logger.warning("Recherche indisponible : %s", error)
        found, available = EngineResult(), False
    return SearchResults(
        text=text,
        kind=kind,
        hits=tuple(_shown(hit) for hit in _still_open(found.hits, user)),
        total=found.total,
        everything=sum(found.facets.get(KIND, {}).values()),
        kinds=_counts(found.facets.get(KIND, {}), kind),
        page=paginate(range(found.total), str(number), PER_PAGE),
        corrected=_corrected(text, found.corrections),
        definitions=definitions,
        suggestions=tuple(suggestions),
        available=available,
    )


def _still_open(hits: tuple[EngineHit, ...], user: Any) -> list[EngineHit]:
    """Return the hits without the pages that the database closes though the index does not know it.

    Every change of the hub is noted for the index; this is for those made behind its back.
    """
    pages = {hit.id for hit in hits if hit.id.startswith("page:")}
    closed = pages - open_pages(pages, user) if pages else set()
    if closed:
        note_changes(sorted(closed))
    return [hit for hit in hits if hit.id not in closed]


def _number(page: int | str) -> int:
    try:
        return min(max(int(page), 1), 1_000_000)
    except (TypeError, ValueError):
        return 1


def _ask(
    engine: SearchEngine, text: str, allowed: Allowance, kind: str, number: int
) -> tuple[EngineResult, int]:
    """Ask for a page; past the last one, ask for the last one."""
    wanted = {KIND: frozenset({kind})} if kind else {}
    query = EngineQuery(text, allowed, wanted, (number - 1) * PER_PAGE, PER_PAGE)
    found = engine.search(query)
    if found.total and not found.hits:
        number = (found.total - 1) // PER_PAGE + 1
        found = engine.search(EngineQuery(text, allowed, wanted, (number - 1) * PER_PAGE, PER_PAGE))
    return found, number


def _counts(found: Mapping[str, int], chosen: str) -> tuple[KindCount, ...]:
    return tuple(
        KindCount(kind.code, kind.plural, found.get(kind.code, 0), kind.code == chosen)
        for kind in kinds().values()
        if found.get(kind.code) or kind.code == chosen
    )


def _shown(hit: EngineHit) -> SearchHit:
    kind = kinds().get(hit.kind)
    details = [label for values in hit.facets.values() for label in values]
    return SearchHit(
        title=hit.title,
        url=hit.url,
        kind=hit.kind,
        kind_label=kind.label if kind else "",
        excerpt=marked(hit.excerpt),
        section_title=hit.section_title,
        details=tuple(dict.fromkeys(details))[:SHOWN_DETAILS],
        date=hit.date,
    )


def marked(fragments: Fragments) -> SafeString:
    """Return an excerpt as HTML: everything escaped, ``<mark>`` around what matched."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if match else text,) for text, match in fragments)
    )


def _corrected(text: str, corrections: Mapping[str, str]) -> str:
    if not corrections:
        return ""
    words = [corrections.get(word.lower(), word) for word in text.split()]
    return " ".join(words) if words != text.split() else " ".join(corrections.values())
