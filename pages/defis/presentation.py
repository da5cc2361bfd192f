"""What the presentation of a défi shows: what it is, who works on it, what it achieved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hub.base.rows import Rows, read_together
from hub.base.selectors import page_url

from .badges import Badge, Group, end_state_badge, grouped, phase_badge
from .bridges import RelatedDefi, related_defis
from .charts import Chart, draw
from .confidentiality import reading_of, withhold_people
from .enums import (
    ACTIVE_PHASES,
    ComplianceState,
    ComplianceTopic,
    DefiLinkKind,
    IndicatorTheme,
    Stance,
    TeamRole,
)
from .health import Health, assess
from .members import may_mend
from .models import DefiPage, ImpactIndicator, IndicatorMeasure
from .records import read_record
from .wording import with_unit

COMPLIANCE_CSS = {
    ComplianceState.NOT_STARTED: "fr-badge--new",
    ComplianceState.IN_PROGRESS: "fr-badge--info",
    ComplianceState.PARTIAL: "fr-badge--warning",
    ComplianceState.COMPLIANT: "fr-badge--success",
    ComplianceState.NOT_COMPLIANT: "fr-badge--error",
    ComplianceState.NOT_APPLICABLE: "fr-badge--beige-gris-galet",
}
# « Intérêt » is masculine and « influence » feminine: the labels of Stance only fit the first.
INFLUENCE = {Stance.LOW: "faible", Stance.MEDIUM: "moyenne", Stance.HIGH: "forte"}
PERSON = {"person": ("first_name", "last_name", "slug", "user_id")}
# What is read with the page, and what from the people whom its rows name.
CHILDREN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "members": PERSON,
    "phases": {},
    "key_figures": {},
    "links": {},
    "compliance": {},
    "indicators": {},
    "stakeholders": PERSON,
}
TERMS = ("skills", "skills_missing", "technologies", "common_problems")


@dataclass(frozen=True)
class PhaseRow:
    """A phase in the history of the défi."""

    label: str
    start: dt.date
    end: dt.date | None
    note: str
    current: bool
    to_come: bool


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its measures, by date, and its drawing when there is something to compare."""

    indicator: ImpactIndicator
    measures: tuple[IndicatorMeasure, ...]
    chart: Chart | None

    @property
    def theme(self) -> str:
        """Return the theme, by which they are grouped."""
        return self.indicator.theme

    @property
    def baseline(self) -> str:
        """Return the value at the start, in words."""
        return with_unit(self.indicator.baseline, self.indicator.unit)

    @property
    def target(self) -> str:
        """Return the value aimed at, in words."""
        return with_unit(self.indicator.target, self.indicator.unit)

    @property
    def last(self) -> str:
        """Return the last measure, in words."""
        return with_unit(self.measures[-1].value, self.indicator.unit) if self.measures else ""

    @property
    def progress(self) -> int | None:
        """Return the share of the way from the start to the target, in %; None when it cannot be told."""
        start, target = self.indicator.baseline, self.indicator.target
        if start is None or target is None or start == target or not self.measures:
            return None
        share = round((self.measures[-1].value - start) / (target - start) * Decimal(100))
        return share if share >= 0 else None

    @property
    def reached(self) -> bool:
        """Tell whether the last measure is at the target, or beyond."""
        return self.progress is not None and self.progress >= 100


