"""The défis as facts: what the health rules, the dashboard, the exports and the digests reason about.

Any number of défis is read in two queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from hub.base.selectors import page_url

from .enums import (
    ACTIVE_PHASES,
    REQUIRED_HANDOVER,
    DefiPhase,
    EndState,
    HandoverItem,
    HistoryKind,
    ItemState,
    ScenarioKind,
)
from .facts import Rows, date, read_rows
from .models import DefiPage, HistoryEntry, IndicatorMeasure

# What stands for a document that is no longer expected.
SETTLED = (ItemState.DONE, ItemState.NOT_APPLICABLE)


@dataclass(frozen=True)
class ScenarioFact:
    """A scenario; ``explained``: what it would lead to is written."""

    kind: str
    title: str
    recommended: bool
    decided: bool
    funded: bool
    explained: bool = False


@dataclass(frozen=True)
class MilestoneFact:
    """A step of the calendar."""

    date: dt.date
    label: str
    done: bool


@dataclass(frozen=True)
class QuestionFact:
    """A question of an axis."""

    axis: str
    question: str
    state: str
    due: dt.date | None
    answered: bool


@dataclass(frozen=True)
class ObjectiveFact:
    """An objective of the roadmap."""

    objective: str
    state: str
    due: dt.date | None


@dataclass(frozen=True)
class MemberFact:
    """Somebody’s part in the défi, not over yet; ``email`` is where they can be written to, or empty."""

    person_id: int
    name: str
    role: str
    email: str


@dataclass(frozen=True)
class PhaseFact:
    """A dated phase."""

    phase: str
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class FollowUpFact:
    """News asked after the end."""

    months: int
    due_on: dt.date
    state: str
    asked_on: dt.date | None
    status: str
    address_state: str


@dataclass(frozen=True)
class DefiRecord:
    """What is known of a défi, in plain facts.

    Attributes:
        handover: document of the checklist -> its state; absent: no slot.
        confirmed_on: last day on which somebody confirmed the plan, by whom in ``confirmed_by``.
        changed_on: last day on which a change of the record was published.
        measured: number of dated measures of impact.
    """

    pk: int
    title: str
    url: str
    administration: str
    promotion: str
    promotion_slug: str
    phase: str
    start: dt.date | None
    end: dt.date | None
    end_state: str
    takeover: str
    takeover_person: str
    decision_maker: str
    decision_due: dt.date | None
    decided_on: dt.date | None
    roadmap_stage: str
    owner: str
    owner_email: str
    scenarios: tuple[ScenarioFact, ...] = ()
    milestones: tuple[MilestoneFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    objectives: tuple[ObjectiveFact, ...] = ()
    members: tuple[MemberFact, ...] = ()
    phases: tuple[PhaseFact, ...] = ()
    follow_ups: tuple[FollowUpFact, ...] = ()
    handover: Mapping[str, str] = field(default_factory=dict)
    confirmed_on: dt.date | None = None
    confirmed_by: str = ""
    changed_on: dt.date | None = None
    measured: int = 0

    def address(self, part: str = "", anchor: str = "") -> str:
        """Return the address of a part of the record, such as ``perennisation/`` and ``scenarios``."""
        return f"{self.url}{part}#{anchor}" if anchor else f"{self.url}{part}"

    @property
    def is_active(self) -> bool:
        """Tell whether the team is at work."""
        return self.phase in ACTIVE_PHASES

    @property
    def is_stopped(self) -> bool:
        """Tell whether the défi was stopped."""
        return self.phase == DefiPhase.STOPPED

    def days_left(self, today: dt.date) -> int | None:
        """Return the days until the end, negative after it; None when it is not dated."""
        return (self.end - today).days if self.end else None

    def elapsed(self, today: dt.date) -> float | None:
        """Return the share of the défi’s own calendar that is behind: 0 at its start, 1 at its end."""
        if not self.start or not self.end or self.end <= self.start:
            return None
        return (today - self.start).days / (self.end - self.start).days

    @property
    def decided(self) -> ScenarioFact | None:
        """Return the scenario that was decided."""
        return next((each for each in self.scenarios if each.decided), None)

    @property
    def recommended(self) -> ScenarioFact | None:
        """Return the scenario that is recommended."""
        return next((each for each in self.scenarios if each.recommended), None)

    @property
    def has_stop(self) -> bool:
        """Tell whether stopping, with its consequences, is among the scenarios."""
        return any(each.kind == ScenarioKind.STOP for each in self.scenarios)

    @property
    def has_takeover(self) -> bool:
        """Tell whether somebody is to take over."""
        return bool(self.takeover.strip() or self.takeover_person)

    @property
    def missing_handover(self) -> tuple[HandoverItem, ...]:
        """Return the documents without which nobody can take over, and that are not ready."""
        return tuple(item for item in REQUIRED_HANDOVER if self.handover.get(item) not in SETTLED)

    def next_milestone(self, today: dt.date) -> MilestoneFact | None:
        """Return the first step not done from today on."""
        coming = [each for each in self.milestones if not each.done and each.date >= today]
        return min(coming, key=lambda each: each.date) if coming else None

    @property
    def last_news(self) -> FollowUpFact | None:
        """Return the last follow-up that was answered."""
        answered = [each for each in self.follow_ups if each.status]
        return max(answered, key=lambda each: each.months) if answered else None

    @property
    def end_state_label(self) -> str:
        """Return the state of the product at the end, in words."""
        return EndState(self.end_state).label


def read_records(pages: Any) -> list[DefiRecord]:
    """Return the facts of défis, in the order of the queryset and in two queries whatever their number.

    Args:
        pages: a queryset of :class:`DefiPage`, already restricted to what the reader may see.
    """
    found = read_rows(pages)
    return [_record(dict(zip(_COLUMNS, values, strict=True)), found) for values in _values(pages)]


def read_record(defi: DefiPage) -> DefiRecord:
    """Return the facts of a défi whose page is read already, in one query.

    Names and addresses of the page’s own relations, which no rule reads, are left out.

    Args:
        defi: the page, as published.
    """
    found = read_rows(DefiPage.objects.filter(pk=defi.pk), with_life=True)
    rows = found.get(defi.pk, {})
    page: dict[str, Any] = dict.fromkeys(_COLUMNS, "")
    page |= {name: getattr(defi, name) for name in (*_OWN, "pk", "url_path")}
    page |= {"takeover_person__first_name": str(defi.takeover_person_id or "")}
    record = _record({**page, **dict.fromkeys(_LAST)}, found)
    confirmed = max(_entries(rows, HistoryKind.CONFIRMATION), default=None)
    changed = max(_entries(rows, HistoryKind.CHANGE), default=None)
    return replace(
        record,
        measured=len(rows.get("measures", ())),
        confirmed_on=confirmed[0] if confirmed else None,
        confirmed_by=confirmed[1] if confirmed else "",
        changed_on=changed[0] if changed else None,
    )


def _entries(rows: Mapping[str, list[tuple[Any, ...]]], kind: str) -> list[tuple[dt.date, str]]:
    return [(dt.date.fromisoformat(row[2]), row[3]) for row in rows.get("entries", ()) if row[1] == kind]


# Column of the page -> what the record calls it.
_OWN = (
    "title", "phase", "start", "end", "end_state", "takeover", "decision_maker", "decision_due", "decided_on",
    "roadmap_stage",
)  # fmt: skip
_JOINED = (
    "pk", "url_path", "administration__name", "administration__acronym", "promotion__name", "promotion__slug",
    "takeover_person__first_name", "takeover_person__last_name", "content_owner__first_name",
    "content_owner__last_name", "content_owner__public_email", "content_owner__user__email",
    "content_owner__user__is_active",
)  # fmt: skip
_LAST = ("confirmed_at", "confirmed_name", "changed_at", "measure_count")
_COLUMNS = (*_OWN, *_JOINED, *_LAST)


def _values(pages: Any) -> Any:
    """Return the columns of the défis themselves, with what is last or counted in their other rows."""
    entries = HistoryEntry.objects.filter(defi=OuterRef("pk")).order_by("-at", "-pk")
    confirmed = entries.filter(kind=HistoryKind.CONFIRMATION)
    changed = entries.filter(kind=HistoryKind.CHANGE)
    measures = IndicatorMeasure.objects.filter(indicator__defi=OuterRef("pk")).order_by()
    return pages.annotate(
        confirmed_at=Subquery(confirmed.values("at")[:1]),
        confirmed_name=Subquery(confirmed.values("by_name")[:1]),
        changed_at=Subquery(changed.values("at")[:1]),
        measure_count=Subquery(measures.values("indicator__defi").annotate(n=Count("pk")).values("n")),
    ).values_list(*_COLUMNS)


def _record(page: dict[str, Any], found: Rows) -> DefiRecord:
    rows = found.get(page["pk"], {})
    own = {name: page[name] for name in _OWN}
    own.update({name: tuple(read(row) for row in rows.get(name, ())) for name, read in _FACTS.items()})
    active = page["content_owner__user__is_active"]
    return DefiRecord(
        pk=page["pk"],
        url=page_url(page["url_path"]),
        administration=page["administration__acronym"] or page["administration__name"] or "",
        promotion=page["promotion__name"] or "",
        promotion_slug=page["promotion__slug"] or "",
        takeover_person=_name(page["takeover_person__first_name"], page["takeover_person__last_name"]),
        owner=_name(page["content_owner__first_name"], page["content_owner__last_name"]),
        owner_email=page["content_owner__user__email" if active else "content_owner__public_email"] or "",
        handover={row[1]: row[2] for row in rows.get("handover", ())},
        measured=page["measure_count"] or 0,
        confirmed_on=timezone.localdate(page["confirmed_at"]) if page["confirmed_at"] else None,
        confirmed_by=page["confirmed_name"] or "",
        changed_on=timezone.localdate(page["changed_at"]) if page["changed_at"] else None,
        **own,
    )


# Kind of row -> its fact, from the order of the row and its columns (see pages.defis.facts).
_FACTS: Mapping[str, Callable[[Any], Any]] = {
    "scenarios": lambda row: ScenarioFact(
        row[1], row[2], bool(row[3]), bool(row[4]), bool(row[5]), bool(row[6])
    ),
    "milestones": lambda row: MilestoneFact(dt.date.fromisoformat(row[1]), row[2], bool(row[3])),
    "questions": lambda row: QuestionFact(row[1], row[2], row[3], date(row[4]), bool(row[5])),
    "objectives": lambda row: ObjectiveFact(row[1], row[2], date(row[3])),
    "members": lambda row: MemberFact(int(row[1]), _name(row[2], row[3]), row[4], row[5]),
    "phases": lambda row: PhaseFact(row[1], dt.date.fromisoformat(row[2]), date(row[3])),
    "follow_ups": lambda row: FollowUpFact(
        row[0], dt.date.fromisoformat(row[1]), row[2], date(row[3]), row[4], row[5]
    ),
}


def _name(first: str | None, last: str | None) -> str:
    return f"{first or ''} {last or ''}".strip()


def contact_address(person: Any) -> str:
    """Return where somebody can be written to: their account, else the address that they show."""
    if person is None:
        return ""
    if person.user is not None and person.user.is_active:
        return str(person.user.email)
    return str(person.public_email)
