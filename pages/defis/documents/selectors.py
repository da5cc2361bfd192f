"""What a document of a défi is made from, for one reader. First argument: the user."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.rich_text import expand_db_html

from hub.base.models import HubImage
from hub.base.rows import Rows, read_together
from hub.base.selectors import page_url
from hub.base.visibility import collection_barriers, passes
from hub.people.models import Person, Skill

from ..confidentiality import (
    SCENARIO_PARTS,
    Part,
    Reading,
    open_parts,
    public_reading,
    reading_of,
    withhold_people,
)
from ..enums import Axis, HistoryKind, Horizon, IndicatorTheme, TeamRole
from ..health.catalogue import ADMIN, PLAN, ROADMAP
from ..members import may_mend
from ..models import (
    AxisQuestion,
    CommonProblem,
    ComplianceCheck,
    DefiKeyFigure,
    DefiLink,
    DefiMember,
    DefiPage,
    HandoverDocument,
    HistoryEntry,
    ImpactIndicator,
    IndicatorMeasure,
    Milestone,
    PhaseStep,
    RoadmapObjective,
    Scenario,
    Stakeholder,
    Technology,
)

# What stands between two rich texts that are expanded together.
_SEAM = "<hr>"

# Field of the record -> where it is filled: part of the record and anchor in it.
PLACES: dict[str, tuple[str, str]] = {
    "identity": (ADMIN, "panel-child-contenu-carte_didentite-section"),
    "presentation": (ADMIN, "panel-child-contenu-presentation-section"),
    "team": (ADMIN, "panel-child-contenu-equipe-section"),
    "phases": (ADMIN, "panel-child-contenu-phases-section"),
    "key_figures": (ADMIN, "panel-child-contenu-chiffres_cles-section"),
    "links": (ADMIN, "panel-child-contenu-liens-section"),
    "compliance": (ADMIN, "panel-child-fiche-conformite-section"),
    "indicators": (ADMIN, "panel-child-fiche-indicateurs_dimpact-section"),
    "stakeholders": (ADMIN, "panel-child-fiche-parties_prenantes-section"),
    "objectives": (ROADMAP, "objectifs"),
    "state": (PLAN, "etat"),
    "takeover": (PLAN, "releve"),
    "decision": (PLAN, "decision"),
    "axes": (PLAN, "axes"),
    "scenarios": (PLAN, "scenarios"),
    "calendar": (PLAN, "calendrier"),
    "handover": (PLAN, "documents"),
    "confirmation": ("perennisation/", "confirmer"),
}


@dataclass(frozen=True)
class Material:
    """The record of a défi as one reader may have it written.

    What is reserved from the reader is not in it: no builder can disclose it.

    Attributes:
        signed_in: whether names of people may be written.
        editable: whether the reader may fill what is missing.
        withheld: the parts that it holds and that only those who follow the défi read.
        texts: problem, users and solution, as HTML with the links that the reader may follow.
        image: the picture of the défi.
        decision_maker: somebody, often by their name, or a body: for those who may have names.
        confirmed_on: when the plan was last confirmed, and by whom in ``confirmed_by``.
    """

    defi: DefiPage
    reading: Reading
    signed_in: bool
    editable: bool
    withheld: frozenset[Part]
    today: dt.date
    texts: dict[str, str]
    members: tuple[Any, ...]
    phases: tuple[Any, ...]
    key_figures: tuple[Any, ...]
    links: tuple[Any, ...]
    compliance: tuple[Any, ...]
    indicators: tuple[Any, ...]
    measures: dict[int, tuple[Any, ...]]
    stakeholders: tuple[Any, ...]
    objectives: tuple[Any, ...]
    questions: tuple[Any, ...]
    scenarios: tuple[Any, ...]
    milestones: tuple[Any, ...]
    handover: dict[str, Any]
    skills: tuple[str, ...]
    technologies: tuple[str, ...]
    common_problems: tuple[str, ...]
    image: Any
    takeover_person: Any
    decision_maker: str
    confirmed_on: dt.date | None
    confirmed_by: str

    @property
    def insider(self) -> bool:
        """Tell whether the reader is told what is missing."""
        return self.reading.insider

    @property
    def recommended(self) -> Any:
        """Return the scenario that is recommended, if any."""
        return next((each for each in self.scenarios if each.recommended), None)

    @property
    def decided(self) -> Any:
        """Return the scenario that was decided, if any."""
        return next((each for each in self.scenarios if each.decided), None)

    def place(self, name: str) -> str:
        """Return the address where a field of :data:`PLACES` is filled."""
        part, anchor = PLACES[name]
        if part == ADMIN:
            return f"{reverse('wagtailadmin_pages:edit', args=[self.defi.pk])}#{anchor}"
        return f"{self.address}{part}#{anchor}"

    @property
    def address(self) -> str:
        """Return the address of the défi."""
        return page_url(self.defi.url_path)


def read_material(user: Any, defi: DefiPage, *, to_share: bool = False) -> Material:
    """Return what a document says of a published défi to a reader, in one query beside their rights.

    Args:
        user: the reader, who may open the page.
        defi: the page.
        to_share: whether to keep to what everybody who opens the page reads, even for an insider.
    """
    reading = public_reading(defi) if to_share else reading_of(user, defi)
    found = read_together(_sources(defi))
    signed_in = bool(user.is_authenticated)
    if not signed_in:
        withhold_people(row for rows in found.values() for row in rows if hasattr(row, "person_id"))
        found["takeover_person"] = []
    confirmation = max(found["confirmations"], key=lambda row: (row.at, row.pk), default=None)
    measures: dict[int, list[Any]] = {}
    for measure in sorted(found["measures"], key=lambda row: row.date):
        measures.setdefault(measure.indicator_id, []).append(measure)
    return Material(
        defi=defi,
        reading=reading,
        signed_in=signed_in,
        editable=reading.insider and may_mend(user, defi),
        withheld=reading.parts - open_parts(defi),
        today=timezone.localdate(),
        texts=_texts(defi),
        members=_ranked(found["members"], "role", TeamRole),
        phases=tuple(sorted(found["phases"], key=lambda row: (row.start, row.pk))),
        key_figures=_ordered(found["key_figures"]),
        links=_ordered(found["links"]),
        compliance=_ordered(found["compliance"]),
        indicators=_ranked(found["indicators"], "theme", IndicatorTheme),
        measures={pk: tuple(rows) for pk, rows in measures.items()},
        stakeholders=_ordered(found["stakeholders"]) if Part.STAKEHOLDERS in reading.parts else (),
        objectives=_ranked(found["objectives"], "horizon", Horizon),
        questions=_ranked(found["questions"], "axis", Axis),
        scenarios=tuple(_readable(row, reading) for row in _ordered(found["scenarios"])),
        milestones=tuple(sorted(found["milestones"], key=lambda row: (row.date, row.pk))),
        handover={row.item: row for row in found["handover"]},
        skills=_names(found["skills"]),
        technologies=_names(found["technologies"]),
        common_problems=_names(found["common_problems"]),
        image=next((image for image in found["image"] if _in_open_collection(image, user)), None),
        takeover_person=next(iter(found["takeover_person"]), None),
        decision_maker=defi.decision_maker.strip() if signed_in else "",
        confirmed_on=timezone.localdate(confirmation.at) if confirmation else None,
        confirmed_by=confirmation.by_name if confirmation and signed_in else "",
    )


_PERSON = ("first_name", "last_name", "public_email")


def _sources(defi: DefiPage) -> dict[str, Rows]:
    pk = defi.pk
    person = {"person": _PERSON}
    return {
        "members": Rows(DefiMember.objects.filter(defi=pk), related=person),
        "phases": Rows(PhaseStep.objects.filter(defi=pk)),
        "key_figures": Rows(DefiKeyFigure.objects.filter(defi=pk)),
        "links": Rows(DefiLink.objects.filter(defi=pk)),
        "compliance": Rows(ComplianceCheck.objects.filter(defi=pk)),
        "indicators": Rows(ImpactIndicator.objects.filter(defi=pk)),
        "measures": Rows(IndicatorMeasure.objects.filter(indicator__defi=pk)),
        "stakeholders": Rows(Stakeholder.objects.filter(defi=pk), related=person),
        "objectives": Rows(RoadmapObjective.objects.filter(defi=pk), related=person),
        "questions": Rows(AxisQuestion.objects.filter(defi=pk), related=person),
        "scenarios": Rows(Scenario.objects.filter(defi=pk)),
        "milestones": Rows(Milestone.objects.filter(defi=pk), related=person),
        "handover": Rows(
            HandoverDocument.objects.filter(defi=pk), related={"document": ("title", "file", "file_hash")}
        ),
        "skills": Rows(Skill.objects.filter(defis=pk)),
        "technologies": Rows(Technology.objects.filter(defis=pk)),
        "common_problems": Rows(CommonProblem.objects.filter(defis=pk)),
        "image": Rows(HubImage.objects.filter(pk=defi.image_id or 0), related={"collection": ("path",)}),
        "takeover_person": Rows(Person.objects.filter(pk=defi.takeover_person_id or 0), fields=_PERSON),
        "confirmations": Rows(
            HistoryEntry.objects.filter(defi=pk, kind=HistoryKind.CONFIRMATION), fields=("at", "by_name")
        ),
    }


def _in_open_collection(image: Any, user: Any) -> bool:
    """Tell whether a reader of the page may see its image: the rule of ``hub.base.files``."""
    path = image.collection.path
    return all(passes(barrier, user) for barrier in collection_barriers() if path.startswith(barrier.path))


def _texts(defi: DefiPage) -> dict[str, str]:
    """Return the three texts of the presentation, their links expanded together."""
    names = ("problem", "users", "solution")
    raw = [getattr(defi, name) or "" for name in names]
    if not any("<a " in text for text in raw):
        return dict(zip(names, raw, strict=True))
    parts = expand_db_html(_SEAM.join(text.replace(_SEAM, "") for text in raw)).split(_SEAM)
    return dict(zip(names, parts, strict=True))


def _readable(scenario: Any, reading: Reading) -> Any:
    """Return a scenario without what is reserved from the reader."""
    for name in SCENARIO_PARTS:
        setattr(scenario, name, reading.scenario_value(scenario, name))
    return scenario


def _ordered(rows: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: (row.sort_order or 0, row.pk)))


def _ranked(rows: list[Any], attribute: str, enum: Any) -> tuple[Any, ...]:
    """Return rows in the order of an enumeration, then their own."""
    ranks = {value: rank for rank, value in enumerate(enum.values)}
    return tuple(sorted(_ordered(rows), key=lambda row: ranks.get(getattr(row, attribute), len(ranks))))


def _names(rows: list[Any]) -> tuple[str, ...]:
    return tuple(sorted((row.name for row in rows), key=str.casefold))
