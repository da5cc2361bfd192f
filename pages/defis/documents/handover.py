"""The hand-over file: all that somebody needs who takes a product over."""

from __future__ import annotations

from typing import Any

from ..enums import HANDOVER_FAMILIES, Axis, DefiLinkKind, ScenarioKind, TeamRole
from ..records import SETTLED
from ..wording import counted, decapitalised, listed, quoted
from . import blocks
from .model import Block, Heading, Paragraph, Run, bullets, cell, facts, paragraphs, runs, table
from .selectors import Material
from .wording import NBSP, period

# Without these addresses a product cannot be found, nor taken over.
EXPECTED_LINKS = (DefiLinkKind.PRODUCT, DefiLinkKind.CODE)
AXIS_PURPOSE = {
    Axis.DEPLOYMENT: "Où le produit est hébergé, sous quel nom, avec quelles briques.",
    Axis.TRANSMISSION: "Ce qui permet à d’autres de comprendre le produit et de le faire évoluer.",
    Axis.RELIABILITY: "Qui entretient le produit, et ce qui se passe quand il ne fonctionne plus.",
}


def handover_blocks(material: Material) -> list[Block]:
    """Return the contents of the hand-over file."""
    parts = (
        ("Carte d’identité", _identity),
        ("Contacts", _contacts),
        ("Le produit", _product),
        ("Liens", _links),
        ("Conformité", blocks.compliance),
        ("Les trois axes de la pérennisation", _axes),
        ("Documents à transmettre", _checklist),
        ("Ce qui reste à faire", lambda each: blocks.objectives(each, remaining=True)),
        ("Calendrier", blocks.calendar),
        ("Risques connus", _risks),
        ("Qui entretient le produit, et que faire en cas de panne", _maintenance),
    )
    return [block for title, read in parts for block in (Heading(1, title), *read(material))]


def _identity(material: Material) -> list[Block]:
    defi = material.defi
    return [
        *facts(
            ("Défi", cell(defi.title)),
            ("Administration d’accueil", cell(str(defi.administration or ""))),
            ("Promotion", cell(defi.promotion.name if defi.promotion else "")),
            ("Lieu", cell(defi.place)),
            ("Dates", cell(period(defi.start, defi.end))),
            ("Phase", cell(defi.get_phase_display())),
            ("État à la fin du défi", cell(defi.get_end_state_display())),
            ("Compétences de l’équipe", cell(listed(material.skills))),
            ("Technologies", cell(listed(material.technologies))),
            ("Fiche du défi", cell(Run(defi.title, url=material.address))),
        ),
        *blocks.phases(material),
    ]


def _contacts(material: Material) -> list[Block]:
    roles = {row.role for row in material.members}
    made: list[Block] = []
    if material.signed_in:
        rows = [
            (
                cell(row.person.full_name),
                cell(row.get_role_display()),
                cell(period(row.start, row.end)),
                cell(_mail(row.person)),
            )
            for row in material.members
        ]
        header = ("Nom", "Rôle", "Dates", "Adresse de contact")
        made += table("Les personnes du défi", header, rows, weights=(3, 3, 4, 4))
    else:
        # Names are for signed-in readers; how many hold each part is not.
        made += bullets(
            runs(f"{TeamRole(role).label}{NBSP}: {sum(row.role == role for row in material.members)}")
            for role in TeamRole.values
            if role in roles
        )
    person = material.takeover_person
    made += facts(
        ("Relève", cell(material.defi.takeover)),
        ("Responsable de la relève", cell(blocks.full_name(person), _mail(person) if person else None)),
    )
    for role, sentence in (
        (TeamRole.EIG, "L’équipe ne compte aucun EIG."),
        (TeamRole.DSI_CONTACT, "Aucun contact à la DSI n’est indiqué."),
    ):
        if role not in roles:
            made.append(blocks.missing(material, sentence, "team"))
    if not roles & {TeamRole.MENTOR_OPERATIONAL, TeamRole.MENTOR_HIGH}:
        made.append(blocks.missing(material, "Aucun mentor n’est indiqué.", "team"))
    if TeamRole.SUCCESSOR not in roles and not material.defi.takeover_person_id:
        made.append(blocks.missing(material, "Personne n’est désigné pour la relève.", "takeover"))
    return made


