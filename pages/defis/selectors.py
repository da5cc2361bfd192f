"""Reads of the défis. First argument: the user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import child_rows, page_url
from hub.base.visibility import visible_to
from hub.people.models import Administration, Promotion, Skill
from hub.people.registry import PersonSection, SectionItem

from .enums import (
    ACTIVE_PHASES,
    Axis,
    DefiPhase,
    EndState,
    HistoryKind,
    Horizon,
    ItemState,
    ObjectiveState,
    TeamRole,
)
from .models import DefiIndexPage, DefiMember, DefiPage, HistoryEntry

PHASE_CSS = {
    DefiPhase.PREPARATION: "fr-badge--blue-cumulus",
    DefiPhase.INVESTIGATION: "fr-badge--blue-cumulus",
    DefiPhase.CONSTRUCTION: "fr-badge--info",
    DefiPhase.PRODUCTION: "fr-badge--success",
    DefiPhase.TAKEOVER: "fr-badge--green-menthe",
    DefiPhase.STOPPED: "fr-badge--beige-gris-galet",
}
STATE_CSS = {
    ItemState.TODO: "fr-badge--new",
    ItemState.IN_PROGRESS: "fr-badge--info",
    ItemState.DONE: "fr-badge--success",
    ItemState.NOT_APPLICABLE: "fr-badge--beige-gris-galet",
    ObjectiveState.PLANNED: "fr-badge--blue-cumulus",
    ObjectiveState.DROPPED: "fr-badge--beige-gris-galet",
}
END_STATE_CSS = {
    EndState.UNKNOWN: "fr-badge--new",
    EndState.NONE: "fr-badge--warning",
    EndState.PLANNED: "fr-badge--info",
    EndState.IN_PRODUCTION: "fr-badge--success",
}


@dataclass(frozen=True)
class Badge:
    """A coloured label; the colour never says more than the words."""

    label: str
    css: str = ""


@dataclass(frozen=True)
class DefiCard:
    """A défi in a listing."""

    title: str
    summary: str
    url: str
    details: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class Group:
    """Rows under a label, with the row that the reader should notice first."""

    label: str
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class PresentationSheet:
    """What a défi is."""

    phase: Badge
    end_state: Badge
    days_left: int | None
    team: tuple[Group, ...]
    skills: tuple[str, ...]
    key_figures: tuple[Any, ...]
    links: tuple[Any, ...]
    body_headings: tuple[dict[str, str], ...]

    @property
    def headings(self) -> list[dict[str, str]]:
        """Return the parts of the page, for its summary."""
        parts = [
            ("Chiffres clés", "chiffres", self.key_figures),
            ("L’équipe", "equipe", self.team),
            ("Liens", "liens", self.links),
        ]
        shown = [{"text": text, "anchor": anchor} for text, anchor, rows in parts if rows]
        return [*self.body_headings, *shown]


@dataclass(frozen=True)
class RoadmapSheet:
    """The roadmap matrix, by horizon."""

    horizons: tuple[Group, ...]


@dataclass(frozen=True)
class PlanSheet:
    """The sustainability plan."""

    end_state: Badge
    axes: tuple[Group, ...]
    scenarios: tuple[Any, ...]
    milestones: tuple[Any, ...]
    handover: tuple[Any, ...]
    confirmed_on: Any = None

    @property
    def handover_done(self) -> int:
        """Return the number of documents ready."""
        return sum(row.state == ItemState.DONE for row in self.handover)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of the plan is written."""
        return not any((self.axes, self.scenarios, self.milestones, self.handover))


@dataclass(frozen=True)
class PartLink:
    """A part of the défi’s record, in its side menu."""

    title: str
    url: str
    current: bool


def part_links(user: Any, defi: DefiPage, current: str) -> list[PartLink]:
    """Return the parts of a défi’s record."""
    address = page_url(defi.url_path)
    parts = [
        ("presentation", "Présentation", ""),
        ("roadmap", "Feuille de route", "feuille-de-route/"),
        ("plan", "Pérennisation", "perennisation/"),
        ("timeline", "Historique", "historique/"),
        ("documents", "Documents", "documents/"),
    ]
    return [PartLink(title, f"{address}{suffix}", name == current) for name, title, suffix in parts]


def phase_badge(phase: str) -> Badge:
    """Return the label of a phase."""
    return Badge(DefiPhase(phase).label, PHASE_CSS[DefiPhase(phase)])


