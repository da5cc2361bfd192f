"""What the pages of the roadmap and of the sustainability plan show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from hub.base.selectors import child_rows
from hub.base.templatetags.hub import french_number

from .badges import Badge, Group, end_state_badge, grouped, state_badge
from .confidentiality import Part, Reading, open_parts, reading_of, withhold_people
from .enums import (
    HANDOVER_FAMILIES,
    REQUIRED_HANDOVER,
    Axis,
    HandoverItem,
    HistoryKind,
    Horizon,
    ItemState,
    ObjectiveState,
    ScenarioKind,
)
from .health import assess
from .health.rules import past_mid_term
from .health.thresholds import PROGRAMME
from .models import DefiPage, HistoryEntry, Scenario
from .plan_rows import read_plan_rows
from .records import SETTLED, read_record
from .rules import SCENARIOS_TO_COMPARE
from .wording import counted, days, euros, listed

# States after which a date no longer counts.
OVER = {ItemState.DONE, ItemState.NOT_APPLICABLE, ObjectiveState.DROPPED}
# Characters of a roadmap beyond which it is printed in a smaller type.
DENSE = 2000
GAP = "Le plan demande au moins trois scénarios et un arrêt"


@dataclass(frozen=True)
class RoadmapSheet:
    """The roadmap matrix, by horizon."""

    horizons: tuple[Group, ...]
    editable: bool = False

    @property
    def late(self) -> int:
        """Return the number of objectives whose date is behind us."""
        return sum(bool(row.late) for group in self.horizons for row in group.rows)

    @property
    def dense(self) -> bool:
        """Tell whether the words are so many that they are printed smaller, to fit one A4 sheet."""
        rows = [row for group in self.horizons for row in group.rows]
        return sum(len(f"{row.objective}{row.success_criteria}{row.constraints}") for row in rows) > DENSE


@dataclass(frozen=True)
class Confirmation:
    """The last time somebody said that the plan is up to date."""

    at: dt.datetime
    by: str
    ago: str

    @property
    def day(self) -> dt.date:
        """Return the day, where the hub lives."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Criterion:
    """A row of the comparison of scenarios; ``part``: the part that it belongs to, or empty."""

    label: str
    cells: tuple[Any, ...]
    part: str = ""


