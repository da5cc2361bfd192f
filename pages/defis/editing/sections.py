"""The parts of the two forms, in their order, with what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..enums import Axis, Horizon
from .questions import AXIS_HELP

ROADMAP, PLAN = "roadmap", "plan"


@dataclass(frozen=True)
class RowGroup:
    """Rows of a section shown together, and what may be added to them.

    Attributes:
        title: heading of the group; empty when the section has only one.
        field: field whose ``value`` puts a row in the group; empty: all rows.
        add: label of the button that adds an empty row.
        standard: label of the button that adds the programme’s own rows; empty: none.
    """

    title: str
    add: str
    field: str = ""
    value: str = ""
    help: str = ""
    standard: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a form; its code is its anchor and its ``?partie=``."""

    code: str
    title: str
    help: str = ""
    fields: tuple[str, ...] = ()
    relation: str = ""
    groups: tuple[RowGroup, ...] = ()


ROADMAP_SECTIONS = (
    Section(
        "version",
        "Version",
        "EIG et mentors la révisent ensemble à mi-parcours. Chaque version publiée reste consultable.",
        ("roadmap_stage", "roadmap_dated"),
    ),
    Section(
        "objectifs",
        "Objectifs",
        "Peu d’objectifs, dits simplement\u00a0: la feuille de route tient sur une page.",
        relation="objectives",
        groups=tuple(
            RowGroup(
                Horizon(value).label,
                f"Ajouter un objectif à {Horizon(value).label.lower()}",
                "horizon",
                value,
                text,
            )
            for value, text in (
                (Horizon.SHORT, "Par exemple\u00a0: des tests avec de premières personnes."),
                (Horizon.MEDIUM, "Par exemple\u00a0: ouvrir à d’autres services ou à d’autres régions."),
                (Horizon.LONG, "Par exemple\u00a0: un outil en service, avec une documentation solide."),
            )
        ),
    ),
)
PLAN_SECTIONS = (
    Section(
        "etat",
        "Où en est le plan",
        "La plupart des défis qui durent prennent leur envol six à huit mois après la fin\u00a0: "
        "le plan se prépare dès la mi-parcours.",
        ("plan_summary", "end_state", "takeover", "takeover_person"),
    ),
    Section(
        "axes",
        "Trois axes techniques",
        "Une question par ligne, avec ce que vous savez aujourd’hui.",
        relation="axis_questions",
        groups=tuple(
            RowGroup(
                Axis(value).label,
                f"Ajouter une question – {Axis(value).label.lower()}",
                "axis",
                value,
                AXIS_HELP[value],
                "Ajouter les questions du programme",
            )
            for value in Axis.values
        ),
    ),
    Section(
        "scenarios",
        "Scénarios et décision",
        "Au moins trois scénarios pour continuer et un arrêt\u00a0: ce que chacun demande et apporte.",
        ("decision_maker", "decision_due", "decided_on"),
        "scenarios",
        (RowGroup("", "Ajouter un scénario", standard="Ajouter les cinq scénarios types"),),
    ),
    Section(
        "calendrier",
        "Calendrier",
        "Les étapes d’ici à la fin du défi, et celles d’après.",
        relation="milestones",
        groups=(RowGroup("", "Ajouter une étape"),),
    ),
    Section(
        "documents",
        "Documents à transmettre",
        "Pour chaque document\u00a0: un fichier, ou l’adresse où il se trouve.",
        relation="handover_documents",
        groups=(RowGroup("", "Ajouter un document", standard="Ajouter la liste du programme"),),
    ),
)
SECTIONS: Mapping[str, tuple[Section, ...]] = {ROADMAP: ROADMAP_SECTIONS, PLAN: PLAN_SECTIONS}
# Fields that other pages lead to by an anchor of their own.
ANCHORS: Mapping[str, str] = {"takeover": "releve", "decision_maker": "decision"}


def chosen_sections(kind: str, code: str) -> tuple[Section, ...]:
    """Return the sections of a form: the one asked for, or all of them."""
    return tuple(section for section in SECTIONS[kind] if section.code == code) or SECTIONS[kind]