def _mail(person: Any) -> Run | None:
    return Run(person.public_email, url=f"mailto:{person.public_email}") if person.public_email else None


def _product(material: Material) -> list[Block]:
    return [*paragraphs(material.defi.summary), *blocks.presentation(material, 2)]


def _links(material: Material) -> list[Block]:
    rows = [
        (cell(row.get_kind_display()), cell(row.label), cell(Run(row.url, url=row.url)))
        for row in material.links
    ]
    made = table("Les adresses utiles", ("Nature", "Intitulé", "Adresse"), rows, weights=(2, 3, 6))
    known = {row.kind for row in material.links}
    absent = [decapitalised(kind.label) for kind in EXPECTED_LINKS if kind not in known]
    if absent:
        sentence = f"Il manque {'l’adresse' if len(absent) == 1 else 'les adresses'}{NBSP}: {listed(absent)}."
        made.append(blocks.missing(material, sentence, "links"))
    return made


def _axes(material: Material) -> list[Block]:
    made: list[Block] = []
    for axis in Axis:
        purpose = Paragraph(runs(AXIS_PURPOSE[axis]))
        found = blocks.questions(material, axis)
        # What an axis is for says nothing to somebody to whom the axis itself says nothing.
        known = any(row.axis == axis for row in material.questions)
        made += [Heading(2, axis.label), *([purpose] if known or material.insider else []), *found]
    return made


def _checklist(material: Material) -> list[Block]:
    rows = material.handover.values()
    ready = sum(row.state in SETTLED for row in rows)
    made: list[Block] = []
    if rows:
        sentence = (
            f"{counted(ready, 'document prêt', 'documents prêts')} ou sans objet, sur {len(rows)} suivis."
        )
        made.append(Paragraph(runs(sentence)))
    for family, items in HANDOVER_FAMILIES.items():
        # What is not followed is something to fill in: it is for those who fill it in.
        shown = [item for item in items if material.insider or item in material.handover]
        made += [Heading(2, family), *blocks.handover(material, shown, family)]
    return made


def _risks(material: Material) -> list[Block]:
    if not material.reading.risks:
        return []
    made: list[Block] = []
    for row in material.scenarios:
        if (row.risks or "").strip():
            made += [Heading(2, f"Scénario{NBSP}: {row.title}"), *paragraphs(row.risks)]
    return made or [blocks.missing(material, "Aucun risque n’est décrit.", "scenarios")]


def _maintenance(material: Material) -> list[Block]:
    decided = material.decided
    made: list[Block] = []
    if decided:
        made.append(Paragraph(runs("Scénario retenu", f"{NBSP}: ", Run(decided.title, bold=True), ".")))
        made += blocks.scenario_facts(decided)
    else:
        made.append(blocks.missing(material, "Aucun scénario n’est retenu.", "scenarios"))
    made += facts(("Qui reprend le produit", cell(material.defi.takeover)))
    if not material.defi.takeover.strip() and not material.defi.takeover_person_id:
        sentence = "La fiche ne dit pas qui entretiendra le produit."
        made.append(blocks.missing(material, sentence, "takeover"))
    answers = [row for row in material.questions if row.axis == Axis.RELIABILITY and row.answer.strip()]
    if answers:
        made.append(Heading(2, "En cas de panne"))
        made += [
            block
            for row in answers
            for block in (Paragraph(runs(Run(row.question, bold=True))), *paragraphs(row.answer))
        ]
    else:
        sentence = f"L’axe {quoted(Axis.RELIABILITY.label)} ne dit pas que faire en cas de panne."
        made.append(blocks.missing(material, sentence, "axes"))
    stop = next((row for row in material.scenarios if row.kind == ScenarioKind.STOP), None)
    if stop and stop is not decided and stop.consequences.strip():
        made += [Heading(2, "Si le produit s’arrête"), *paragraphs(stop.consequences)]
    return made
