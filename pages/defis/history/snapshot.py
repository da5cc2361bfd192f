"""The record of a défi as plain JSON: what a publication is compared with, and kept for the versions.

Names of people and places are written as they were: the record survives them. Rows carry their key, by which
two snapshots are compared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hub.base.selectors import child_rows

from ..models import DefiPage

# Version of the shape: to be raised, and older shapes brought to it in :func:`upgraded`, when it changes.
FORMAT = 1

# Part of the snapshot -> fields that the page holds once.
PAGE_FIELDS: dict[str, tuple[str, ...]] = {
    "identity": ("title", "administration", "promotion", "start", "end", "place"),
    "roadmap": ("roadmap_stage", "roadmap_dated"),
    "plan": (
        *("end_state", "takeover", "takeover_person", "plan_summary"),
        *("decision_maker", "decision_due", "decided_on"),
    ),
}
# Long texts of the presentation: that they changed is told, not how.
TEXTS = ("problem", "users", "solution", "body")
# Part of the snapshot -> its rows, with their relation to people and their fields.
ROWS: dict[str, dict[str, tuple[str, ...]]] = {
    "identity": {
        "phases": ("phase", "start", "end", "note"),
        "indicators": ("theme", "name", "unit", "baseline", "target", "target_on"),
        "stakeholders": ("name", "role", "interest", "influence", "next_step", "person"),
    },
    "roadmap": {
        "objectives": (
            *("horizon", "objective", "success_criteria", "constraints", "state", "person", "due"),
        ),
    },
    "plan": {
        "axis_questions": ("axis", "question", "answer", "state", "person", "due", "evidence_url"),
        "scenarios": (
            *("kind", "title", "description", "benefits", "technical", "human", "fte", "profiles"),
            *("financial", "yearly_cost", "investment", "funding_source", "governance", "risks"),
            *("consequences", "recommended", "decided"),
        ),
        "milestones": ("date", "label", "done", "person"),
        "handover_documents": ("item", "state", "url", "note"),
    },
}


def snapshot(defi: DefiPage) -> dict[str, Any]:
    """Return the record of a défi, ready for JSON.

    Args:
        defi: the page, as published or as a draft whose rows are in memory.
    """
    found: dict[str, Any] = {"format": FORMAT}
    for part, names in PAGE_FIELDS.items():
        found[part] = {name: _plain(getattr(defi, name)) for name in names}
        for rows, fields in ROWS[part].items():
            related = ("person",) if "person" in fields else ()
            found[part][rows] = _rows(child_rows(defi, rows, *related), fields)
    found["identity"]["texts"] = {name: _digest(getattr(defi, name)) for name in TEXTS}
    found["identity"]["members"] = [
        {"key": f"{row.person_id}:{row.role}", "person": str(row.person), "role": row.role}
        for row in child_rows(defi, "members", "person")
    ]
    found["identity"]["compliance"] = [
        {"key": row.topic, "topic": row.topic, "state": row.state, "rate": row.rate}
        for row in defi.compliance.all()
    ]
    measures = {str(row.key): row.measures.all() for row in defi.indicators.all()}
    for row in found["identity"]["indicators"]:
        row["measures"] = {str(each.date): _plain(each.value) for each in measures.get(row["key"], ())}
    return found


def upgraded(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a stored snapshot in the present shape.

    Raises:
        ValueError: it was written by a later version of the hub.
    """
    if stored.get("format", 0) > FORMAT:
        raise ValueError(f"Snapshot of format {stored['format']}, known up to {FORMAT}.")
    return stored


def _rows(rows: Iterable[Any], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"key": str(row.key), **{name: _plain(getattr(row, name)) for name in fields}} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _digest(value: Any) -> str:
    if not value:
        return ""
    # A body is compared as it is stored: what its blocks show depends on other pages.
    text = value if isinstance(value, str) else json.dumps(value.stream_block.get_prep_value(value))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
