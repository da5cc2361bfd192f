"""A document as a template shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify

from .model import Block, Document, Heading

TEMPLATES = "defis/documents/blocks/"


@dataclass(frozen=True)
class HtmlBlock:
    """A block with the template that shows it, and what the template cannot work out.

    ``anchor`` names the block in the page; ``tag`` is the element of a heading, below the title of the page.
    """

    block: Block
    template: str
    anchor: str
    tag: str = ""


def html_blocks(document: Document) -> list[HtmlBlock]:
    """Return the blocks of a document in order, each with an anchor of its own."""
    made: list[HtmlBlock] = []
    taken: set[str] = {"contenu"}
    for at, block in enumerate(document.blocks, start=1):
        anchor, tag = f"bloc-{at}", ""
        if isinstance(block, Heading):
            tag = f"h{block.level + 1}"
            stem = slugify(block.text)[:60] or anchor
            anchor = stem if stem not in taken else f"{stem}-{at}"
            taken.add(anchor)
        template = f"{TEMPLATES}{type(block).__name__.lower()}.html"
        made.append(HtmlBlock(block, template, anchor, tag))
    return made


def summary(shown: list[HtmlBlock]) -> list[dict[str, str]]:
    """Return the first headings, for the summary of the page."""
    return [
        {"text": each.block.text, "anchor": each.anchor}
        for each in shown
        if isinstance(each.block, Heading) and each.block.level == 1
    ]
