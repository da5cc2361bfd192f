"""Pieces that the documents share: each gives the blocks of a subject, what is missing included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..enums import REQUIRED_HANDOVER, ComplianceTopic, HandoverItem, ItemState, ObjectiveState, Stance
from ..records import SETTLED
from ..wording import counted, decapitalised, listed, quoted, with_unit
from .model import (
    Block,
    Calendar,
    Cell,
    Facts,
    Figure,
    Heading,
    Missing,
    Paragraph,
    Run,
    Step,
    bullets,
    cell,
    clean,
    plain,
    runs,
    table,
)
from .model import facts as facts_block
from .richtext import rich_blocks
from .selectors import Material
from .wording import NBSP, dated, euros, french_date, period

PRESENTATION = {
    "problem": ("Le problème", "Le problème à résoudre n’est pas décrit."),
    "users": ("Les personnes concernées", "Les personnes concernées ne sont pas décrites."),
    "solution": ("La solution", "La solution n’est pas décrite."),
}


def missing(material: Material, sentence: str, place: str) -> Missing:
    """Return what the record does not say, with the address of the field, for who may fill it."""
    return Missing(clean(sentence), material.place(place) if material.editable else "")


def full_name(person: Any) -> str:
    """Return the name of somebody, empty when nobody is named or names are not for the reader."""
    return person.full_name if person else ""


def presentation(material: Material, level: int) -> list[Block]:
    """Return the picture of the défi, then the problem, the users and the solution."""
    made: list[Block] = []
    if material.image is not None:
        made.append(Figure(material.image, clean(material.image.description)))
    for name, (title, absent) in PRESENTATION.items():
        found = rich_blocks(material.texts[name])
        made += [Heading(level, title), *(found or [missing(material, absent, "presentation")])]
    return made


def front_facts(material: Material) -> Facts:
    """Return what the first page of a document says of the défi."""
    defi = material.defi
    confirmed = f"le{NBSP}{french_date(material.confirmed_on)}" if material.confirmed_on else ""
    if confirmed and material.confirmed_by:
        confirmed += f", par {material.confirmed_by}"
    found = facts_block(
        ("Administration d’accueil", cell(str(defi.administration or ""))),
        ("Promotion", cell(defi.promotion.name if defi.promotion else "")),
        ("Dates du défi", cell(period(defi.start, defi.end))),
        ("Phase", cell(defi.get_phase_display())),
        ("Plan confirmé", cell(confirmed)),
    )
    return found[0] if found else Facts(())  # type: ignore[return-value]


def phases(material: Material, *, brief: bool = False) -> list[Block]:
    """Return the dated phases, as a table or, in brief, a line each."""
    made: list[Block] = []
    if not material.defi.start or not material.defi.end:
        made.append(missing(material, "Les dates du défi ne sont pas toutes indiquées.", "identity"))
    if not material.phases:
        return [*made, missing(material, "Aucune phase n’est datée.", "phases")]
    # A phase that nobody closed ends when the next one begins.
    following = [*(row.start for row in material.phases[1:]), None]
    rows = [
        (cell(row.get_phase_display()), cell(period(row.start, row.end or until)), cell(row.note))
        for row, until in zip(material.phases, following, strict=True)
    ]
    if brief:
        return [*made, *facts_block(*((plain(phase.lines[0]), dates) for phase, dates, _note in rows))]
    return [*made, *table("Les phases du défi", ("Phase", "Dates", "Précision"), rows, weights=(2, 3, 4))]


def objectives(material: Material, *, remaining: bool = False) -> list[Block]:
    """Return the roadmap: how far it is, and its objectives, or in full those that remain."""
    rows = material.objectives
    if not rows:
        return [missing(material, "La feuille de route n’est pas écrite.", "objectives")]
    stage = decapitalised(material.defi.get_roadmap_stage_display())
    dated_on = (
        f", version du {french_date(material.defi.roadmap_dated)}" if material.defi.roadmap_dated else ""
    )
    progress = (
        f"La feuille de route ({stage}{dated_on}) compte {counted(len(rows), 'objectif', 'objectifs')}"
        f"{NBSP}: {listed(_states(rows))}."
    )
    if remaining:
        rows = tuple(row for row in rows if row.state in (ObjectiveState.PLANNED, ObjectiveState.IN_PROGRESS))
    # Those who decide read where the objectives stand; those who go on with them, how they are judged.
    shown = [
        (
            cell(row.objective),
            cell(row.get_horizon_display()),
            cell(row.success_criteria if remaining else ""),
            cell(row.constraints if remaining else ""),
            cell(row.get_state_display()),
            cell(french_date(row.due), full_name(row.person)),
        )
        for row in rows
    ]
    caption = "Les objectifs qui restent à atteindre" if remaining else "Les objectifs de la feuille de route"
    header = ("Objectif", "Horizon", "Critères de réussite", "Contraintes", "État", "Échéance et responsable")
    made: list[Block] = [Paragraph(runs(progress))]
    if remaining and not shown:
        return [*made, Paragraph(runs("Aucun objectif ne reste à atteindre."))]
    return [*made, *table(caption, header, shown, weights=(5, 2, 4, 4, 3, 3))]


def _states(rows: Iterable[Any]) -> list[str]:
    """Return how many objectives are in each state: « 2 atteints », « 1 en cours »."""
    counts = Counter(row.state for row in rows)
    order = (ObjectiveState.DONE, ObjectiveState.IN_PROGRESS, ObjectiveState.PLANNED, ObjectiveState.DROPPED)
    found = []
    for state in order:
        words = decapitalised(ObjectiveState(state).label)
        plural = words if state == ObjectiveState.IN_PROGRESS else f"{words}s"
        if counts[state]:
            found.append(counted(counts[state], words, plural))
    return found


def indicators(material: Material) -> list[Block]:
    """Return the indicators of impact, and which of their values are missing."""
    if not material.indicators:
        return [missing(material, "Aucun indicateur d’impact n’est suivi.", "indicators")]
    rows, gaps = [], []
    for row in material.indicators:
        measures = material.measures.get(row.pk, ())
        last = measures[-1] if measures else None
        rows.append(
            (
                cell(row.name, runs(f"Source{NBSP}: {row.source}") if row.source.strip() else None),
                cell(row.get_theme_display()),
                cell(dated(with_unit(row.baseline, row.unit), row.baseline_on)),
                cell(dated(with_unit(last.value, row.unit), last.date) if last else ""),
                cell(dated(with_unit(row.target, row.unit), row.target_on)),
            )
        )
        absent = [
            words
            for words, known in (
                ("la valeur de départ", row.baseline is not None),
                ("la cible", row.target is not None),
                ("une mesure", last is not None),
            )
            if not known
        ]
        if absent:
            sentence = f"Il manque {listed(absent)} pour l’indicateur {quoted(row.name)}."
            gaps.append(missing(material, sentence, "indicators"))
    header = ("Indicateur", "Thème", "Valeur de départ", "Dernière mesure", "Cible")
    return [*table("Les indicateurs d’impact", header, rows, weights=(7, 3, 4, 4, 4)), *gaps]


def key_figures(material: Material) -> list[Block]:
    """Return the key figures."""
    if not material.key_figures:
        return [missing(material, "Aucun chiffre clé n’est indiqué.", "key_figures")]
    return bullets(runs(Run(row.value, bold=True), f" {row.label}") for row in material.key_figures)


def stakeholders(material: Material) -> list[Block]:
    """Return the map of stakeholders as a table, from the most to the least influential."""
    if not material.reading.stakeholders:
        return []
    if not material.stakeholders:
        return [missing(material, "La carte des parties prenantes est vide.", "stakeholders")]
    rows = sorted(material.stakeholders, key=lambda row: (-row.influence, -row.interest))
    shown = [
        (
            cell(row.name),
            cell(row.role),
            cell(Stance(row.influence).label),
            cell(Stance(row.interest).label),
            cell(" – ".join(text for text in (row.next_step, full_name(row.person)) if text)),
        )
        for row in rows
    ]
    header = ("Partie prenante", "Rôle", "Influence", "Intérêt", "Prochaine démarche")
    return table(
        "Les parties prenantes, de la plus à la moins influente", header, shown, weights=(5, 5, 2, 2, 8)
    )


def calendar(material: Material) -> list[Block]:
    """Return the steps of the plan."""
    if not material.milestones:
        return [missing(material, "Le calendrier ne compte aucune étape.", "calendar")]
    steps = tuple(
        Step(row.date, clean(row.label), row.done, full_name(row.person)) for row in material.milestones
    )
    days = [steps[0].date, steps[-1].date, material.defi.start, material.defi.end, material.defi.decision_due]
    known = [day for day in days if day]
    return [Calendar("Les étapes du plan", steps, min(known), max(known), material.today)]


def _rated(row: Any) -> str:
    """Return the state of a check, with its rate when there is one."""
    rate = with_unit(row.rate, "%")
    return f"{row.get_state_display()} ({rate})" if rate else row.get_state_display()


def compliance(material: Material) -> list[Block]:
    """Return where the product stands with its obligations."""
    rows = [
        (
            cell(row.get_topic_display()),
            cell(_rated(row)),
            cell(french_date(row.checked_on)),
            cell(row.note, Run("Preuve", url=row.url) if row.url else None),
        )
        for row in material.compliance
    ]
    header = ("Sujet", "État", "Vérifié le", "Précision et preuve")
    made = table("La conformité du produit", header, rows, weights=(4, 3, 3, 5))
    known = {row.topic for row in material.compliance}
    absent = [topic.label for topic in ComplianceTopic if topic not in known]
    if absent:
        sentence = f"La conformité n’est pas renseignée pour{NBSP}: {listed(absent)}."
        made.append(missing(material, sentence, "compliance"))
    return made


def questions(material: Material, axis: str) -> list[Block]:
    """Return the questions of an axis with their answers and their evidence."""
    rows = [row for row in material.questions if row.axis == axis]
    if not rows:
        return [missing(material, "Aucune question n’est posée sur cet axe.", "axes")]
    shown = [
        (
            cell(row.question),
            cell(row.answer),
            cell(row.get_state_display()),
            cell(french_date(row.due), full_name(row.person)),
            cell(Run("Preuve", url=row.evidence_url) if row.evidence_url else None),
        )
        for row in rows
    ]
    header = ("Question", "Réponse", "État", "Échéance et responsable", "Preuve")
    label = rows[0].get_axis_display()
    gaps = [
        missing(material, f"La question {quoted(row.question)} attend une réponse.", "axes")
        for row in rows
        if not row.answer.strip() and row.state != ItemState.NOT_APPLICABLE
    ]
    return [*table(f"{label}{NBSP}: questions et réponses", header, shown, weights=(4, 5, 2, 3, 2)), *gaps]


def handover_location(row: Any) -> Cell:
    """Return where a document of the checklist is."""
    if row is None:
        return cell()
    file = Run(row.document.title, url=row.document.url) if row.document else None
    return cell(file, Run(row.url, url=row.url) if row.url else None, row.note)


def handover(material: Material, items: Iterable[HandoverItem], family: str) -> list[Block]:
    """Return a family of the checklist: each document, its state and where it is."""
    rows, gaps = [], []
    for item in items:
        row = material.handover.get(item)
        rows.append(
            (
                cell(item.label),
                cell(row.get_state_display() if row else "Non renseigné"),
                handover_location(row),
            )
        )
        if item in REQUIRED_HANDOVER and (row is None or row.state not in SETTLED):
            sentence = f"Document à préparer avant la relève{NBSP}: {item.label}."
            gaps.append(missing(material, sentence, "handover"))
        elif row and row.state == ItemState.DONE and not row.document and not row.url:
            sentence = f"{quoted(item.label)} est prêt, mais la fiche ne dit pas où le trouver."
            gaps.append(missing(material, sentence, "handover"))
    header = ("Document", "État", "Où le trouver")
    return [*table(f"{family}{NBSP}: documents à transmettre", header, rows, weights=(4, 2, 6)), *gaps]


def scenario_facts(scenario: Any) -> list[Block]:
    """Return what a scenario is, asks and brings; what is reserved from the reader is empty already."""
    people = with_unit(scenario.fte, "ETP")
    return facts_block(
        ("Nature", cell(scenario.get_kind_display())),
        ("Description", cell(scenario.description)),
        ("Ce qu’il apporte", cell(scenario.benefits)),
        ("Moyens techniques", cell(scenario.technical)),
        ("Moyens humains", cell(people, scenario.profiles, scenario.human)),
        (
            "Moyens financiers",
            cell(
                euros(scenario.yearly_cost, "par an"),
                euros(scenario.investment, "d’investissement"),
                scenario.financial or "",
            ),
        ),
        ("Source de financement", cell(scenario.funding_source or "")),
        ("Gouvernance", cell(scenario.governance)),
        ("Risques", cell(scenario.risks or "")),
        ("Conséquences", cell(scenario.consequences)),
    )