def list_defis(user: Any, index: DefiIndexPage, params: Mapping[str, Any]) -> Listing:
    """Return the défis under the index that a person may open, filtered by the address parameters."""
    rows = (
        visible_to(DefiPage.objects.child_of(index), user)
        .select_related("administration", "promotion")
        .defer("body")
        .order_by(F("promotion__start").desc(nulls_last=True), F("start").desc(nulls_last=True), "title")
    )
    specs = [
        FilterSpec(
            "promotion",
            "Promotion",
            lambda: Promotion.objects.filter(defis__isnull=False).distinct().values_list("slug", "name"),
            lambda found, value: found.filter(promotion__slug=value),
        ),
        FilterSpec(
            "administration",
            "Administration",
            lambda: [
                (row.slug, row.short_name)
                for row in Administration.objects.filter(defis__isnull=False).distinct()
            ],
            lambda found, value: found.filter(administration__slug=value),
        ),
        FilterSpec(
            "phase", "Phase", lambda: DefiPhase.choices, lambda found, value: found.filter(phase=value)
        ),
        FilterSpec(
            "competence",
            "Compétence",
            lambda: Skill.objects.filter(defis__isnull=False).distinct().values_list("slug", "name"),
            lambda found, value: found.filter(skills__slug=value),
        ),
    ]
    return build_listing(rows, params, specs, prepare=defi_cards)


def defi_cards(defis: Iterable[DefiPage]) -> list[DefiCard]:
    """Return cards for défis whose administration and promotion are loaded."""
    cards = []
    for defi in defis:
        details = " – ".join(
            str(part)
            for part in (
                defi.administration.short_name if defi.administration else "",
                defi.promotion.name if defi.promotion else "",
            )
            if part
        )
        cards.append(
            DefiCard(defi.title, defi.summary, page_url(defi.url_path), details, (phase_badge(defi.phase),))
        )
    return cards


def presentation_sheet(user: Any, defi: DefiPage) -> PresentationSheet:
    """Return what a défi is, in a number of queries that does not depend on its rows."""
    members = sorted(child_rows(defi, "members", "person"), key=lambda row: TeamRole.values.index(row.role))
    return PresentationSheet(
        phase=phase_badge(defi.phase),
        end_state=end_state_badge(defi),
        days_left=_days_left(defi),
        team=_grouped(members, "role", TeamRole),
        skills=tuple(skill.name for skill in defi.skills.all()),
        key_figures=tuple(defi.key_figures.all()),
        links=tuple(defi.links.all()),
        body_headings=tuple(defi.headings()),
    )


def roadmap_sheet(user: Any, defi: DefiPage) -> RoadmapSheet:
    """Return the roadmap of a défi."""
    return RoadmapSheet(_grouped(map(_with_state, defi.objectives.all()), "horizon", Horizon))


def plan_sheet(user: Any, defi: DefiPage) -> PlanSheet:
    """Return the sustainability plan of a défi."""
    return PlanSheet(
        end_state=end_state_badge(defi),
        axes=_grouped(map(_with_state, child_rows(defi, "axis_questions", "person")), "axis", Axis),
        scenarios=tuple(defi.scenarios.all()),
        milestones=tuple(sorted(defi.milestones.all(), key=lambda milestone: milestone.date)),
        handover=tuple(map(_with_state, defi.handover_documents.all())),
        confirmed_on=last_confirmation(defi),
    )


def last_confirmation(defi: DefiPage) -> Any:
    """Return when the plan was last confirmed."""
    rows = HistoryEntry.objects.filter(defi_id=defi.pk, kind=HistoryKind.CONFIRMATION)
    return rows.order_by("-at").values_list("at", flat=True).first()


def end_state_badge(defi: DefiPage) -> Badge:
    """Return the label of the state at the end of a défi."""
    return Badge(EndState(defi.end_state).label, END_STATE_CSS[EndState(defi.end_state)])


def _with_state(row: Any) -> Any:
    row.badge = Badge(row.get_state_display(), STATE_CSS.get(row.state, ""))
    return row


def _grouped(rows: Iterable[Any], attribute: str, enum: Any) -> tuple[Group, ...]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, attribute), []).append(row)
    return tuple(Group(enum(value).label, tuple(found[value])) for value in enum.values if value in found)


def _days_left(defi: DefiPage) -> int | None:
    if not defi.end or defi.phase not in ACTIVE_PHASES:
        return None
    return (defi.end - timezone.localdate()).days


def defis_of(user: Any, person: Any) -> Any:
    """Return the défis of a person that the reader may open, newest first."""
    return (
        visible_to(DefiPage.objects.filter(members__person=person), user)
        .distinct()
        .select_related("promotion")
        .defer("body")
        .order_by(F("start").desc(nulls_last=True), "title")
    )


def person_section(user: Any, person: Any) -> PersonSection | None:
    """Return the défis of a person with their part in each, for their page."""
    roles: dict[int, list[str]] = {}
    for defi_id, role in DefiMember.objects.filter(person=person).values_list("defi_id", "role"):
        roles.setdefault(defi_id, []).append(TeamRole(role).label)
    items = tuple(
        SectionItem(
            defi.title,
            page_url(defi.url_path),
            " – ".join([*roles.get(defi.pk, []), *([defi.promotion.name] if defi.promotion else [])]),
        )
        for defi in defis_of(user, person)
    )
    return PersonSection("Défis", items) if items else None
