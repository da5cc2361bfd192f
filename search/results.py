"""What a search answers, ready to show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.paginator import Page as PaginatorPage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .analysis import fold
from .cards import Card, dated_kinds
from .definitions import Definition
from .documents import kinds
from .engines.base import RELEVANCE, EngineHit, Fragments
from .facets import Filters, ShownFacet

SHOWN_DETAILS = 4


@dataclass(frozen=True)
class SearchHit:
    """A result.

    Attributes:
        title: what the result is called.
        url: its address, that of its best part when that part answers.
        kind: code of its kind.
        kind_label: name of its kind.
        excerpt: escaped HTML where ``<mark>`` shows what matched.
        section_title: the part that answers, if the result leads to it.
        file: name of the attached file that answers, if one does.
        file_url: address of that file.
        details: roles, themes, promotion…
        date: its date, when that tells something.
        date_prefix: what to write before the date.
        card: how it shows, when its kind has a way of its own.
        excerpt_adds: whether the excerpt says more than the summary and the details.
    """

    title: str
    url: str
    kind: str
    kind_label: str
    excerpt: SafeString
    section_title: str = ""
    file: str = ""
    file_url: str = ""
    details: tuple[str, ...] = ()
    date: dt.date | None = None
    date_prefix: str = ""
    card: Card | None = None
    excerpt_adds: bool = True


@dataclass(frozen=True)
class SearchResults:
    """The answer to a search.

    Attributes:
        text: what was searched, cleaned.
        hits: the results of the page.
        total: number of results.
        page: the paginator page.
        facets: the filters worth showing.
        filters: what narrows the results: facet -> values; without what no result of this search has.
        ignored: some values asked for were of no result, and are left out.
        unfiltered: number of results without the filters, known when these leave nothing.
        sort: order of the results.
        exact: the words were searched as typed, without correction nor synonym.
        corrected: what was searched instead of misspelt words, empty when nothing was.
        definitions: meaning of the acronym that was typed.
        suggestions: neighbouring words when nothing was found.
        available: false while the index is not built or cannot be read.
        degraded: another engine answered instead of the one that should have.
    """

    text: str
    hits: tuple[SearchHit, ...]
    total: int
    page: PaginatorPage
    facets: tuple[ShownFacet, ...] = ()
    filters: Filters = field(default_factory=dict)
    ignored: bool = False
    unfiltered: int = 0
    sort: str = RELEVANCE
    exact: bool = False
    corrected: str = ""
    definitions: tuple[Definition, ...] = ()
    suggestions: tuple[str, ...] = ()
    available: bool = True
    degraded: bool = False


def shown_hit(hit: EngineHit, card: Card | None = None, *, updated: dt.date | None = None) -> SearchHit:
    """Return a hit of an engine as a result.

    Args:
        hit: what the engine found.
        card: how it shows, when its kind has a way of its own.
        updated: when it last changed, for those whose own date tells nothing.
    """
    own = bool(dated_kinds.get(hit.kind))
    kind = kinds().get(hit.kind)
    details = [label for values in hit.facets.values() for label in values]
    return SearchHit(
        title=hit.title,
        url=hit.url,
        kind=hit.kind,
        kind_label=kind.label if kind else "",
        excerpt=marked(hit.excerpt),
        section_title=hit.section_title,
        file=hit.file,
        file_url=hit.file_url,
        details=tuple(dict.fromkeys(details))[:SHOWN_DETAILS],
        date=_date(hit) if own else updated,
        date_prefix="" if own else "Mis à jour le",
        card=card,
        excerpt_adds=_adds(hit),
    )


def _adds(hit: EngineHit) -> bool:
    """Tell whether an excerpt has a word that neither the title nor the details have."""
    told = " ".join([hit.title, *(label for values in hit.facets.values() for label in values)])
    excerpt = "".join(text for text, _match in hit.excerpt)
    return not set(_WORD.findall(fold(excerpt))) <= set(_WORD.findall(fold(told)))


def _date(hit: EngineHit) -> dt.date | None:
    with suppress(ValueError):
        return dt.date.fromisoformat(hit.date[:10])
    return None


def marked(fragments: Fragments) -> SafeString:
    """Return an excerpt as HTML: everything escaped, ``<mark>`` around what matched."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if match else text,) for text, match in fragments)
    )


# What the analysis takes for a word: compounds and « camelCase » are searched in parts.
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")


def corrected_text(text: str, corrections: Mapping[str, str]) -> str:
    """Return a query with its misspelt words put right, the others as they were typed.

    Args:
        text: the query.
        corrections: word typed, in lower case -> word searched instead.
    """
    if not corrections:
        return ""
    pieces, at = [], 0
    for start, end in _spans(text):
        right = corrections.get(text[start:end].lower())
        if right is not None:
            pieces += [text[at:start], _cased(right, text[start:end])]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else " ".join(corrections.values())


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        at = word.start()
        for part in _CAMEL.split(word.group()):
            yield at, at + len(part)
            at += len(part)


def _cased(right: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return right.upper()
    return right[:1].upper() + right[1:] if typed[:1].isupper() else right
