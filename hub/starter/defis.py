"""Builds the défis of the starter content: their record, then what happened to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from hub.base.markup import plain_text
from pages.defis.models import (
    AxisQuestion,
    ComplianceCheck,
    DefiKeyFigure,
    DefiLink,
    DefiMember,
    HandoverDocument,
    ImpactIndicator,
    IndicatorMeasure,
    Milestone,
    PhaseStep,
    RoadmapObjective,
    Scenario,
    Stakeholder,
)

from .reading import SourcePage, strip_terms, to_date
from .shelf import Shelf, store_document

#: Namespace of the keys of rows: a row has the same key in every version of its page.
_KEYS = uuid.uuid5(uuid.NAMESPACE_URL, "hub.starter.defis")
# Relation of the page -> its model, and the field that tells a row from the others of its list.
_KEYED: Mapping[str, tuple[type[Any], str]] = {
    "phases": (PhaseStep, "phase"),
    "stakeholders": (Stakeholder, "name"),
    "objectives": (RoadmapObjective, "objective"),
    "axis_questions": (AxisQuestion, "question"),
    "scenarios": (Scenario, "title"),
    "milestones": (Milestone, "label"),
    "handover_documents": (HandoverDocument, "item"),
    "indicators": (ImpactIndicator, "name"),
}
_DATES = frozenset(
    {"start", "end", "date", "due", "checked_on", "baseline_on", "target_on", "decision_due", "decided_on"}
)
_PEOPLE = frozenset({"person", "takeover_person"})
# What is said once of the plan, under the same names as the fields of the page.
_PLAN = (
    "end_state",
    "takeover",
    "takeover_person",
    "decision_maker",
    "decision_due",
    "decided_on",
    "money_readers",
    "risks_readers",
    "stakeholders_readers",
)


def editions(source: SourcePage) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the successive editions of a défi, the current one last.

    Args:
        source: the page; its ``versions`` are what former editions said otherwise.

    Yields:
        The data of an edition, and when and by whom it was published (``day``, ``by``).
    """
    for version in source.data.get("versions") or []:
        merged = {**source.data, **version, "plan": {**source.data["plan"], **version.get("plan", {})}}
        yield merged, version["published"]
    yield source.data, source.data.get("published") or {}


def fill_defi(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a défi its record, as its current edition says it."""
    fill_edition(page, source, source.data, shelf)


def fill_edition(page: Any, source: SourcePage, data: dict[str, Any], shelf: Shelf) -> None:
    """Give a défi its identity, team, roadmap and plan, as an edition says them."""
    # Written once: blocks get ids of their own, and the same text would pass for another one.
    page.body = page.body or shelf.blocks(source.body)
    page.administration = shelf.administrations.get(data.get("administration") or "")
    page.promotion = shelf.promotions.get(data.get("promotion"))
    page.start, page.end = to_date(data.get("start")), to_date(data.get("end"))
    page.place = data.get("place") or ""
    for name in ("problem", "users", "solution"):
        setattr(page, name, shelf.rich(data.get(name)))
    page.skills = [shelf.skills[slug] for slug in data.get("skills") or []]
    page.skills_missing = [shelf.skills[slug] for slug in data.get("skills_missing") or []]
    page.technologies = [shelf.technologies[slug] for slug in data.get("technologies") or []]
    page.common_problems = [shelf.common_problems[slug] for slug in data.get("common_problems") or []]
    page.members = _rows(DefiMember, data.get("team"), shelf)
    page.key_figures = _rows(DefiKeyFigure, data.get("key_figures"), shelf)
    page.links = _rows(DefiLink, data.get("links"), shelf)
    page.compliance = _rows(ComplianceCheck, data.get("compliance"), shelf)
    page.phases = _keyed(source, "phases", data.get("phases"), shelf)
    page.phase = page.current_phase()
    page.stakeholders = _keyed(source, "stakeholders", data.get("stakeholders"), shelf)
    page.indicators = [_indicator(source, row, shelf) for row in data.get("indicators") or []]
    page.roadmap_stage = data.get("roadmap_stage") or "first"
    page.roadmap_dated = to_date(data.get("roadmap_dated"))
    page.objectives = _keyed(source, "objectives", data.get("roadmap"), shelf)
    _fill_plan(page, source, data.get("plan") or {}, shelf)


def _fill_plan(page: Any, source: SourcePage, plan: dict[str, Any], shelf: Shelf) -> None:
    for name, value in _values({key: plan.get(key) for key in _PLAN}, shelf).items():
        setattr(page, name, value)
    page.plan_summary = plain_text(strip_terms(plan.get("summary") or ""))
    page.axis_questions = _keyed(source, "axis_questions", plan.get("axes"), shelf)
    page.scenarios = _keyed(source, "scenarios", plan.get("scenarios"), shelf)
    page.milestones = _keyed(source, "milestones", plan.get("milestones"), shelf)
    page.handover_documents = [
        _slot(page, source, order, row, shelf) for order, row in enumerate(plan.get("handover") or [])
    ]


def _values(row: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    """Return the fields of a row; empty values are left out, so that fields keep their default."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value in (None, "") or name == "ref":
            continue
        if name in _DATES:
            value = to_date(value)
        elif name in _PEOPLE:
            value = shelf.somebody(value)
        found[name] = value
    return found


def _rows(model: type[Any], rows: list[dict[str, Any]] | None, shelf: Shelf) -> list[Any]:
    """Return ordered child rows whose keys are names of fields."""
    return [model(sort_order=order, **_values(row, shelf)) for order, row in enumerate(rows or [])]


def _keyed(source: SourcePage, relation: str, rows: list[dict[str, Any]] | None, shelf: Shelf) -> list[Any]:
    """Return ordered child rows, each with the key that follows it from an edition to the next.

    A row whose wording changed names itself by ``ref``.
    """
    model, name = _KEYED[relation]
    return [
        model(
            sort_order=order, key=_key(source, relation, row.get("ref") or row[name]), **_values(row, shelf)
        )
        for order, row in enumerate(rows or [])
    ]


def _key(source: SourcePage, relation: str, name: str) -> uuid.UUID:
    return uuid.uuid5(_KEYS, f"{source.place} {relation} {name}")


def _indicator(source: SourcePage, row: dict[str, Any], shelf: Shelf) -> ImpactIndicator:
    measures = row.get("measures") or []
    plain = {name: value for name, value in row.items() if name != "measures"}
    (indicator,) = _keyed(source, "indicators", [plain], shelf)
    indicator.measures = [
        IndicatorMeasure(sort_order=order, date=to_date(date), value=value)
        for order, (date, value) in enumerate(measures)
    ]
    return indicator


def _slot(page: Any, source: SourcePage, order: int, row: dict[str, Any], shelf: Shelf) -> HandoverDocument:
    plain = {name: value for name, value in row.items() if name != "file"}
    (slot,) = _keyed(source, "handover_documents", [plain], shelf)
    slot.sort_order = order
    if row.get("file"):
        slot.document = _slot_file(page, slot, row["file"])
    return slot


def _slot_file(page: Any, slot: HandoverDocument, name: str) -> Any:
    """Return the file of a slot: the one that a former edition stored, else a new one."""
    for known in page.handover_documents.all():
        if known.key == slot.key and known.document is not None:
            return known.document
    return store_document(f"{slot.get_item_display()}, {page.title}", name)


def moment(value: Any, hour: int = 10) -> dt.datetime:
    """Return a time of the day that ``J-30`` or an ISO date names.

    Raises:
        ValueError: it names none.
    """
    day = to_date(value)
    if day is None:
        raise ValueError("A date is expected.")
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
