"""Reads of the history. First argument: the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models.fields.json import KT
from django.utils import timezone

from hub.base.listing import Filter, FilterOption, paginate, query_string
from hub.base.templatetags.hub import french_date, french_hour

from ..confidentiality import Reading, public_reading, reading_of
from ..enums import HistoryKind, RoadmapStage
from ..models import DefiPage, HistoryEntry
from ..wording import decapitalised
from .compare import roadmap_changes
from .fields import SIGNED_IN
from .snapshot import upgraded

PER_PAGE = 20
AREAS = {"roadmap": "Feuille de route", "plan": "Pérennisation"}
# What is told of the plan even when no sentence says so.
PLAN_KINDS = (HistoryKind.CONFIRMATION, HistoryKind.FOLLOW_UP, HistoryKind.SILENCE)
ICONS = {
    HistoryKind.CHANGE: "fr-icon-edit-line",
    HistoryKind.CONFIRMATION: "fr-icon-checkbox-circle-line",
    HistoryKind.FOLLOW_UP: "fr-icon-information-line",
    HistoryKind.SILENCE: "fr-icon-question-line",
}
TITLES = {
    HistoryKind.CONFIRMATION: "Plan relu et confirmé",
}
MONTHS = (
    "Janvier", "Février", "Mars", "Avril", "Mai", "Juin",
    "Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence of the history; ``reserved``: not everybody who opens the page reads it."""

    text: str
    reserved: bool


@dataclass(frozen=True)
class Event:
    """An entry of the history, as a reader may read it."""

    title: str
    kind: str
    icon: str
    at: dt.datetime
    by: str
    sentences: tuple[Sentence, ...]

    @property
    def day(self) -> dt.date:
        """Return the day, in the reader’s calendar."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Month:
    """What happened in a month."""

    label: str
    anchor: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Timeline:
    """A page of the history, newest first."""

    months: tuple[Month, ...]
    total: int
    page: Any
    filter: Filter
    base_query: str

    @property
    def has_reserved(self) -> bool:
        """Tell whether a sentence of the page is not for everybody who opens it."""
        events = (event for month in self.months for event in month.events)
        return any(sentence.reserved for event in events for sentence in event.sentences)


@dataclass(frozen=True)
class Version:
    """A roadmap as it was published; ``label`` opens with when: « 3 mars 2026 à 10 h (…) »."""

    pk: int
    stage: str
    label: str
    at: dt.datetime


@dataclass(frozen=True)
class Comparison:
    """Two versions of a roadmap and what changed between them, by horizon."""

    versions: tuple[Version, ...]
    before: Version | None = None
    after: Version | None = None
    changes: tuple[tuple[str, list[str]], ...] = ()


def read_timeline(user: Any, defi: DefiPage, params: Mapping[str, Any]) -> Timeline:
    """Return what happened to a défi, as far as the reader may read, in one query.

    Args:
        user: the reader.
        defi: a défi that they may open.
        params: the request’s ``GET``: ``domaine`` narrows to the roadmap or the plan, ``page`` goes on.
    """
    reading, shared, area = reading_of(user, defi), public_reading(defi), params.get("domaine", "")
    area = area if area in AREAS else ""
    rows = HistoryEntry.objects.filter(defi_id=defi.pk).order_by("-at", "-pk")
    events = [
        event
        for kind, at, name, lines in rows.values_list("kind", "at", "by_name", "lines")
        if (event := _event(reading, shared, area, kind, at, name if reading.people else "", lines))
    ]
    page = paginate(events, params.get("page"), PER_PAGE)
    options = [FilterOption(code, label, code == area) for code, label in AREAS.items()]
    return Timeline(
        _by_month(page.object_list),
        len(events),
        page,
        Filter("domaine", "Domaine", options),
        query_string(params, page=None),
    )


def read_comparison(user: Any, defi: DefiPage, params: Mapping[str, Any]) -> Comparison:
    """Return two versions of the roadmap and what changed, in at most two queries.

    Args:
        user: the reader.
        defi: a défi that they may open.
        params: ``depuis`` and ``jusqu_a`` name versions; what makes no sense gives the default: from the last
            version of the stage before (the first one when there is none) to the present one.
    """
    versions = _versions(defi)
    if len(versions) < 2:
        return Comparison(tuple(versions))
    chosen = {str(version.pk): version for version in versions}
    after = chosen.get(params.get("jusqu_a", ""), versions[0])
    before = chosen.get(params.get("depuis", ""), _default_before(versions))
    if before.at > after.at:
        before, after = after, before
    rows = HistoryEntry.objects.in_bulk([before.pk, after.pk])
    first, last = (upgraded(rows[version.pk].snapshot or {}) for version in (before, after))
    changes = roadmap_changes(first, last, people=bool(user.is_authenticated))
    return Comparison(tuple(versions), before, after, tuple(changes))


def _event(
    reading: Reading,
    shared: Reading,
    area: str,
    kind: str,
    at: dt.datetime,
    name: str,
    lines: list[dict[str, str]],
) -> Event | None:
    """Return an entry as the reader may read it; None when nothing of it is for them."""
    readable = [
        line
        for line in lines
        if reading.may_read(line.get("reserved", "")) and (reading.people or line.get("readers") != SIGNED_IN)
    ]
    if lines and not readable:
        return None
    if area:
        readable = [line for line in readable if line.get("area") == area]
        if not readable and not (area == "plan" and kind in PLAN_KINDS):
            return None
    label = TITLES.get(HistoryKind(kind), HistoryKind(kind).label)
    sentences = tuple(
        Sentence(line["text"], not shared.may_read(line.get("reserved", ""))) for line in readable
    )
    return Event(label, kind, ICONS[HistoryKind(kind)], at, name, sentences)


def _by_month(events: Iterable[Event]) -> tuple[Month, ...]:
    def month(event: Event) -> tuple[int, int]:
        return event.day.year, event.day.month

    return tuple(
        Month(f"{MONTHS[number - 1]} {year}", f"mois-{year}-{number:02}", tuple(rows))
        for (year, number), rows in groupby(events, key=month)
    )


def _versions(defi: DefiPage) -> list[Version]:
    """Return the published versions of the roadmap, newest first: the first, then each that changed it."""
    rows = HistoryEntry.objects.filter(
        defi_id=defi.pk, kind=HistoryKind.CHANGE, snapshot__isnull=False
    ).order_by("at", "pk")
    stage, dated = KT("snapshot__roadmap__roadmap_stage"), KT("snapshot__roadmap__roadmap_dated")
    versions: list[Version] = []
    for pk, at, lines, code, day in rows.values_list("pk", "at", "lines", stage, dated):
        if not versions or any(line["area"] == "roadmap" for line in lines):
            # SQLite spells a JSON null « null » (Django’s KT).
            dated_on = None if day == "null" else day
            versions.append(Version(pk, code, _version_label(code, dated_on, at), at))
    return versions[::-1]


def _version_label(stage: str, dated: str | None, at: dt.datetime) -> str:
    """Return the name of a version: by its publication first, for several may share a stage and a date."""
    label = decapitalised(RoadmapStage(stage).label) if stage in RoadmapStage.values else stage
    day = f" du {french_date(dt.date.fromisoformat(dated))}" if dated else ""
    return f"{french_date(timezone.localdate(at))} à {french_hour(at)} ({label}{day})"


def _default_before(versions: list[Version]) -> Version:
    present = versions[0].stage
    earlier = (version for version in versions if version.stage != present)
    return next(earlier, versions[-1])
