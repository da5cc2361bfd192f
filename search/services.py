"""The search, for whoever shows it: one function to find, and those that keep the index in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from wagtail.models import Page

from hub.base.listing import paginate

from .access import allowance_of, open_pages
from .analysis import clean_query
from .cards import cards_for
from .definitions import definitions_for
from .engines import get_engine
from .engines.base import (
    DATE,
    RELEVANCE,
    EngineError,
    EngineHit,
    EngineQuery,
    EngineResult,
    IndexMissing,
    SearchEngine,
)
from .facets import Filters, sensible, shown_facets, without_unknown
from .indexing import build_soon, catch_up, deferred_indexing, logger, note_changes, rebuild, reindex_page
from .results import SearchHit, SearchResults, corrected_text, shown_hit
from .thesaurus import NO_SYNONYMS
from .vocabulary import current_thesaurus

__all__ = [
    "SearchHit",
    "SearchResults",
    "allowance_of",
    "catch_up",
    "deferred_indexing",
    "rebuild",
    "reindex_page",
    "search",
    "still_open",
]

PER_PAGE = 10


class Referenced(Protocol):
    """Something that an engine found."""

    @property
    def id(self) -> str:
        """Reference of the document."""
        ...


Found = TypeVar("Found", bound=Referenced)


def search(
    user: Any,
    text: str,
    *,
    filters: Mapping[str, Iterable[str]] | None = None,
    page: int | str = 1,
    sort: str = RELEVANCE,
    exact: bool = False,
) -> SearchResults:
    """Find what a person may open.

    Args:
        user: the reader; anonymous visitors find public pages only.
        text: what was typed, whatever it is.
        filters: facet -> values: one of the values of a facet, and all facets at once; facets and
            values that no result has are ignored.
        page: page of results; one that makes no sense gives the nearest.
        sort: ``RELEVANCE``, or ``DATE`` for the latest first.
        exact: search the words as typed: no correction, no synonym.
    """
    text = clean_query(text)
    sort = DATE if sort == DATE else RELEVANCE
    number = _number(page)
    definitions = definitions_for(user, text) if text else ()
    answer, hits = _Answer(), list[EngineHit]()
    try:
        engine = get_engine()
        if text:
            query = EngineQuery(
                text,
                allowance_of(user),
                sensible(filters or {}),
                (number - 1) * PER_PAGE,
                PER_PAGE,
                exact=exact,
                sort=sort,
                thesaurus=NO_SYNONYMS if exact else current_thesaurus(text),
            )
            answer, hits = _ask(engine, query, user)
        available = bool(text) or engine.health().ready
    except EngineError as error:
        logger.warning("Recherche indisponible : %s", error)
        if isinstance(error, IndexMissing):
            build_soon()
        available = False
    found = answer.found
    cards = cards_for(user, hits)
    updated = _updated_days(hit.id for hit in hits) if sort == DATE else {}
    return SearchResults(
        text=text,
        hits=tuple(shown_hit(hit, cards.get(hit.id), updated=updated.get(hit.id)) for hit in hits),
        total=found.total,
        page=paginate(range(found.total), str(answer.number), PER_PAGE),
        facets=shown_facets(found.facets, answer.filters, found.total),
        filters=answer.filters,
        ignored=answer.ignored,
        unfiltered=answer.unfiltered,
        sort=sort,
        exact=exact,
        corrected=corrected_text(text, found.corrections),
        definitions=definitions,
        suggestions=answer.nearest,
        available=available,
        degraded=found.degraded,
    )


@dataclass
class _Answer:
    """What an engine answers to a query, asked again where the first answer does not help."""

    found: EngineResult = field(default_factory=EngineResult)
    number: int = 1
    filters: Filters = field(default_factory=dict)
    ignored: bool = False
    unfiltered: int = 0
    nearest: tuple[str, ...] = ()

    @classmethod
    def of(cls, engine: SearchEngine, query: EngineQuery) -> _Answer:
        """Ask an engine; past the last page, ask for the last one."""
        answer = cls()
        found = engine.search(query)
        asked = query.filters
        if any(values - frozenset(found.facets.get(facet, {})) for facet, values in asked.items()):
            # A value that gives nothing here: either the other filters leave nothing of it, which is
            # worth telling, or no result has it (it does not exist, or not for this reader): left out.
            everything = engine.search(replace(query, filters={}, offset=0, limit=0))
            query = replace(query, filters=without_unknown(asked, everything.facets))
            answer.ignored = query.filters != asked and bool(everything.total)
            answer.unfiltered = everything.total
            if query.filters != asked:
                found = engine.search(query)
        if found.total and not found.hits:
            last = (found.total - 1) // PER_PAGE
            query = replace(query, offset=last * PER_PAGE)
            found = engine.search(query)
        if not found.total and not answer.unfiltered:
            answer.nearest = tuple(engine.nearest_words(query.text, query.allowed))
        answer.found, answer.filters = found, query.filters
        answer.number = query.offset // PER_PAGE + 1
        return answer


def _ask(engine: SearchEngine, query: EngineQuery, user: Any) -> tuple[_Answer, list[EngineHit]]:
    """Return an answer and what of it is still open; counts and facets must not tell of the rest either."""
    answer = _Answer.of(engine, query)
    hits = still_open(answer.found.hits, user)
    closed = {hit.id for hit in answer.found.hits} - {hit.id for hit in hits}
    if closed:
        allowed = replace(query.allowed, hidden=query.allowed.hidden | closed)
        answer = _Answer.of(engine, replace(query, allowed=allowed))
        hits = still_open(answer.found.hits, user)
    return answer, hits


def still_open(hits: Iterable[Found], user: Any) -> list[Found]:
    """Return the hits without the pages that the database closes though the index does not know it.

    Every change of the hub is noted for the index; this is for those made behind its back.
    """
    hits = list(hits)
    pages = {hit.id for hit in hits if hit.id.startswith("page:")}
    closed = pages - open_pages(pages, user) if pages else set()
    if closed:
        note_changes(sorted(closed))
    return [hit for hit in hits if hit.id not in closed]


def _updated_days(references: Iterable[str]) -> dict[str, dt.date]:
    """Return the day of the last update of the pages that were updated after the day they came out."""
    pks = [int(ref.removeprefix("page:")) for ref in references if ref.startswith("page:")]
    if not pks:
        return {}
    found: dict[str, dt.date] = {}
    rows = Page.objects.filter(pk__in=pks).values_list("pk", "first_published_at", "last_published_at")
    for pk, first, last in rows:
        # The day of the first publication is that of the installation for most pages: it tells nothing.
        if first and last and timezone.localdate(last) > timezone.localdate(first):
            found[f"page:{pk}"] = timezone.localdate(last)
    return found


def _number(page: int | str) -> int:
    try:
        return min(max(int(page), 1), 1_000_000)
    except (TypeError, ValueError):
        return 1