@dataclass(frozen=True)
class PlanSheet:
    """The sustainability plan, as its reader may see it."""

    end_state: Badge
    axes: tuple[Group, ...]
    scenarios: tuple[Any, ...]
    milestones: tuple[Any, ...]
    handover: tuple[Group, ...]
    criteria: tuple[Criterion, ...] = ()
    confirmation: Confirmation | None = None
    takeover_person: Any = None
    decision_maker: str = ""
    reading: Reading = field(default_factory=lambda: Reading(frozenset()))
    reserved: frozenset[str] = frozenset()
    editable: bool = False
    gaps: tuple[str, ...] = ()
    missing: tuple[HandoverItem, ...] = ()
    pressing: bool = True
    health: Any = None

    @property
    def handover_rows(self) -> list[Any]:
        """Return the slots of the checklist, without their families."""
        return [row for group in self.handover for row in group.rows]

    @property
    def handover_done(self) -> int:
        """Return the number of documents ready."""
        return sum(row.state == ItemState.DONE for row in self.handover_rows)

    @property
    def handover_expected(self) -> int:
        """Return the number of documents that the défi expects."""
        return sum(row.state != ItemState.NOT_APPLICABLE for row in self.handover_rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of the plan is written."""
        return not any((self.axes, self.scenarios, self.milestones, self.handover))

    @property
    def decided(self) -> Any:
        """Return the scenario that was decided, or None."""
        return next((row for row in self.scenarios if row.decided), None)

    @property
    def recommended(self) -> Any:
        """Return the scenario that the team recommends, or None."""
        return next((row for row in self.scenarios if row.recommended), None)


def roadmap_sheet(user: Any, defi: DefiPage) -> RoadmapSheet:
    """Return the roadmap of a défi."""
    rows = [_with_state(row) for row in child_rows(defi, "objectives", "person")]
    if not user.is_authenticated:
        withhold_people(rows)
    return RoadmapSheet(grouped(rows, "horizon", Horizon), may_edit(user, defi))


def plan_sheet(user: Any, defi: DefiPage) -> PlanSheet:
    """Return the sustainability plan of a défi: what is reserved from the reader is not in it."""
    reading = reading_of(user, defi)
    rows = read_plan_rows(defi)
    if not reading.people:
        withhold_people([*rows.axis_questions, *rows.milestones])
    # Who reads is known already: not asked again by ``page_health``.
    record = read_record(defi) if reading.insider else None
    today = timezone.localdate()
    milestones = sorted(map(_with_when, rows.milestones), key=lambda row: row.date)
    return PlanSheet(
        end_state=end_state_badge(defi),
        axes=grouped(map(_with_state, rows.axis_questions), "axis", Axis),
        scenarios=tuple(rows.scenarios),
        milestones=tuple(milestones),
        handover=_families(rows.handover_documents, reading.insider),
        criteria=_criteria(rows.scenarios, reading),
        confirmation=_confirmation(rows.confirmed_at, rows.confirmed_by if reading.people else ""),
        takeover_person=defi.takeover_person if reading.people else None,
        decision_maker=defi.decision_maker if reading.people else "",
        reading=reading,
        reserved=frozenset(Part) - open_parts(defi),
        editable=may_edit(user, defi),
        gaps=_gaps(rows.scenarios) if reading.insider else (),
        missing=_missing(rows.handover_documents) if reading.insider else (),
        # In the first half what is missing is only still to be prepared: the health says nothing of it.
        pressing=record is not None and (record.is_stopped or past_mid_term(record, today, PROGRAMME)),
        health=assess(record, today) if record else None,
    )


def may_edit(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person may edit a défi (Wagtail’s page permissions decide)."""
    return bool(user.is_authenticated and defi.permissions_for_user(user).can_edit())


def last_confirmation_of(defi: DefiPage) -> Confirmation | None:
    """Return the last confirmation of the plan: when, by whom, how long ago in words."""
    rows = HistoryEntry.objects.filter(defi_id=defi.pk, kind=HistoryKind.CONFIRMATION)
    return _confirmation(*(rows.order_by("-at").values_list("at", "by_name").first() or (None, "")))


def _confirmation(at: dt.datetime | None, by: str) -> Confirmation | None:
    if at is None:
        return None
    ago = (timezone.localdate() - timezone.localdate(at)).days
    return Confirmation(at, by, "aujourd’hui" if ago < 1 else f"il y a {days(ago)}")


def _with_state(row: Any) -> Any:
    row.badge = state_badge(row)
    row.late = _lateness(row.due) if getattr(row, "due", None) and row.state not in OVER else ""
    return row


def _with_when(row: Any) -> Any:
    """Say where a milestone stands: done, late, or how soon."""
    ahead = (row.date - timezone.localdate()).days
    if row.done:
        row.badge, row.when = Badge("Faite", "fr-badge--success"), ""
    elif ahead < 0:
        row.badge, row.when = Badge("En retard", "fr-badge--warning"), _lateness(row.date)
    else:
        row.badge = Badge("À venir", "fr-badge--info")
        row.when = "aujourd’hui" if ahead == 0 else f"dans {days(ahead)}"
    return row


def _lateness(due: dt.date) -> str:
    behind = (timezone.localdate() - due).days
    return f"en retard de {days(behind)}" if behind > 0 else ""


def _criteria(scenarios: Sequence[Scenario], reading: Reading) -> tuple[Criterion, ...]:
    """Return the rows of the comparison that the reader may read, and that say something."""

    def text(name: str) -> list[str]:
        return [reading.scenario_value(row, name) or "" for row in scenarios]

    def amounts(name: str) -> list[str]:
        values = [reading.scenario_value(row, name) for row in scenarios]
        return ["" if value is None else euros(value) for value in values]

    money, risks = Part.MONEY, Part.RISKS
    rows: list[tuple[str, Iterable[Any], str]] = [
        ("En deux mots", text("description"), ""),
        ("Ce qu’il apporte", text("benefits"), ""),
        ("Moyens techniques", text("technical"), ""),
        ("Moyens humains", text("human"), ""),
        ("Équivalents temps plein", [french_number(row.fte) for row in scenarios], ""),
        ("Profils", text("profiles"), ""),
        ("Coût annuel", amounts("yearly_cost"), money),
        ("Investissement", amounts("investment"), money),
        ("Moyens financiers", text("financial"), money),
        ("Source de financement", text("funding_source"), money),
        ("Gouvernance", text("governance"), ""),
        ("Risques", text("risks"), risks),
        ("Conséquences", text("consequences"), ""),
    ]
    kept = [Criterion(label, tuple(cells), part) for label, cells, part in rows if reading.may_read(part)]
    return tuple(row for row in kept if any(row.cells))


def _families(documents: Sequence[Any], insider: bool) -> tuple[Group, ...]:
    """Return the slots by family; what is still expected is the team’s business."""
    slots = {row.item: _with_state(row) for row in documents if insider or _holds_something(row)}
    groups = [
        Group(family, tuple(slots[item] for item in items if item in slots), f"documents-{number}")
        for number, (family, items) in enumerate(HANDOVER_FAMILIES.items(), 1)
    ]
    return tuple(group for group in groups if group.rows)


def _holds_something(row: Any) -> bool:
    return bool(row.document_id or row.url or row.state in {ItemState.IN_PROGRESS, ItemState.DONE})


def _missing(documents: Iterable[Any]) -> tuple[HandoverItem, ...]:
    """Return the documents without which nobody can take over and that are not ready."""
    settled = {row.item for row in documents if row.state in SETTLED}
    return tuple(HandoverItem(item) for item in REQUIRED_HANDOVER if item not in settled)


def _gaps(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Return what the comparison lacks (the programme’s note: three scenarios, and stopping)."""
    going_on = [row for row in scenarios if row.kind != ScenarioKind.STOP]
    lacking = []
    if len(going_on) < SCENARIOS_TO_COMPARE:
        short = SCENARIOS_TO_COMPARE - len(going_on)
        lacking.append(counted(short, "scénario pour continuer", "scénarios pour continuer"))
    if len(going_on) == len(scenarios):
        lacking.append("l’arrêt, avec ses conséquences")
    return (f"{GAP}\u00a0: il manque {listed(lacking)}.",) if lacking else ()
