"""The strategic note: where the défi is and how it may live on, for those who decide.

Its four parts are those of the programme’s template.
"""

from __future__ import annotations

from typing import Any

from ..enums import ScenarioKind
from ..rules import SCENARIOS_TO_COMPARE
from ..wording import counted, listed, quoted, with_unit
from . import blocks
from .model import Block, Cell, Heading, Paragraph, Run, cell, clean, facts, paragraphs, runs, table
from .selectors import Material
from .wording import NBSP, NNBSP, euros, french_date

# Columns of a table that still read well on a portrait page.
SCENARIOS_SIDE_BY_SIDE = 4


def note_blocks(material: Material) -> list[Block]:
    """Return the contents of the strategic note."""
    return [
        Heading(1, "I. Contexte, travail accompli et premiers résultats"),
        *_context(material),
        Heading(1, "II. Ressources nécessaires et opportunités"),
        *_resources(material),
        Heading(1, "III. Scénarios et recommandation"),
        *_scenarios(material),
        Heading(1, "IV. Calendrier"),
        *_calendar(material),
    ]


def _context(material: Material) -> list[Block]:
    summary = material.defi.plan_summary
    return [
        *paragraphs(material.defi.summary),
        *blocks.presentation(material, 2),
        Heading(2, "Le travail accompli"),
        *blocks.phases(material, brief=True),
        *blocks.objectives(material),
        Heading(2, "Les premiers résultats"),
        *blocks.key_figures(material),
        *blocks.indicators(material),
        Heading(2, "Où en est la pérennisation"),
        *facts(("État à la fin du défi", cell(material.defi.get_end_state_display()))),
        *(paragraphs(summary) or [blocks.missing(material, "Le plan n’est pas résumé.", "state")]),
    ]


def _resources(material: Material) -> list[Block]:
    scenario = material.decided or material.recommended
    made: list[Block] = []
    if scenario is None:
        sentence = "Aucun scénario n’est recommandé\u00a0: les ressources nécessaires restent à dire."
        made.append(blocks.missing(material, sentence, "scenarios"))
    else:
        which = "retenu" if scenario.decided else "recommandé"
        intro = f"Ces ressources sont celles du scénario {which}, {quoted(scenario.title)}."
        made.append(Paragraph(runs(intro)))
    return [
        *made,
        Heading(2, "Ressources techniques"),
        *_technical(material, scenario),
        Heading(2, "Ressources humaines"),
        *_human(material, scenario),
        Heading(2, "Ressources financières"),
        *_money(material, scenario),
        Heading(2, "Gouvernance et pilotage"),
        *_governance(material, scenario),
        Heading(2, "Parties prenantes"),
        *blocks.stakeholders(material),
        Heading(2, "Opportunités"),
        *_opportunities(material),
    ]


def _technical(material: Material, scenario: Any) -> list[Block]:
    made = facts(("Technologies", cell(listed(material.technologies))))
    made = [*paragraphs(scenario.technical if scenario else ""), *made]
    if scenario and not scenario.technical.strip():
        made.append(_unsaid(material, scenario, "les moyens techniques"))
    return made


def _human(material: Material, scenario: Any) -> list[Block]:
    if scenario is None:
        return []
    people = with_unit(scenario.fte, "équivalents temps plein")
    if scenario.fte is not None and scenario.fte < 2:
        people = people.replace("équivalents", "équivalent")
    made = [
        *facts(("Effectif", cell(people)), ("Profils", cell(scenario.profiles))),
        *paragraphs(scenario.human),
    ]
    return made or [_unsaid(material, scenario, "les moyens humains")]


