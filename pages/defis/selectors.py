"""Reads of the défis. First argument: the user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Value
from django.urls import reverse

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.rows import Rows, read_together
from hub.base.selectors import page_url
from hub.base.visibility import visible_to
from hub.people.models import Administration, Promotion, Skill
from hub.people.registry import PersonSection, SectionItem

from .badges import Badge, Group, end_state_badge, phase_badge
from .enums import DefiPhase, TeamRole
from .members import follows_beyond, may_follow
from .models import CommonProblem, DefiIndexPage, DefiMember, DefiPage, Technology
from .presentation import PresentationSheet, presentation_sheet
from .sheets import PlanSheet, RoadmapSheet, plan_sheet, roadmap_sheet

__all__ = [
    "Badge",
    "DefiCard",
    "Group",
    "PartLink",
    "PlanSheet",
    "PresentationSheet",
    "RoadmapSheet",
    "defi_cards",
    "defis_of",
    "end_state_badge",
    "list_defis",
    "part_links",
    "person_section",
    "phase_badge",
    "plan_sheet",
    "presentation_sheet",
    "roadmap_sheet",
]

# Words on a card, beside its administration and its promotion.
MOST_WORDS = 3


@dataclass(frozen=True)
class DefiCard:
    """A défi in a listing."""

    title: str
    summary: str
    url: str
    details: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class PartLink:
    """A part of the défi’s record, in its side menu."""

    title: str
    url: str
    current: bool


def part_links(user: Any, defi: DefiPage, current: str) -> list[PartLink]:
    """Return the parts of a défi’s record, then for who follows it the way to the dashboard.

    The page has asked already who reads: it costs no query, but on the roadmap, where it costs one.
    """
    address = page_url(defi.url_path)
    parts = [
        ("presentation", "Présentation", ""),
        ("roadmap", "Feuille de route", "feuille-de-route/"),
        ("plan", "Pérennisation", "perennisation/"),
        ("timeline", "Historique", "historique/"),
        ("documents", "Documents", "documents/"),
    ]
    links = [PartLink(title, f"{address}{suffix}", name == current) for name, title, suffix in parts]
    if may_follow(user, defi):
        title = "Suivi des défis" if follows_beyond(user, defi) else "Suivi de mes défis"
        links.append(PartLink(title, reverse("defis:dashboard"), False))
    return links


def list_defis(user: Any, index: DefiIndexPage, params: Mapping[str, Any]) -> Listing:
    """Return the défis under the index that a person may open, filtered by the address parameters."""
    rows = (
        visible_to(DefiPage.objects.child_of(index), user)
        .select_related("administration", "promotion")
        .defer("body")
        .order_by(F("promotion__start").desc(nulls_last=True), F("start").desc(nulls_last=True), "title")
    )
    return build_listing(rows, params, _filters(), prepare=defi_cards)


def _filters() -> list[FilterSpec]:
    """Return the filters of the list, whose options are read in one query."""
    registers = {
        "promotion": Rows(_used(Promotion, "promotion"), ("slug", "name")),
        "administration": Rows(_used(Administration, "administration"), ("slug", "name", "acronym")),
        "competence": Rows(_used(Skill, "skills"), ("slug", "name")),
        "technologie": Rows(_used(Technology, "technologies"), ("slug", "name")),
        "probleme": Rows(_used(CommonProblem, "common_problems"), ("slug", "name")),
    }
    known = read_together(registers)

    def of_register(name: str, label: str, path: str) -> FilterSpec:
        return FilterSpec(
            name,
            label,
            lambda: [(row.slug, getattr(row, "short_name", row.name)) for row in known[name]],
            lambda found, value: found.filter(**{f"{path}__slug": value}),
        )

    return [
        of_register("promotion", "Promotion", "promotion"),
        of_register("administration", "Administration", "administration"),
        FilterSpec(
            "phase", "Phase", lambda: DefiPhase.choices, lambda found, value: found.filter(phase=value)
        ),
        of_register("competence", "Compétence", "skills"),
        of_register("technologie", "Technologie", "technologies"),
        of_register("probleme", "Problème commun", "common_problems"),
    ]


def _used(register: Any, relation: str) -> Any:
    """Return the rows of a register that some défi has."""
    return register.objects.filter(pk__in=DefiPage.objects.order_by().values(relation))


def defi_cards(defis: Iterable[DefiPage]) -> list[DefiCard]:
    """Return cards for défis whose administration and promotion are loaded, in one query."""
    defis = list(defis)
    words = _words(defis)
    cards = []
    for defi in defis:
        details = " – ".join(
            str(part)
            for part in (
                defi.administration.short_name if defi.administration else "",
                defi.promotion.name if defi.promotion else "",
                ", ".join(words.get(defi.pk, ())),
            )
            if part
        )
        cards.append(
            DefiCard(defi.title, defi.summary, page_url(defi.url_path), details, (phase_badge(defi.phase),))
        )
    return cards


def _words(defis: Iterable[DefiPage]) -> dict[int, list[str]]:
    """Return a few words by défi: what it struggles with, then what it is made with."""
    pages = DefiPage.objects.filter(pk__in=[defi.pk for defi in defis]).order_by()
    parts = [
        pages.filter(**{f"{relation}__isnull": False})
        .annotate(rank=Value(rank, output_field=IntegerField()), word=F(f"{relation}__name"))
        .values_list("rank", "word", "pk")
        for rank, relation in enumerate(("common_problems", "technologies"))
    ]
    found: dict[int, list[str]] = {}
    for _rank, word, pk in sorted(parts[0].union(parts[1])):
        if len(found.setdefault(pk, [])) < MOST_WORDS:
            found[pk].append(word)
    return found


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
