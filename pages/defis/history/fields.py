"""How each field of the record is named in the sentences of the history."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..confidentiality import PEOPLE_FIELDS, SCENARIO_PARTS, Part
from ..enums import (
    Axis,
    DefiPhase,
    EndState,
    HandoverItem,
    Horizon,
    ItemState,
    ObjectiveState,
    ScenarioKind,
    Stance,
)

# Readers of a sentence that names somebody in charge: whoever opens the page and is signed in.
SIGNED_IN = "signed_in"


class Kind(Enum):
    """How a change of a field is told."""

    TEXT = "text"  # summarised: written, rewritten, erased
    VALUE = "value"  # quoted: from this to that
    DATE = "date"
    EUROS = "euros"
    NUMBER = "number"
    PERSON = "person"
    FLAG = "flag"  # what is said when it is set


@dataclass(frozen=True)
class Field:
    """A field whose changes are told.

    Attributes:
        name: its name.
        subject: what it is, with its article, to open a sentence.
        kind: how it is told.
        agreement: ending of the participles: « e », « s », « es » or nothing.
        enum: the labels of its values.
        words: of a flag: what is said of the row when it is set.
    """

    name: str
    subject: str
    kind: Kind = Kind.TEXT
    agreement: str = ""
    enum: Any = None
    words: str = ""

    @property
    def readers(self) -> str:
        """Return for whom its changes are told: :data:`SIGNED_IN`, or empty."""
        return SIGNED_IN if self.name in PEOPLE_FIELDS else ""


@dataclass(frozen=True)
class RowWords:
    """Rows of the record, and the words of their changes.

    Attributes:
        part: part of the snapshot that holds them.
        name: name of the relation.
        title: the field by which the reader knows a row.
        subject: what a row is, with its article.
        added, removed: the sentences, ``{title}`` being quoted; ``{place}`` is the label of ``place``.
        fields: what is told of a row that stays.
        place: the field that says where the row stands.
        titles: labels of the titles that are codes.
        reserved: the part of the confidential whole to which the rows belong.
    """

    part: str
    name: str
    title: str
    subject: str
    added: str
    removed: str
    fields: tuple[Field, ...]
    place: Field | None = None
    titles: Any = None
    reserved: str = ""

    def part_of(self, name: str) -> str:
        """Return the reserved part that a field of the rows discloses; empty when none."""
        return str(self.reserved or (SCENARIO_PARTS.get(name, "") if self.name == "scenarios" else ""))


DUE = Field("due", "L’échéance", Kind.DATE, "e")
PERSON = Field("person", "", Kind.PERSON)

PAGE_WORDS: dict[str, tuple[Field, ...]] = {
    "identity": (
        Field("administration", "Administration d’accueil", Kind.VALUE),
        Field("promotion", "Promotion", Kind.VALUE),
        Field("start", "Le début du défi", Kind.DATE),
        Field("end", "La fin du défi", Kind.DATE, "e"),
        Field("place", "Lieu", Kind.VALUE),
    ),
    "plan": (
        Field("end_state", "État à la fin du défi", Kind.VALUE, enum=EndState),
        Field("takeover", "Relève", Kind.VALUE),
        Field("takeover_person", "Responsable de la relève", Kind.VALUE),
        Field("plan_summary", "Le résumé du plan"),
        Field("decision_maker", "Qui décide", Kind.VALUE),
        Field("decision_due", "La décision attendue", Kind.DATE, "e"),
        Field("decided_on", "La date de la décision prise", Kind.DATE, "e"),
    ),
}

ROW_WORDS: tuple[RowWords, ...] = (
    RowWords(
        "identity", "phases", "phase", "La phase",
        "Phase ajoutée\u00a0: {title}", "Phase retirée\u00a0: {title}",
        (
            Field("start", "Le début", Kind.DATE),
            Field("end", "La fin", Kind.DATE, "e"),
        ),
        titles=DefiPhase,
    ),
    RowWords(
        "identity", "indicators", "name", "L’indicateur",
        "Indicateur d’impact ajouté\u00a0: {title}", "Indicateur d’impact retiré\u00a0: {title}",
        (
            Field("baseline", "La valeur de départ", Kind.NUMBER, "e"),
            Field("target", "La cible", Kind.NUMBER, "e"),
            Field("target_on", "La date de la cible", Kind.DATE, "e"),
        ),
    ),
    RowWords(
        "identity", "stakeholders", "name", "La partie prenante",
        "Partie prenante ajoutée\u00a0: {title}", "Partie prenante retirée\u00a0: {title}",
        (
            Field("role", "Le rôle"),
            Field("interest", "L’intérêt", Kind.VALUE, enum=Stance),
            Field("influence", "L’influence", Kind.VALUE, enum=Stance),
            Field("next_step", "La prochaine démarche", agreement="e"),
            PERSON,
        ),
        reserved=Part.STAKEHOLDERS,
    ),
    RowWords(
        "roadmap", "objectives", "objective", "L’objectif",
        "Objectif ajouté à {place}\u00a0: {title}", "Objectif retiré\u00a0: {title}",
        (
            Field("state", "", Kind.VALUE, enum=ObjectiveState),
            Field("success_criteria", "Les critères de réussite", agreement="s"),
            Field("constraints", "Les contraintes", agreement="es"),
            PERSON,
            DUE,
        ),
        place=Field("horizon", "", Kind.VALUE, enum=Horizon),
    ),
    RowWords(
        "plan", "axis_questions", "question", "La question",
        "Question ajoutée à l’axe {place}\u00a0: {title}", "Question retirée\u00a0: {title}",
        (
            Field("answer", "La réponse", agreement="e"),
            Field("state", "", Kind.VALUE, enum=ItemState),
            PERSON,
            DUE,
            Field("evidence_url", "L’adresse de la preuve", agreement="e"),
        ),
        place=Field("axis", "", Kind.VALUE, enum=Axis),
    ),
    RowWords(
        "plan", "scenarios", "title", "Le scénario",
        "Scénario ajouté\u00a0: {title} ({place})", "Scénario retiré\u00a0: {title}",
        (
            Field("recommended", "", Kind.FLAG, words="recommandé"),
            Field("decided", "", Kind.FLAG, words="retenu"),
            Field("description", "La description", agreement="e"),
            Field("benefits", "Les apports", agreement="s"),
            Field("technical", "Les moyens techniques", agreement="s"),
            Field("human", "Les moyens humains", agreement="s"),
            Field("fte", "Le nombre d’équivalents temps plein", Kind.NUMBER),
            Field("profiles", "Les profils", agreement="s"),
            Field("financial", "Les moyens financiers", agreement="s"),
            Field("yearly_cost", "Le coût annuel", Kind.EUROS),
            Field("investment", "L’investissement", Kind.EUROS),
            Field("funding_source", "La source de financement", agreement="e"),
            Field("governance", "La gouvernance", agreement="e"),
            Field("risks", "Les risques", agreement="s"),
            Field("consequences", "Les conséquences", agreement="es"),
        ),
        place=Field("kind", "", Kind.VALUE, enum=ScenarioKind),
    ),
    RowWords(
        "plan", "milestones", "label", "L’étape",
        "Étape ajoutée au calendrier\u00a0: {title}", "Étape retirée du calendrier\u00a0: {title}",
        (
            Field("date", "La date", Kind.DATE, "e"),
            Field("done", "", Kind.FLAG, words="faite"),
            PERSON,
        ),
    ),
    RowWords(
        "plan", "handover_documents", "item", "Le document",
        "Document à transmettre ajouté\u00a0: {title}", "Document à transmettre retiré\u00a0: {title}",
        (
            Field("state", "", Kind.VALUE, enum=ItemState),
            Field("url", "L’adresse", agreement="e"),
            Field("note", "La précision", agreement="e"),
        ),
        titles=HandoverItem,
    ),
)  # fmt: skip
