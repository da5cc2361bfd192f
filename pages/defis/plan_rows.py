"""The rows of a sustainability plan in one query: its page shows five tables and much else.

The rows of different tables are read together as text, then made into instances of their models again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from hub.base.models import HubDocument
from hub.base.selectors import child_rows
from hub.people.models import Person

from .enums import HistoryKind
from .models import AxisQuestion, DefiPage, HandoverDocument, HistoryEntry, Milestone, Scenario

# Relation of the défi -> its model, and what is read of what its rows point at.
TABLES: Mapping[str, tuple[Any, str, Any, tuple[str, ...]]] = {
    "axis_questions": (AxisQuestion, "person", Person, ("id", "first_name", "last_name", "slug")),
    "scenarios": (Scenario, "", None, ()),
    "milestones": (Milestone, "person", Person, ("id", "first_name", "last_name", "slug")),
    "handover_documents": (HandoverDocument, "document", HubDocument, ("id", "title", "file", "file_size")),
}
CONFIRMATION = "confirmation"


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
    if any(name in getattr(defi, "_cluster_related_objects", {}) for name in TABLES):
        found = {name: list(child_rows(defi, name, *_related(name))) for name in TABLES}
        last = _confirmations(defi).values_list("at", "by_name").first() or (None, "")
        return PlanRows(**found, confirmed_at=last[0], confirmed_by=last[1])
    width = max(len(_columns(name)) for name in TABLES)
    first, *others = [
        _texts(name, TABLES[name][0].objects.filter(defi=defi.pk), _columns(name), width) for name in TABLES
    ]
    # The last confirmation has no relation of its own on the page.
    newest = HistoryEntry.objects.filter(pk__in=_confirmations(defi).values("pk")[:1])
    others.append(_texts(CONFIRMATION, newest, ["at", "by_name"], width))
    rows: dict[str, list[Any]] = {name: [] for name in (*TABLES, CONFIRMATION)}
    for name, *texts in first.union(*others, all=True):
        rows[name].append(texts if name == CONFIRMATION else _instance(name, texts))
    at, by = (rows.pop(CONFIRMATION) or [[None, ""]])[0][:2]
    ordered = {
        name: sorted(found, key=lambda row: (row.sort_order or 0, row.pk)) for name, found in rows.items()
    }
    return PlanRows(**ordered, confirmed_at=_moment(at), confirmed_by=by or "")


def _confirmations(defi: DefiPage) -> Any:
    return HistoryEntry.objects.filter(defi=defi.pk, kind=HistoryKind.CONFIRMATION).order_by("-at", "-pk")


def _related(name: str) -> tuple[str, ...]:
    relation = TABLES[name][1]
    return (relation,) if relation else ()


def _columns(name: str) -> list[str]:
    model, relation, _target, read = TABLES[name]
    return [
        *(field.attname for field in model._meta.concrete_fields),
        *(f"{relation}__{each}" for each in read),
    ]


def _texts(name: str, found: Any, columns: list[str], width: int) -> Any:
    texts = [Cast(column, TextField()) for column in columns]
    padded = [Value(name, TextField()), *texts, *[Value("", TextField())] * (width - len(columns))]
    return found.order_by().values_list(*padded)


def _instance(name: str, texts: list[Any]) -> Any:
    model, relation, target, read = TABLES[name]
    fields = model._meta.concrete_fields
    row = model(**{field.attname: _read(field, text) for field, text in zip(fields, texts, strict=False)})
    if relation and getattr(row, f"{relation}_id"):
        values = texts[len(fields) : len(fields) + len(read)]
        known = {
            each: _read(target._meta.get_field(each), text) for each, text in zip(read, values, strict=True)
        }
        setattr(row, relation, target(**known))
    return row


def _read(field: Any, text: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return text in {"1", "true"}
    return text if isinstance(field, models.FileField) else field.to_python(text)


def _moment(text: str | None) -> dt.datetime | None:
    """Read a moment as databases write it: SQLite’s have no zone, and are in UTC."""
    if not text:
        return None
    at: dt.datetime = dt.datetime.fromisoformat(text)
    return at if timezone.is_aware(at) else at.replace(tzinfo=dt.UTC)
