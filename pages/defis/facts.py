"""The rows of défis, of all kinds, in one query: what the records are made of.

Each kind of row gives the same number of columns, as text, so that eight tables are read together; and dates
in text are read faster than through the converters of the database.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, TruncDate

from .enums import HistoryKind
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

# Columns of a row beside the défi, the kind and the order.
WIDTH = 6

# Défi -> kind of row -> rows, in their order.
Rows = Mapping[int, Mapping[str, list[tuple[Any, ...]]]]


def read_rows(pages: Any, *, with_life: bool = False) -> Rows:
    """Return the rows of défis, in one query whatever their number.

    Args:
        pages: a queryset of :class:`~pages.defis.models.DefiPage`.
        with_life: read the measures and the history too: right for one page, too many rows for a list.
    """
    arms = {**_arms(), **(_life() if with_life else {})}
    pks = (pages if pages.query.is_sliced else pages.order_by()).values("pk")
    first, *others = (_arm(name, *arm, pks) for name, arm in arms.items())
    found: dict[int, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for defi, name, order, *values in first.union(*others, all=True):
        found[defi][name].append((order or 0, *values))
    for kinds in found.values():
        for name, rows in kinds.items():
            rows.sort(key=_BY_DATE.get(name, _by_order))
    return found


def flag(condition: Q) -> Case:
    """Return a condition as a column: ``1`` or nothing."""
    return Case(When(condition, then=Value("1")), default=Value(""), output_field=TextField())


def date(text: str | None) -> dt.date | None:
    """Return the date that a column holds."""
    return dt.date.fromisoformat(text) if text else None


# Where somebody can be written to: their account, else the address that they show.
ADDRESS = Case(
    When(person__user__is_active=True, then="person__user__email"),
    default="person__public_email",
    output_field=TextField(),
)


def _arms() -> dict[str, tuple[Any, str, tuple[Any, ...]]]:
    """Return kind of row -> its rows, the column of their order, their columns."""
    return {
        "scenarios": (
            Scenario.objects.all(),
            "sort_order",
            (
                *("kind", "title", flag(Q(recommended=True)), flag(Q(decided=True))),
                flag(Q(yearly_cost__isnull=False) | ~Q(funding_source="")),
                flag(~Q(consequences="")),
            ),
        ),
        "milestones": (Milestone.objects.all(), "sort_order", ("date", "label", flag(Q(done=True)))),
        "questions": (
            AxisQuestion.objects.all(),
            "sort_order",
            ("axis", "question", "state", "due", flag(~Q(answer=""))),
        ),
        "objectives": (RoadmapObjective.objects.all(), "sort_order", ("objective", "state", "due")),
        "members": (
            DefiMember.objects.filter(current()),
            "sort_order",
            ("person_id", "person__first_name", "person__last_name", "role", ADDRESS),
        ),
        "phases": (PhaseStep.objects.all(), "sort_order", ("phase", "start", "end")),
        "follow_ups": (
            FollowUp.objects.all(),
            "months",
            ("due_on", "state", TruncDate("asked_at"), "status", "address_state"),
        ),
        "handover": (HandoverDocument.objects.all(), "sort_order", ("item", "state")),
    }


def _life() -> dict[str, tuple[Any, str, tuple[Any, ...]]]:
    told = HistoryEntry.objects.filter(kind__in=[HistoryKind.CONFIRMATION, HistoryKind.CHANGE])
    return {
        "measures": (
            IndicatorMeasure.objects.annotate(defi_id=F("indicator__defi_id")),
            "sort_order",
            ("date",),
        ),
        "entries": (told, "pk", ("kind", TruncDate("at"), "by_name")),
    }


def _arm(name: str, rows: Any, order: str, columns: tuple[Any, ...], pks: Any) -> Any:
    padded = [*columns, *[Value("")] * (WIDTH - len(columns))]
    return (
        rows.filter(defi_id__in=pks)
        .order_by()
        .values_list(
            "defi_id",
            Value(name),
            Cast(order, IntegerField()),
            *(Cast(column, TextField()) for column in padded),
        )
    )


def _by_order(row: tuple[Any, ...]) -> Any:
    return row[0]


# Calendars go by their dates, the rows of a day by the order in which they were put.
_BY_DATE: Mapping[str, Callable[[tuple[Any, ...]], Any]] = {
    "milestones": lambda row: (row[1], row[0]),
    "phases": lambda row: (row[2], row[0]),
}
