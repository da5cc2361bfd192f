"""One helper for every filtered, paged listing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.core.paginator import Page as PaginatorPage
from django.http import QueryDict


@dataclass(frozen=True)
class FilterOption:
    """A value that a filter may take."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter of a listing, rendered as a select; ``blank`` names the choice of no value."""

    name: str
    label: str
    options: list[FilterOption]
    blank: str = "Tout"

    @property
    def value(self) -> str:
        """Return the chosen value, or an empty string."""
        return next((option.value for option in self.options if option.selected), "")


@dataclass(frozen=True)
class ActiveFilter:
    """A chosen value, and the address of the same listing without it."""

    label: str
    value: str
    remove_query: str


@dataclass(frozen=True)
class Listing:
    """What a template needs to show a listing."""

    entries: list[Any]
    total: int
    page: PaginatorPage
    filters: list[Filter] = field(default_factory=list)
    active: list[ActiveFilter] = field(default_factory=list)
    base_query: str = ""

    @property
    def is_filtered(self) -> bool:
        """Tell whether the reader narrowed the listing."""
        return bool(self.active)


@dataclass(frozen=True)
class FilterSpec:
    """Declares a filter: its options, and how a value narrows the rows.

    Args:
        name: name of the parameter in the address.
        label: what the reader sees.
        options: callable returning ``[(value, label)]``.
        apply: ``(rows, value) -> rows``.
        blank: what the reader sees for no value.
    """

    name: str
    label: str
    options: Callable[[], Iterable[tuple[str, str]]]
    apply: Callable[[Any, str], Any]
    blank: str = "Tout"


def query_string(params: Mapping[str, Any], **changes: Any) -> str:
    """Return the address parameters with some changed; None or an empty string removes one."""
    query = QueryDict(mutable=True)
    for name in params:
        for value in params.getlist(name) if hasattr(params, "getlist") else [params[name]]:
            if value:
                query.appendlist(name, value)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return query.urlencode()


def paginate(rows: Any, number: str | None, per_page: int) -> PaginatorPage:
    """Return the asked page; a number that makes no sense gives the nearest page."""
    paginator = Paginator(rows, per_page)
    try:
        return paginator.page(number or 1)
    except PageNotAnInteger:
        return paginator.page(1)
    except EmptyPage:
        wanted = int(number) if number and number.lstrip("-").isdigit() else 1
        return paginator.page(1 if wanted < 1 else paginator.num_pages)


def build_listing(
    rows: Any,
    params: Mapping[str, Any],
    specs: Sequence[FilterSpec] = (),
    *,
    per_page: int = 24,
    prepare: Callable[[list[Any]], list[Any]] = list,
) -> Listing:
    """Filter, page and describe a listing.

    Args:
        rows: a queryset already restricted to what the reader may see.
        params: the request’s ``GET``; unknown values are ignored, never an error.
        specs: the filters.
        per_page: rows on a page.
        prepare: turns the rows of the page into entries, in a constant number of queries.
    """
    filters, active = [], []
    for spec in specs:
        chosen = params.get(spec.name, "")
        options = [FilterOption(str(v), str(label), str(v) == chosen) for v, label in spec.options()]
        selected = next((option for option in options if option.selected), None)
        if selected is not None:
            rows = spec.apply(rows, chosen)
            remove = query_string(params, **{spec.name: None, "page": None})
            active.append(ActiveFilter(spec.label, selected.label, remove))
        filters.append(Filter(spec.name, spec.label, options, spec.blank))
    page = paginate(rows, params.get("page"), per_page)
    return Listing(
        entries=prepare(list(page.object_list)),
        total=page.paginator.count,
        page=page,
        filters=filters,
        active=active,
        base_query=query_string(params, page=None),
    )
