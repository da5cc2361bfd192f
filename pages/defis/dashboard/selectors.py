"""Reads of the dashboard: the défis that somebody follows, filtered, sorted, with their health.

The database narrows what it can; what depends on the health of a défi, or on several of its facts, is
filtered after the assessment. The number of queries depends neither on the défis nor on their rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from hub.base.listing import (
    ActiveFilter,
    Filter,
    FilterSpec,
    Listing,
    build_listing,
    query_string,
)

from ..enums import DefiPhase, HealthLevel
from ..health import assess
from ..members import editable_ids, followed_defis, follows_all
from ..records import read_records
from .orders import Header, headers, in_order, sort_filter
from .rows import HEALTH_CSS, Decision, Period, Row, in_period, is_in_period

PER_PAGE = 50
LEVELS = frozenset(HealthLevel.values)


class FollowsNothing(PermissionDenied):
    """The reader follows no défi."""


@dataclass(frozen=True)
class Figure:
    """How many défis have a level of health, and the address that keeps them."""

    label: str
    css: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True)
class Followed:
    """The défis that somebody follows, as they asked to see them.

    Attributes:
        rows: the lines, filtered on all but the health, in the order asked.
        everything: whether the reader follows every défi.
        promotions: the promotions of all the défis that the reader follows, the latest first.
        administrations: their administrations.
    """

    rows: list[Row]
    everything: bool
    promotions: list[tuple[str, str]]
    administrations: list[tuple[str, str]]
    today: dt.date

    def kept(self, params: Mapping[str, Any]) -> list[Row]:
        """Return the lines with the health asked for."""
        level = params.get("sante", "")
        return [row for row in self.rows if row.health.level == level] if level in LEVELS else self.rows


@dataclass(frozen=True)
class Dashboard:
    """What the page shows; ``editable``: the défis listed whose reasons lead to a form."""

    listing: Listing
    figures: list[Figure]
    headers: list[Header]
    sorts: Filter
    everything: bool
    words: str
    today: dt.date
    editable: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        """Return the number of défis, whatever their health."""
        return sum(figure.count for figure in self.figures)


@dataclass(frozen=True)
class Pictures:
    """What the page of the pictures shows.

    Attributes:
        rows: the défis of the timeline.
        every_period: the same, of all times: the states of the products go back to the first promotion.
    """

    listing: Listing
    rows: list[Row]
    every_period: list[Row]
    promotions: list[tuple[str, str]]
    sorts: Filter
    words: str
    today: dt.date
    everything: bool


def read_followed(user: Any, params: Mapping[str, Any], *, every_period: bool = False) -> Followed:
    """Return the défis that somebody follows, with their health.

    Args:
        user: the reader.
        params: ``q`` (words of the title), ``promotion``, ``administration``, ``phase``, ``periode``,
            ``decision``, ``tri``; a value that makes no sense is ignored.
        every_period: take ``periode`` for « tous ».

    Raises:
        FollowsNothing: they follow none.
    """
    today = timezone.localdate()
    pages = followed_defis(user)
    promotions, administrations, found = _places(pages)
    everything = follows_all(user)
    if not found and not everything:
        raise FollowsNothing
    chosen = {
        "promotion__slug": _known(params, "promotion", promotions),
        "administration__slug": _known(params, "administration", administrations),
        "phase": _known(params, "phase", DefiPhase.choices),
    }
    pages = pages.filter(**{name: value for name, value in chosen.items() if value})
    for word in title_words(params).split()[:6]:
        pages = pages.filter(_titled(word))
    period = Period.ALL if every_period else params.get("periode", "")
    ranks = {slug: rank for rank, (slug, _name) in enumerate(promotions)}
    rows = [
        Row(record, assess(record, today), today, ranks.get(record.promotion_slug, 0))
        for record in read_records(pages.filter(in_period(period, today)))
    ]
    decision = params.get("decision", "")
    if decision in Decision.values:
        rows = [row for row in rows if row.decision == decision]
    return Followed(in_order(rows, params.get("tri", "")), everything, promotions, administrations, today)


def read_dashboard(user: Any, params: Mapping[str, Any]) -> Dashboard:
    """Return what the dashboard shows to somebody.

    Raises:
        FollowsNothing: they follow no défi.
    """
    followed = read_followed(user, params)
    listing = _listing(followed, params)
    return Dashboard(
        listing=listing,
        figures=_figures(followed.rows, params),
        headers=headers(params),
        sorts=sort_filter(params),
        everything=followed.everything,
        words=title_words(params),
        today=followed.today,
        editable=editable_ids(user, [row.record.pk for row in listing.entries if row.health.findings]),
    )


def read_pictures(user: Any, params: Mapping[str, Any]) -> Pictures:
    """Return what the pictures show to somebody.

    Raises:
        FollowsNothing: they follow no défi.
    """
    followed = read_followed(user, params, every_period=True)
    period = params.get("periode", "")
    shown = replace(followed, rows=[row for row in followed.rows if is_in_period(row, period)])
    return Pictures(
        listing=_listing(shown, params),
        rows=shown.kept(params),
        every_period=followed.kept(params),
        promotions=followed.promotions,
        sorts=sort_filter(params),
        words=title_words(params),
        today=followed.today,
        everything=followed.everything,
    )


def _listing(followed: Followed, params: Mapping[str, Any]) -> Listing:
    listing = build_listing(followed.rows, params, _filters(followed), per_page=PER_PAGE)
    words = title_words(params)
    if not words:
        return listing
    searched = ActiveFilter("Titre", words, query_string(params, q=None, page=None))
    return replace(listing, active=[searched, *listing.active])


def title_words(params: Mapping[str, Any]) -> str:
    """Return the words looked for in titles."""
    # PostgreSQL refuses the null character.
    return str(params.get("q") or "").replace("\0", "").strip()[:200]


def _places(pages: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]], bool]:
    """Return the promotions and the administrations of défis, and whether there is a défi, in one query."""
    rows = (
        pages.order_by(
            F("promotion__start").desc(nulls_last=True),
            F("promotion__number").desc(nulls_last=True),
            "promotion__name",
        )
        .values_list(
            "promotion__slug",
            "promotion__name",
            "administration__slug",
            "administration__acronym",
            "administration__name",
            # Named for the order: DISTINCT needs them.
            "promotion__start",
            "promotion__number",
        )
        .distinct()
    )
    promotions: dict[str, str] = {}
    administrations: dict[str, str] = {}
    found = False
    for promotion, promotion_name, administration, acronym, name, _start, _number in rows:
        found = True
        if promotion:
            promotions[promotion] = promotion_name
        if administration:
            administrations[administration] = acronym or name
    ordered = sorted(administrations.items(), key=lambda item: slugify(item[1]))
    return list(promotions.items()), ordered, found


def _known(params: Mapping[str, Any], name: str, options: Any) -> str:
    value = str(params.get(name) or "")
    return value if value in {option for option, _label in options} else ""


def _titled(word: str) -> Q:
    """Match a word of a title; the address of the page makes the search blind to accents."""
    plain = slugify(word)
    found = Q(title__icontains=word)
    return found | Q(slug__contains=plain) if plain else found


def _unchanged(rows: list[Row], value: str) -> list[Row]:
    """Leave to :func:`read_followed` what the database, or the whole of a line, has decided."""
    return rows


def _filters(followed: Followed) -> list[FilterSpec]:
    return [
        FilterSpec("promotion", "Promotion", lambda: followed.promotions, _unchanged),
        FilterSpec("administration", "Administration", lambda: followed.administrations, _unchanged),
        FilterSpec("phase", "Phase", lambda: DefiPhase.choices, _unchanged),
        FilterSpec(
            "sante", "Santé", lambda: HealthLevel.choices, lambda rows, value: followed.kept({"sante": value})
        ),
        FilterSpec("decision", "Décision", lambda: Decision.choices, _unchanged),
        FilterSpec("periode", "Période", lambda: Period.choices, _unchanged, blank="En cours et récents"),
    ]


def _figures(rows: list[Row], params: Mapping[str, Any]) -> list[Figure]:
    chosen = params.get("sante", "")
    counts = dict.fromkeys(HealthLevel.values, 0)
    for row in rows:
        counts[row.health.level] += 1
    return [
        Figure(
            level.label,
            HEALTH_CSS[level],
            counts[level],
            query_string(params, sante=None if level == chosen else level, page=None),
            level == chosen,
        )
        for level in HealthLevel
    ]
