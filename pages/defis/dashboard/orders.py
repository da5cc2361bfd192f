"""Orders of the dashboard: by any column, both ways, the most worrying défis first by default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from hub.base.listing import Filter, FilterOption, query_string

from ..enums import DefiPhase, HealthLevel
from .rows import Row

DEFAULT_SORT = "sante"
LEVELS = {level: rank for rank, level in enumerate(HealthLevel.values)}
PHASES = {phase: rank for rank, phase in enumerate(DefiPhase.values)}


@dataclass(frozen=True)
class Sort:
    """A way to order the lines.

    Attributes:
        label: what is compared.
        key: what is compared; a line without it (None) comes last in both directions.
        up: what the ascending order is called.
        down: what the descending order is called.
        header: name of the column, when it shows more than what is compared.
    """

    label: str
    key: Callable[[Row], Any]
    up: str
    down: str
    header: str = ""


def _worry(row: Row) -> tuple[Any, ...]:
    """Return what the default order compares: worry, then défis at work, then the days to their end."""
    days = row.days_left
    distance = 10**6 if days is None else abs(days)
    return (LEVELS[row.health.level], not row.is_ongoing, distance, slugify(row.record.title))


SORTS: Mapping[str, Sort] = {
    "sante": Sort("Santé", _worry, "le pire d’abord", "le meilleur d’abord"),
    "jours": Sort(
        "Jours restants", lambda row: row.days_left, "croissant", "décroissant", header="Calendrier"
    ),
    "defi": Sort("Défi", lambda row: slugify(row.record.title), "de A à Z", "de Z à A"),
    "administration": Sort(
        "Administration", lambda row: slugify(row.record.administration) or None, "de A à Z", "de Z à A"
    ),
    "promotion": Sort(
        "Promotion",
        lambda row: -row.rank if row.record.promotion else None,
        "la plus ancienne d’abord",
        "la plus récente d’abord",
    ),
    "phase": Sort(
        "Phase", lambda row: PHASES[row.record.phase], "de la préparation à la relève", "l’inverse"
    ),
    "confirmation": Sort(
        "Plan confirmé",
        # A plan that nobody ever confirmed is older than any other.
        lambda row: row.record.confirmed_on or dt.date.min,
        "le plus ancien d’abord",
        "le plus récent d’abord",
    ),
    "etape": Sort(
        "Prochaine étape",
        lambda row: row.milestone.date if row.milestone else None,
        "la plus proche d’abord",
        "la plus lointaine d’abord",
    ),
    "documents": Sort("Documents manquants", lambda row: len(row.missing), "croissant", "décroissant"),
    "decision": Sort(
        "Décision", lambda row: row.decision_day, "la plus ancienne d’abord", "la plus lointaine d’abord"
    ),
}


@dataclass(frozen=True)
class Header:
    """The header of a column, and the address that sorts by it.

    Attributes:
        direction: value of ``aria-sort``: ``ascending``, ``descending``, or empty.
    """

    label: str
    query: str = ""
    direction: str = ""


def in_order(rows: list[Row], wanted: str) -> list[Row]:
    """Return the lines in an order; equal ones keep the default order."""
    rows = sorted(rows, key=_worry)
    name, descending = wanted.removeprefix("-"), wanted.startswith("-")
    if name not in SORTS or wanted == DEFAULT_SORT:
        return rows
    keyed = [(SORTS[name].key(row), row) for row in rows]
    known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda p: p[0], reverse=descending)
    return [row for _key, row in known] + [row for key, row in keyed if key is None]


# Columns of the table, and the order that each of them asks for.
COLUMNS = ("defi", "sante", "jours", "confirmation", "etape", "documents", "decision")


def headers(params: Mapping[str, Any]) -> list[Header]:
    """Return the headers of the table; the link of the current order turns it round."""
    wanted = params.get("tri", "") or DEFAULT_SORT
    found = []
    for name in COLUMNS:
        direction = {name: "ascending", f"-{name}": "descending"}.get(wanted, "")
        turned = f"-{name}" if direction == "ascending" else name
        query = query_string(params, tri=None if turned == DEFAULT_SORT else turned, page=None)
        found.append(Header(SORTS[name].header or SORTS[name].label, query, direction))
    return found


def sort_filter(params: Mapping[str, Any]) -> Filter:
    """Return the orders as a select: on a phone the headers do not show."""
    wanted = params.get("tri", "")
    options = [
        FilterOption(value, f"{sort.label}\u00a0: {words}", value == wanted)
        for name, sort in SORTS.items()
        for value, words in ((name, sort.up), (f"-{name}", sort.down))
        if value != DEFAULT_SORT
    ]
    default = SORTS[DEFAULT_SORT]
    return Filter("tri", "Trier par", options, blank=f"{default.label}\u00a0: {default.up}")
