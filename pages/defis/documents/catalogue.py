"""The documents that the record of a défi gives, and how one is assembled for a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..confidentiality import Part
from ..models import DefiPage
from ..wording import listed
from . import blocks
from .handover import handover_blocks
from .model import Block, Document, clean, pruned
from .note import note_blocks
from .selectors import Material, read_material

PROGRAMME = "Programme Entrepreneurs d’Intérêt Général"
KEEP_INSIDE = "Ne pas diffuser en dehors de l’équipe."
# What a version without a part does not hold, in a sentence.
LEFT_OUT = {
    Part.MONEY: "les montants",
    Part.RISKS: "les risques",
    Part.STAKEHOLDERS: "la carte des parties prenantes",
}


@dataclass(frozen=True)
class Kind:
    """A document that can be assembled.

    Attributes:
        name: its code, in its address.
        title: what it is called.
        purpose: what it is for, in a sentence.
        build: gives its contents.
        parts: the parts that may be reserved and that it would hold.
        contents: whether it opens with its table of contents.
        file_name: the beginning of the name of its file.
    """

    name: str
    title: str
    purpose: str
    build: Callable[[Material], list[Block]]
    parts: tuple[Part, ...]
    file_name: str
    contents: bool = False


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "note-strategique",
            "Note stratégique de pérennisation",
            "Pour les personnes qui décident\u00a0: où en est le défi, ce que la suite demande, "
            "les scénarios à comparer et leur calendrier.",
            note_blocks,
            (Part.MONEY, Part.RISKS, Part.STAKEHOLDERS),
            "Note stratégique",
        ),
        Kind(
            "dossier-de-passation",
            "Dossier de passation",
            "Pour les personnes qui reprennent le produit\u00a0: les contacts, les adresses, "
            "les documents et ce qui reste à faire.",
            handover_blocks,
            (Part.MONEY, Part.RISKS),
            "Dossier de passation",
            contents=True,
        ),
    )
}


def assemble(kind: Kind, user: Any, defi: DefiPage, *, to_share: bool = False) -> Document:
    """Return a document of a published défi as a reader may have it.

    Args:
        kind: the document, of :data:`KINDS`.
        user: the reader, who may open the page.
        defi: the page.
        to_share: whether to keep to what everybody who opens the page reads, even for an insider.
    """
    return _assembled(kind, read_material(user, defi, to_share=to_share))


def assemble_all(user: Any, defi: DefiPage) -> list[tuple[Kind, Document]]:
    """Return every document of a défi, the record read once."""
    material = read_material(user, defi)
    return [(kind, _assembled(kind, material)) for kind in KINDS.values()]


def _assembled(kind: Kind, material: Material) -> Document:
    reserved = bool(material.withheld & set(kind.parts))
    mentions = (KEEP_INSIDE if reserved else "", _left_out(kind, material))
    return Document(
        name=kind.name,
        title=kind.title,
        subtitle=clean(material.defi.title),
        author=_author(material),
        date=material.today,
        mentions=tuple(mention for mention in mentions if mention),
        facts=blocks.front_facts(material),
        blocks=pruned(kind.build(material), keep_missing=material.insider),
        insider=material.insider,
        reserved=reserved,
        contents=kind.contents,
    )


def _author(material: Material) -> str:
    """Return who the document is by: those who are part of the défi, for readers who may have their names."""
    if not material.signed_in or not material.members:
        return PROGRAMME
    names = dict.fromkeys(row.person.full_name for row in material.members)
    return f"{PROGRAMME} – équipe du défi\u00a0: {listed(names)}"


def _left_out(kind: Kind, material: Material) -> str:
    """Return the sentence that says what this version leaves out for its reader; empty when nothing is."""
    words = [LEFT_OUT[part] for part in kind.parts if part not in material.reading.parts]
    if not material.signed_in:
        words.append("les noms des personnes")
    if not words:
        return ""
    return f"Cette version ne comprend {'pas ' if len(words) == 1 else 'ni '}{' ni '.join(words)}."
