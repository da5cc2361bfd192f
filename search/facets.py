"""The filters of the results page: what the address asks for, and what the reader may choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from hub.base.listing import ActiveFilter

from .documents import facets, kinds
from .engines.base import KIND

# Name of the filter by kind in addresses; the others go by their own name.
KIND_PARAMETER = "type"
# What an address may hold: more is no filter that somebody chose.
MOST_VALUES = 30
LONGEST_VALUE = 200
# Values shown at once; the rest of a long filter unfolds.
FIRST_VALUES = 5
# Filters that show unfolded though nothing is chosen in them.
UNFOLDED = 2

Filters = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class FacetValue:
    """A value that a filter may take: what addresses say, what the reader sees, how many results it gives."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class ShownFacet:
    """A filter of the results page.

    Attributes:
        parameter: its name in addresses.
        label: what it is called.
        values: the values that give results, or are chosen; chosen ones first, then the commonest.
        unfolded: whether it shows its values from the start.
    """

    parameter: str
    label: str
    values: tuple[FacetValue, ...]
    unfolded: bool = False

    @property
    def chosen(self) -> int:
        """Return the number of values chosen."""
        return sum(value.selected for value in self.values)

    @property
    def first(self) -> tuple[FacetValue, ...]:
        """Return the values shown at once; one more is not worth hiding."""
        shown = max(FIRST_VALUES, self.chosen)
        return self.values if len(self.values) <= shown + 1 else self.values[:shown]

    @property
    def more(self) -> tuple[FacetValue, ...]:
        """Return the values that unfold."""
        return self.values[len(self.first) :]


def names() -> dict[str, tuple[str, str]]:
    """Return facet -> (its parameter in addresses, its label), in the order of the page."""
    return {KIND: (KIND_PARAMETER, "Type"), **{each.name: (each.name, each.label) for each in facets()}}


def read_filters(params: QueryDict) -> Filters:
    """Return the filters that an address asks for: facet -> values. What makes no sense is left out."""
    asked = {
        facet: frozenset(filter(None, (value.strip() for value in params.getlist(parameter)[:MOST_VALUES])))
        for facet, (parameter, _label) in names().items()
    }
    return sensible(asked)


def sensible(filters: Mapping[str, Iterable[str]]) -> Filters:
    """Return filters without the facets, kinds and overlong values that cannot exist."""
    known = names()
    kept = {
        facet: frozenset(
            value for value in values if len(value) <= LONGEST_VALUE and (facet != KIND or value in kinds())
        )
        for facet, values in filters.items()
        if facet in known
    }
    return {facet: values for facet, values in kept.items() if values}


def without_unknown(filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> Filters:
    """Return filters without the values that no result has.

    Args:
        filters: what is asked.
        counts: the facets of the same query without filters.
    """
    kept = {facet: values & frozenset(counts.get(facet, {})) for facet, values in filters.items()}
    return {facet: values for facet, values in kept.items() if values}


def shown_facets(
    counts: Mapping[str, Mapping[str, int]], filters: Filters, total: int
) -> tuple[ShownFacet, ...]:
    """Return the filters worth showing.

    Args:
        counts: facet -> value -> number of results, as an engine gives them.
        filters: what is chosen.
        total: number of results; a filter whose only value is that of all of them narrows nothing.
    """
    shown: list[ShownFacet] = []
    for facet, (parameter, label) in names().items():
        chosen = filters.get(facet, frozenset())
        found = {**dict.fromkeys(chosen, 0), **counts.get(facet, {})}
        values = [
            FacetValue(value, _label(facet, value), count, value in chosen)
            for value, count in found.items()
            if count or value in chosen
        ]
        if not chosen and (not values or (len(values) == 1 and values[0].count >= total)):
            continue
        values.sort(key=lambda value: (not value.selected, -value.count, value.label))
        unfolded = bool(chosen) or len(shown) < UNFOLDED
        shown.append(ShownFacet(parameter, label, tuple(values), unfolded))
    return tuple(shown)


def active_filters(params: QueryDict, shown: Iterable[ShownFacet]) -> list[ActiveFilter]:
    """Return the values chosen, each with the address of the same results without it."""
    return [
        ActiveFilter(facet.label, value.label, _without(params, facet.parameter, value.value))
        for facet in shown
        for value in facet.values
        if value.selected
    ]


def without_filters(params: QueryDict) -> str:
    """Return the parameters of the same search without any filter."""
    return _address(params, [parameter for parameter, _label in names().values()])


def _label(facet: str, value: str) -> str:
    return kinds()[value].plural if facet == KIND and value in kinds() else value


def _without(params: QueryDict, parameter: str, value: str) -> str:
    query = _copy(params)
    query.setlist(parameter, [each for each in query.getlist(parameter) if each.strip() != value])
    return query.urlencode()


def _address(params: QueryDict, removed: Iterable[str]) -> str:
    query = _copy(params)
    for name in removed:
        query.pop(name, None)
    return query.urlencode()


def _copy(params: QueryDict) -> Any:
    query = params.copy()
    query.pop("page", None)
    return query