def _money(material: Material, scenario: Any) -> list[Block]:
    if scenario is None or not material.reading.money:
        return []
    made = facts(
        ("Coût annuel", cell(euros(scenario.yearly_cost))),
        ("Investissement", cell(euros(scenario.investment))),
        ("Source de financement", cell(scenario.funding_source)),
    )
    made += paragraphs(scenario.financial)
    if scenario.yearly_cost is None and scenario.kind != ScenarioKind.STOP:
        made.append(_unsaid(material, scenario, "le coût annuel"))
    if not scenario.funding_source.strip() and scenario.kind != ScenarioKind.STOP:
        made.append(_unsaid(material, scenario, "la source de financement"))
    return made


def _governance(material: Material, scenario: Any) -> list[Block]:
    defi = material.defi
    made = [
        *paragraphs(scenario.governance if scenario else ""),
        *facts(
            ("Relève", cell(defi.takeover, blocks.full_name(material.takeover_person))),
            ("Qui décide", cell(material.decision_maker)),
        ),
    ]
    if scenario and not scenario.governance.strip():
        made.append(_unsaid(material, scenario, "la gouvernance"))
    if not defi.takeover.strip() and not defi.takeover_person_id:
        made.append(blocks.missing(material, "Aucune relève n’est désignée.", "takeover"))
    return made


def _opportunities(material: Material) -> list[Block]:
    made: list[Block] = []
    if any(row.benefits.strip() for row in material.scenarios):
        sentence = "Ce que chaque scénario apporte est comparé dans la partie III."
        made.append(Paragraph(runs(sentence)))
    if material.common_problems:
        sentence = (
            f"D’autres défis rencontrent les mêmes problèmes{NBSP}: {listed(material.common_problems)}."
        )
        made.append(Paragraph(runs(sentence)))
    if not made:
        sentence = "Aucun scénario ne dit ce qu’il apporte."
        made.append(blocks.missing(material, sentence, "scenarios"))
    return made


def _unsaid(material: Material, scenario: Any, what: str) -> Block:
    sentence = f"Le scénario {quoted(scenario.title)} ne dit pas {what}."
    return blocks.missing(material, sentence, "scenarios")


def _scenarios(material: Material) -> list[Block]:
    if not material.scenarios:
        return [blocks.missing(material, "Aucun scénario n’est décrit.", "scenarios")]
    return [
        *_opinion(material),
        *_comparison(material),
        Heading(2, "Ce que le tableau ne dit pas"),
        *(block for row in material.scenarios for block in _scenario(material, row)),
        *_gaps(material),
    ]


def _opinion(material: Material) -> list[Block]:
    decided, recommended = material.decided, material.recommended
    made: list[Block] = []
    if decided:
        on = material.defi.decided_on
        about = [f"décision du {french_date(on)}"] if on else []
        about += [material.decision_maker] if material.decision_maker else []
        name = Run(quoted(decided.title), bold=True)
        details = f" ({', '.join(about)})" if about else ""
        made.append(Paragraph(runs("Le scénario retenu est ", name, f"{details}.")))
    if recommended and recommended is not decided:
        name = Run(quoted(recommended.title), bold=True)
        made.append(Paragraph(runs("L’équipe recommande le scénario ", name, ".")))
    return made


def _comparison(material: Material) -> list[Block]:
    """Return the scenarios side by side, a criterion by row; by four when there are more."""
    made: list[Block] = []
    rows, size = material.scenarios, SCENARIOS_SIDE_BY_SIDE
    groups = [rows[at : at + size] for at in range(0, len(rows), size)]
    for at, group in enumerate(groups):
        caption = "Les scénarios côte à côte"
        if len(groups) > 1:
            caption += f" ({at * size + 1} à {at * size + len(group)})"
        read = ((label, [value(row) for row in group]) for label, value in _CRITERIA.items())
        criteria = [(cell(label), *cells) for label, cells in read if any(each.lines for each in cells)]
        header = ("Critère", *(row.title for row in group))
        made += table(caption, header, criteria, weights=(2, *(4 for _row in group)))
    return made


def _standing(row: Any) -> Cell:
    return cell(*(word for word, said in (("Recommandé", row.recommended), ("Retenu", row.decided)) if said))


