"""Documents out of pages: what the rooms’ ``search_documents`` modules have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from hub.base.blocks import body_text
from hub.base.models import HubPage
from hub.base.selectors import page_url

from .attachments import file_sections
from .documents import SIGNED_IN, SearchDocument, Section, document_id, place_token, register, register_facet

register_facet("audience", "Pour qui", 30)

Extras = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class _Slice:
    """A few blocks of a stream, for :func:`hub.base.blocks.body_text`."""

    raw_data: list[Any]


def body_sections(stream: Any) -> tuple[Section, ...]:
    """Cut a body at its level-2 headings; what stands before the first has no address of its own."""
    sections: list[Section] = []
    anchor, title = "", ""
    blocks: list[Any] = []
    for child, raw in zip(stream, stream.raw_data, strict=False):
        if child.block_type == "heading" and child.value["level"] == "h2":
            if anchor:
                sections.append(Section(anchor, title, body_text(_Slice(blocks))))
            anchor, title, blocks = child.value.anchor, child.value["text"], []
        else:
            blocks.append(raw)
    if anchor:
        sections.append(Section(anchor, title, body_text(_Slice(blocks))))
    return tuple(sections)


def labels(*values: Any) -> tuple[str, ...]:
    """Return the texts of things that may be missing: ``labels(None, promotion)``."""
    return tuple(str(value) for value in values if value)


def join(*texts: str | None) -> str:
    """Return texts in one, without those that are empty."""
    return "\n".join(text.strip() for text in texts if text and text.strip())


_places: ContextVar[dict[str, int] | None] = ContextVar("hub_search_places", default=None)


@contextmanager
def remembering_places(*, everything: bool = False) -> Iterator[None]:
    """Read the place of each page once while many documents are built.

    A page moved meanwhile is noted by its move, and read again after it.

    Args:
        everything: read the whole tree now, in one query, for a rebuild.
    """
    before = _places.get()
    _places.set(dict(Page.objects.values_list("path", "pk")) if everything else {})
    try:
        yield
    finally:
        _places.set(before)


def page_access(page: Page) -> tuple[str, ...]:
    """Return the tokens of a page: itself, and the pages above it, where a restriction may stand."""
    paths = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    remembered = _places.get()
    known: dict[str, int] = {} if remembered is None else remembered
    known[page.path] = page.pk
    unknown = [path for path in paths if path not in known]
    if unknown:
        known.update(Page.objects.filter(path__in=unknown).values_list("path", "pk"))
    return (SIGNED_IN, *(place_token(known[path]) for path in paths if path in known))


def page_references(pages: Any) -> Iterable[str]:
    """Return the references of the published pages among some: what a follower gives (see ``follow``)."""
    return (f"page:{pk}" for pk in pages.filter(live=True).values_list("pk", flat=True).distinct())


def page_document(
    page: HubPage,
    kind: str,
    *,
    body: str = "",
    sections: Iterable[Section] | None = None,
    tags: Iterable[str] = (),
    facets: dict[str, tuple[str, ...]] | None = None,
    date: dt.date | None = None,
    summary: str = "",
) -> SearchDocument:
    """Return the document of a page.

    Args:
        page: the specific page, as published.
        kind: code of its kind.
        body: words to add to those that ``page.stream_text()`` gives.
        sections: its parts; those of its ``body`` field by default. The text of its files comes after.
        tags: words that classify it.
        facets: name of a filter -> labels.
        date: its own date; the day it was first published by default.
        summary: used when the page has none.
    """
    if sections is None:
        sections = body_sections(page.body) if hasattr(page, "body") else ()
    published = page.first_published_at
    # The audience last: what a result shows beside its title begins with what tells it apart.
    every_facet = {**(facets or {}), "audience": tuple(page.get_audience_labels())}
    return SearchDocument(
        id=document_id(type(page), page.pk),
        kind=kind,
        title=page.title,
        summary=page.summary or summary,
        headings=tuple(heading["text"] for heading in page.headings()),
        body=join(page.stream_text(), body),
        sections=(*sections, *file_sections(page)),
        tags=tuple(tags),
        facets={name: values for name, values in every_facet.items() if values},
        audience=tuple(page.audience or ()),
        date=date or (timezone.localtime(published).date() if published else None),
        url=page_url(page.url_path),
        access=page_access(page),
    )


def register_page(
    model: type[HubPage],
    *,
    kind: str = "page",
    label: str = "Page",
    plural: str = "Pages",
    order: int = 90,
    extras: Extras | None = None,
    prefetch: tuple[str, ...] = (),
) -> None:
    """Register a page type.

    Args:
        model: the page type.
        kind: code of the kind; ``page`` for sections, listings and ordinary pages.
        label: name of the kind beside a result.
        plural: name of the kind in the filter.
        order: place of the kind in the filter.
        extras: page -> the arguments of :func:`page_document` that the type adds.
        prefetch: relations that ``extras`` reads.
    """

    def build(page: Any) -> SearchDocument:
        return page_document(page, kind, **(extras(page) if extras else {}))

    register(model, kind=kind, label=label, plural=plural, order=order, builder=build, prefetch=prefetch)
