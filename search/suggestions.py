"""What to propose while somebody types: pages, people, terms, and what others search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse

from .access import allowance_of
from .analysis import clean_query, fold, query_words
from .documents import kinds, sources
from .engines import get_engine
from .engines.base import Allowance, EngineError, EngineQuery, SearchEngine, Suggestion
from .indexing import logger
from .query_log import popular_queries
from .services import still_open
from .vocabulary import current_thesaurus

PAGES = "Pages"
SHORTEST = 2
# Nobody types more while waiting for suggestions.
LONGEST = 80
ASKED = 24
MOST_PAGES = 5
MOST_OTHERS = 3
MOST_QUERIES = 3
# How long what a reader may find is remembered, for queries that many people type.
REMEMBERED = 300


@dataclass(frozen=True)
class Proposal:
    """Something to choose: where it leads, and what it is."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class ProposalGroup:
    """Proposals of the same nature."""

    label: str
    items: tuple[Proposal, ...]


def suggest(user: Any, text: str) -> list[ProposalGroup]:
    """Return what goes on from what is being typed, by nature, best first.

    Where no title goes on so, the first results of the search are proposed instead: the list is not empty
    where the results page finds.

    Everything comes from the engine with the reader’s allowance; a frequent query is proposed only to
    those who may find each of its words. No answer is no error: one searches without suggestions.

    Args:
        user: the reader; anonymous visitors get public pages, and queries about them.
        text: what is typed so far.
    """
    text = clean_query(text[:LONGEST])
    if len(fold(text)) < SHORTEST:
        return []
    try:
        engine, allowed = get_engine(), allowance_of(user)
        found = still_open(engine.suggest(text, allowed, ASKED), user) or _searched(
            engine, allowed, text, user
        )
        queries = _queries(engine, allowed, text, user)
    except EngineError as error:
        logger.warning("Suggestions indisponibles : %s", error)
        return []
    groups = [*_documents(found), ProposalGroup("Recherches fréquentes", queries)]
    return [group for group in groups if group.items]


def _searched(engine: SearchEngine, allowed: Allowance, text: str, user: Any) -> list[Suggestion]:
    """Return what the results page would show first: no title goes on from what is typed."""
    query = EngineQuery(text, allowed, limit=MOST_PAGES, thesaurus=current_thesaurus(text))
    hits = engine.search(query).hits
    return [Suggestion(hit.id, hit.kind, hit.title, hit.url, hit.summary) for hit in still_open(hits, user)]


def _documents(found: Iterable[Suggestion]) -> list[ProposalGroup]:
    """Group documents: all pages together, and each kind of other things under its name."""
    known = kinds()
    others = {source.kind for source in sources() if not source.is_page}
    pages: list[Proposal] = []
    apart: dict[str, list[Proposal]] = {kind: [] for kind in known if kind in others}
    for each in found:
        if each.kind in apart:
            apart[each.kind].append(Proposal(each.title, each.url, each.summary))
        else:
            kind = known.get(each.kind)
            # « Page » beside a page says nothing; « Ressource » does.
            label = kind.label if kind and kind.plural != PAGES else ""
            pages.append(Proposal(each.title, each.url, label))
    groups = [ProposalGroup(PAGES, tuple(pages[:MOST_PAGES]))]
    groups += [ProposalGroup(known[kind].plural, tuple(items[:MOST_OTHERS])) for kind, items in apart.items()]
    return groups


def _queries(engine: SearchEngine, allowed: Allowance, text: str, user: Any) -> tuple[Proposal, ...]:
    """Return what others search that begins so, where the reader would find something."""
    typed = fold(text)
    candidates = [query for query in popular_queries(text, MOST_QUERIES * 2, user) if fold(query) != typed]
    if not candidates:
        return ()
    place = reverse("search:results")
    known = hashlib.sha256(
        repr((sorted(allowed.any_of), sorted(allowed.none_of), sorted(allowed.hidden))).encode()
    ).hexdigest()[:24]
    kept: list[Proposal] = []
    for query in candidates:
        if len(kept) == MOST_QUERIES:
            break
        key = f"search:findable:{known}:{hashlib.sha256(query.encode()).hexdigest()[:24]}"
        findable = cache.get(key)
        if findable is None:
            findable = _findable(engine, allowed, query)
            cache.set(key, findable, REMEMBERED)
        if findable:
            kept.append(Proposal(query, f"{place}?{urlencode({'q': query})}"))
    return tuple(kept)


def _findable(engine: SearchEngine, allowed: Allowance, query: str) -> bool:
    """Tell whether a reader may find every word of a query.

    A search finds what has one of its words: the others could come from a title that is hidden from
    this reader, and would tell that it exists.
    """
    words = [word.surface for word in query_words(query)]
    return bool(words) and all(
        engine.search(EngineQuery(word, allowed, limit=0, exact=True)).total for word in words
    )