_CRITERIA = {
    "Nature": lambda row: cell(row.get_kind_display()),
    "Avis": _standing,
    "Effectif": lambda row: cell(with_unit(row.fte, "ETP")),
    "Coût annuel": lambda row: cell(euros(row.yearly_cost)),
    "Investissement": lambda row: cell(euros(row.investment)),
    "Financement": lambda row: cell(row.funding_source or ""),
    "Apport": lambda row: cell(row.benefits),
    "Risques": lambda row: cell(row.risks or ""),
    "Conséquences": lambda row: cell(row.consequences),
}


def _scenario(material: Material, row: Any) -> list[Block]:
    """Return in a paragraph what the table does not hold; the means of part II are not told again."""
    told = [_sentence("", row.description)]
    if row is (material.decided or material.recommended):
        told.append("Ses moyens et sa gouvernance sont décrits dans la partie II.")
    else:
        told += [_sentence(f"{label}{NBSP}: ", *texts) for label, texts in _means(row).items()]
    told = [each for each in told if each]
    made: list[Block] = []
    if told:
        made.append(Paragraph(runs(Run(f"{row.title}. ", bold=True), " ".join(told))))
    if row.kind == ScenarioKind.STOP and not row.consequences.strip():
        sentence = f"Le scénario {quoted(row.title)} ne dit pas les conséquences de l’arrêt."
        made.append(blocks.missing(material, sentence, "scenarios"))
    if row.kind != ScenarioKind.STOP and material.reading.risks and not (row.risks or "").strip():
        made.append(_unsaid(material, row, "les risques"))
    return made


def _means(row: Any) -> dict[str, tuple[str, ...]]:
    """Return the means of a scenario that the table does not hold; the reserved ones are empty already."""
    return {
        "Moyens techniques": (row.technical,),
        "Moyens humains": (row.profiles, row.human),
        "Moyens financiers": (row.financial or "",),
        "Gouvernance": (row.governance,),
    }


def _sentence(label: str, *texts: str) -> str:
    """Return texts as sentences after their label, empty when they all are; lines of a text are listed."""
    told = []
    for text in texts:
        lines = [line.strip() for line in clean(text).split("\n") if line.strip()]
        if lines:
            listed_lines = f"{NNBSP}; ".join(line.rstrip(".;, \u00a0\u202f") for line in lines[:-1])
            whole = f"{listed_lines}{NNBSP}; {lines[-1]}" if listed_lines else lines[-1]
            told.append(whole if whole[-1] in ".!?…" else f"{whole}.")
    return label + " ".join(told) if told else ""


def _gaps(material: Material) -> list[Block]:
    going_on = [row for row in material.scenarios if row.kind != ScenarioKind.STOP]
    made: list[Block] = []
    if len(going_on) < SCENARIOS_TO_COMPARE:
        known = counted(len(going_on), "scénario est décrit", "scénarios sont décrits")
        sentence = f"{known} sur les {SCENARIOS_TO_COMPARE} à comparer, sans compter l’arrêt."
        made.append(blocks.missing(material, sentence, "scenarios"))
    if len(going_on) == len(material.scenarios):
        made.append(blocks.missing(material, "Le scénario d’arrêt n’est pas décrit.", "scenarios"))
    if not material.recommended and not material.decided:
        made.append(blocks.missing(material, "Aucun scénario n’est recommandé.", "scenarios"))
    return made


def _calendar(material: Material) -> list[Block]:
    defi = material.defi
    made = facts(
        ("Décision attendue", cell(french_date(defi.decision_due))),
        ("Décision prise", cell(french_date(defi.decided_on))),
        ("Qui décide", cell(material.decision_maker)),
    )
    if not defi.decision_due and not defi.decided_on:
        made.append(blocks.missing(material, "Aucune date de décision n’est fixée.", "decision"))
    if not material.decision_maker:
        made.append(blocks.missing(material, "La fiche ne dit pas qui décide.", "decision"))
    return [*made, *blocks.calendar(material)]
