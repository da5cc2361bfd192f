"""The rows of a sustainability plan in one query: its page shows five tables and much else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.base.rows import Rows, read_together

from .enums import HistoryKind
from .models import DefiPage, HistoryEntry

_PERSON = {"person": ("first_name", "last_name", "slug")}
# Relation of the défi -> what is read of what its rows point at.
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "axis_questions": _PERSON,
    "scenarios": {},
    "milestones": _PERSON,
    "handover_documents": {"document": ("title", "file", "file_size")},
}


@dataclass(frozen=True)
class PlanRows:
    """The rows of a plan, each relation in its order, and the last confirmation: when, by whom."""

    axis_questions: list[Any]
    scenarios: list[Any]
    milestones: list[Any]
    handover_documents: list[Any]
    confirmed_at: dt.datetime | None = None
    confirmed_by: str = ""


def read_plan_rows(defi: DefiPage) -> PlanRows:
    """Return the rows of the plan of a défi; those of a draft being previewed are in memory already."""
    memory = getattr(defi, "_cluster_related_objects", {})
    newest = HistoryEntry.objects.filter(defi=defi.pk, kind=HistoryKind.CONFIRMATION).order_by("-at", "-pk")
    wanted = {
        "confirmations": Rows(
            HistoryEntry.objects.filter(pk__in=newest.values("pk")[:1]), fields=("at", "by_name")
        )
    }
    found: dict[str, list[Any]] = {}
    for name, related in TABLES.items():
        if name in memory:
            found[name] = list(getattr(defi, name).all())
        else:
            model: Any = defi._meta.get_field(name).related_model
            wanted[name] = Rows(model._default_manager.filter(defi=defi.pk), related=related)
    found |= read_together(wanted)
    last = next(iter(found.pop("confirmations")), None)
    return PlanRows(
        **found, confirmed_at=last.at if last else None, confirmed_by=last.by_name if last else ""
    )