@dataclass(frozen=True)
class StakeholderMap:
    """The stakeholders: a grid of influence (rows) by interest (columns), and the rows themselves."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...]
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class PresentationSheet:
    """What a défi is.

    Attributes:
        team: people at work, by role; those who left are in ``former``, those who take over in
            ``successors``.
        stakeholders: None when there are none, or when they are reserved from the reader.
        health: None for who does not follow the défi.
        editable: whether the reasons of the health lead to forms.
    """

    phase: Badge
    end_state: Badge
    days_left: int | None
    index_url: str
    team: tuple[Group, ...] = ()
    former: tuple[Any, ...] = ()
    successors: tuple[Any, ...] = ()
    takeover: str = ""
    takeover_person: Any = None
    skills: tuple[Any, ...] = ()
    skills_missing: tuple[Any, ...] = ()
    technologies: tuple[Any, ...] = ()
    common_problems: tuple[Any, ...] = ()
    phases: tuple[PhaseRow, ...] = ()
    key_figures: tuple[Any, ...] = ()
    links: tuple[Group, ...] = ()
    compliance: tuple[Any, ...] = ()
    indicators: tuple[Group, ...] = ()
    stakeholders: StakeholderMap | None = None
    health: Health | None = None
    editable: bool = False
    related: tuple[RelatedDefi, ...] = ()
    texts: tuple[dict[str, Any], ...] = ()
    body_headings: tuple[dict[str, str], ...] = field(default=())

    @property
    def has_people(self) -> bool:
        """Tell whether somebody works on it, or did."""
        return bool(self.team or self.former)

    @property
    def has_takeover(self) -> bool:
        """Tell whether it is known who takes over."""
        return bool(self.takeover or self.takeover_person or self.successors)

    @property
    def has_means(self) -> bool:
        """Tell whether something says what it is made with and what it lacks."""
        return bool(self.skills or self.skills_missing or self.technologies or self.common_problems)

    @property
    def headings(self) -> list[dict[str, str]]:
        """Return the parts of the page, in its order, for its summary."""
        texts = [{"text": each["title"], "anchor": each["anchor"]} for each in self.texts]
        parts = [
            ("Chiffres clés", "chiffres", self.key_figures),
            ("Impact", "impact", self.indicators),
            ("Phases", "phases", self.phases),
            ("L’équipe", "equipe", self.has_people),
            ("La relève", "releve", self.has_takeover),
            ("Compétences et technologies", "competences", self.has_means),
            ("Conformité", "conformite", self.compliance),
            ("Parties prenantes", "parties-prenantes", self.stakeholders),
            ("Liens", "liens", self.links),
            ("Défis proches", "defis-proches", self.related),
        ]
        shown = [{"text": text, "anchor": anchor} for text, anchor, rows in parts if rows]
        return [*texts, *self.body_headings, *shown]


def presentation_sheet(user: Any, defi: DefiPage) -> PresentationSheet:
    """Return what a défi is, in a number of queries that does not depend on its rows.

    Args:
        user: the reader, who may open the page; reserved parts are left out for them.
        defi: the page, as published or as a draft being previewed.
    """
    rows = _read(defi)
    today = timezone.localdate()
    steps = sorted(rows["phases"], key=lambda step: step.start)
    current = next((step for step in reversed(steps) if step.start <= today), None)
    phase = current.phase if current else defi.phase
    present, former = _members(rows["members"], today)
    reading = reading_of(user, defi)
    stakeholders = rows["stakeholders"] if reading.stakeholders else []
    if not reading.people:
        withhold_people(stakeholders)
    # Who reads is known already: asking again would cost a query.
    health = assess(read_record(defi), today) if reading.insider and defi.pk else None
    return PresentationSheet(
        phase=phase_badge(phase),
        end_state=end_state_badge(defi),
        days_left=(defi.end - today).days if defi.end and phase in ACTIVE_PHASES else None,
        index_url=page_url(defi.url_path.rstrip("/").rpartition("/")[0] + "/"),
        team=grouped([row for row in present if row.role != TeamRole.SUCCESSOR], "role", TeamRole),
        former=former,
        successors=tuple(row for row in present if row.role == TeamRole.SUCCESSOR),
        takeover=defi.takeover.strip(),
        takeover_person=defi.takeover_person if reading.people else None,
        **{name: tuple(rows[name]) for name in TERMS},
        phases=tuple(_phase(step, current, today) for step in steps),
        key_figures=tuple(rows["key_figures"]),
        links=grouped(rows["links"], "kind", DefiLinkKind),
        compliance=tuple(map(_with_badge, _in_order(rows["compliance"], "topic", ComplianceTopic))),
        indicators=grouped(rows["indicators"], "theme", IndicatorTheme),
        stakeholders=stakeholder_map(stakeholders) if stakeholders else None,
        health=health,
        editable=reading.insider and may_mend(user, defi),
        related=tuple(related_defis(user, defi, rows["common_problems"], rows["technologies"])),
        texts=_texts(defi),
        body_headings=tuple(defi.headings()),
    )


def _read(defi: DefiPage) -> dict[str, list[Any]]:
    """Return the rows of a défi by name: in one query, but for those of a draft, which are in memory."""
    memory = getattr(defi, "_cluster_related_objects", {})
    found: dict[str, list[Any]] = {}
    wanted: dict[str, Rows] = {}
    for name in (*CHILDREN, *TERMS):
        if not defi.pk or name in memory:
            found[name] = list(getattr(defi, name).all())
        else:
            wanted[name] = Rows(_rows_of(defi, name), related=CHILDREN.get(name, {}))
    if "indicators" in wanted:
        measures = IndicatorMeasure.objects.filter(indicator__defi=defi.pk)
        wanted["measures"] = Rows(measures.order_by("date"))
    found |= read_together(wanted)
    by_indicator: dict[Any, list[Any]] = {}
    for measure in found.pop("measures", ()):
        by_indicator.setdefault(measure.indicator_id, []).append(measure)
    found["indicators"] = [
        _indicator(row, by_indicator.get(row.pk, []) if "indicators" in wanted else row.measures.all())
        for row in found["indicators"]
    ]
    return found


def _rows_of(defi: DefiPage, name: str) -> Any:
    relation: Any = defi._meta.get_field(name)
    # From a vocabulary (many to many) the name of the way back, from a child row its key to the page.
    back = relation.related_query_name() if relation.many_to_many else relation.remote_field.name
    return relation.related_model._default_manager.filter(**{back: defi.pk})


def _indicator(row: ImpactIndicator, measures: Iterable[IndicatorMeasure]) -> IndicatorRow:
    ordered = sorted(measures, key=lambda measure: measure.date)
    return IndicatorRow(row, tuple(ordered), draw(row, ordered))


def _phase(step: Any, current: Any, today: dt.date) -> PhaseRow:
    label = step.get_phase_display()
    return PhaseRow(label, step.start, step.end, step.note, step is current, step.start > today)


def _members(rows: Iterable[Any], today: dt.date) -> tuple[list[Any], tuple[Any, ...]]:
    """Return the people at work, by role, and those who left."""
    ordered = _in_order(rows, "role", TeamRole)
    over = [bool(row.end and row.end < today) for row in ordered]
    present = [row for row, left in zip(ordered, over, strict=True) if not left]
    return present, tuple(row for row, left in zip(ordered, over, strict=True) if left)


def _in_order(rows: Iterable[Any], attribute: str, enum: Any) -> list[Any]:
    return sorted(rows, key=lambda row: enum.values.index(getattr(row, attribute)))


def _with_badge(row: Any) -> Any:
    row.badge = Badge(row.get_state_display(), COMPLIANCE_CSS[ComplianceState(row.state)])
    return row


def _texts(defi: DefiPage) -> tuple[dict[str, Any], ...]:
    texts = [
        ("Le problème", "probleme", defi.problem),
        ("Les personnes concernées", "personnes-concernees", defi.users),
        ("La solution", "solution", defi.solution),
    ]
    return tuple({"title": title, "anchor": anchor, "html": html} for title, anchor, html in texts if html)


def stakeholder_map(rows: Iterable[Any]) -> StakeholderMap:
    """Return stakeholders placed on a grid, those with the most influence first."""
    placed: dict[tuple[int, int], list[Any]] = {}
    ordered = sorted(rows, key=lambda row: (-row.influence, -row.interest))
    for row in ordered:
        row.influence_label = INFLUENCE[Stance(row.influence)]
        row.interest_label = row.get_interest_display().lower()
        placed.setdefault((row.influence, row.interest), []).append(row)
    levels = sorted(Stance)
    return StakeholderMap(
        columns=tuple(f"Intérêt {interest.label.lower()}" for interest in levels),
        lines=tuple(
            (
                f"Influence {INFLUENCE[influence]}",
                tuple(tuple(placed.get((influence, interest), ())) for interest in levels),
            )
            for influence in reversed(levels)
        ),
        rows=tuple(ordered),
    )
