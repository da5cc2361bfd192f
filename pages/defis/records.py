"""The défis as facts: what the health rules, the dashboard, the exports and the digests reason about.

Any number of défis is read in the same number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
from .members import current
from .models import (
    AxisQuestion,
    DefiMember,
    FollowUp,
    HandoverDocument,
    HistoryEntry,
    IndicatorMeasure,
    Milestone,
    PhaseStep,
    RoadmapObjective,
    Scenario,
)

# What stands for a document that is no longer expected.
SETTLED = (ItemState.DONE, ItemState.NOT_APPLICABLE)


@dataclass(frozen=True)
class ScenarioFact:
    """A scenario."""

    kind: str
    title: str
    recommended: bool
    decided: bool
    funded: bool


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
    """Return the facts of défis, in the order of the queryset and in eleven queries whatever their number.

    Args:
        pages: a queryset of :class:`DefiPage`, already restricted to what the reader may see.
    """
    rows = list(
        pages.select_related("administration", "promotion", "takeover_person", "content_owner__user").only(
            "pk", "title", "url_path", "phase", "start", "end", "end_state", "takeover", "decision_maker",
            "decision_due", "decided_on", "roadmap_stage",
            "administration__name", "administration__acronym", "promotion__name", "promotion__slug",
            "takeover_person__first_name", "takeover_person__last_name",
            "content_owner__first_name", "content_owner__last_name", "content_owner__public_email",
            "content_owner__user__email", "content_owner__user__is_active",
        )
    )  # fmt: skip
    pks = [row.pk for row in rows]
    children = {name: read(pks) for name, read in _READERS.items()}
    confirmed, changed = _last_entries(pks)
    return [
        DefiRecord(
            pk=row.pk,
            title=row.title,
            url=page_url(row.url_path),
            administration=row.administration.short_name if row.administration else "",
            promotion=row.promotion.name if row.promotion else "",
            promotion_slug=row.promotion.slug if row.promotion else "",
            phase=row.phase,
            start=row.start,
            end=row.end,
            end_state=row.end_state,
            takeover=row.takeover,
            takeover_person=row.takeover_person.full_name if row.takeover_person else "",
            decision_maker=row.decision_maker,
            decision_due=row.decision_due,
            decided_on=row.decided_on,
            roadmap_stage=row.roadmap_stage,
            owner=row.content_owner.full_name if row.content_owner else "",
            owner_email=contact_address(row.content_owner),
            handover=dict(children["handover"].get(row.pk, ())),
            measured=len(children["measures"].get(row.pk, ())),
            confirmed_on=confirmed[row.pk][0] if row.pk in confirmed else None,
            confirmed_by=confirmed[row.pk][1] if row.pk in confirmed else "",
            changed_on=changed.get(row.pk),
            **{name: tuple(children[name].get(row.pk, ())) for name in _TUPLES},
        )
        for row in rows
    ]


def contact_address(person: Any) -> str:
    """Return where somebody can be written to: their account, else the address that they show."""
    if person is None:
        return ""
    if person.user is not None and person.user.is_active:
        return str(person.user.email)
    return str(person.public_email)


def _by_defi(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for defi, fact in pairs:
        found[defi].append(fact)
    return found


def _scenarios(pks: list[int]) -> dict[int, list[Any]]:
    rows = Scenario.objects.filter(defi__in=pks).order_by("sort_order")
    names = ("defi_id", "kind", "title", "recommended", "decided", "funding_source", "yearly_cost")
    return _by_defi(
        (defi, ScenarioFact(kind, title, recommended, decided, bool(source) or cost is not None))
        for defi, kind, title, recommended, decided, source, cost in rows.values_list(*names)
    )


def _milestones(pks: list[int]) -> dict[int, list[Any]]:
    rows = Milestone.objects.filter(defi__in=pks).order_by("date", "sort_order")
    return _by_defi(
        (defi, MilestoneFact(*fact)) for defi, *fact in rows.values_list("defi_id", "date", "label", "done")
    )


def _questions(pks: list[int]) -> dict[int, list[Any]]:
    rows = AxisQuestion.objects.filter(defi__in=pks).order_by("sort_order")
    names = ("defi_id", "axis", "question", "state", "due", "answer")
    return _by_defi(
        (defi, QuestionFact(axis, question, state, due, bool(answer.strip())))
        for defi, axis, question, state, due, answer in rows.values_list(*names)
    )


def _objectives(pks: list[int]) -> dict[int, list[Any]]:
    rows = RoadmapObjective.objects.filter(defi__in=pks).order_by("sort_order")
    return _by_defi(
        (defi, ObjectiveFact(*fact))
        for defi, *fact in rows.values_list("defi_id", "objective", "state", "due")
    )


def _members(pks: list[int]) -> dict[int, list[Any]]:
    rows = DefiMember.objects.filter(current(), defi__in=pks).order_by("sort_order")
    return _by_defi(
        (row.defi_id, MemberFact(row.person_id, row.person.full_name, row.role, contact_address(row.person)))
        for row in rows.select_related("person__user")
    )


def _phases(pks: list[int]) -> dict[int, list[Any]]:
    rows = PhaseStep.objects.filter(defi__in=pks).order_by("start", "sort_order")
    return _by_defi(
        (defi, PhaseFact(*fact)) for defi, *fact in rows.values_list("defi_id", "phase", "start", "end")
    )


def _follow_ups(pks: list[int]) -> dict[int, list[Any]]:
    rows = FollowUp.objects.filter(defi__in=pks).order_by("months")
    return _by_defi(
        (
            row.defi_id,
            FollowUpFact(
                row.months,
                row.due_on,
                row.state,
                timezone.localdate(row.asked_at) if row.asked_at else None,
                row.status,
                row.address_state,
            ),
        )
        for row in rows
    )


def _handover(pks: list[int]) -> dict[int, list[Any]]:
    rows = HandoverDocument.objects.filter(defi__in=pks)
    return _by_defi((defi, tuple(fact)) for defi, *fact in rows.values_list("defi_id", "item", "state"))


def _measures(pks: list[int]) -> dict[int, list[Any]]:
    rows = IndicatorMeasure.objects.filter(indicator__defi__in=pks)
    return _by_defi(rows.values_list("indicator__defi_id", "pk"))


_READERS = {
    "scenarios": _scenarios,
    "milestones": _milestones,
    "questions": _questions,
    "objectives": _objectives,
    "members": _members,
    "phases": _phases,
    "follow_ups": _follow_ups,
    "handover": _handover,
    "measures": _measures,
}
_TUPLES = ("scenarios", "milestones", "questions", "objectives", "members", "phases", "follow_ups")


def _last_entries(pks: list[int]) -> tuple[dict[int, tuple[dt.date, str]], dict[int, dt.date]]:
    """Return, by défi, the last confirmation with its author, and the day of the last published change."""
    confirmed: dict[int, tuple[dt.date, str]] = {}
    changed: dict[int, dt.date] = {}
    rows = HistoryEntry.objects.filter(
        defi__in=pks, kind__in=[HistoryKind.CONFIRMATION, HistoryKind.CHANGE]
    ).order_by("at", "pk")
    for defi, kind, at, name in rows.values_list("defi_id", "kind", "at", "by_name"):
        day = timezone.localdate(at)
        if kind == HistoryKind.CONFIRMATION:
            confirmed[defi] = (day, name)
        else:
            changed[defi] = day
    return confirmed, changed
