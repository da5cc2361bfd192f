"""Markdown or HTML into StreamField data: used by everything that brings texts into the hub."""

from __future__ import annotations

from .outline import anchor_of, outline
from .parser import parse, parse_html
from .richtext import RichTextWriter
from .text import plain_text, shorten
from .vocabulary import Conversion, Heading, MarkupWarning, PlainResolver, Resolver, WarningKind
from .walker import Walker


def to_blocks(
    text: str, resolver: Resolver | None = None, *, html: bool = False, rich_captions: bool = False
) -> Conversion:
    """Convert a text into raw StreamField data.

    Args:
        text: Markdown, HTML, or both mixed.
        resolver: tells what links and images become; by default links stay and images are unknown.
        html: the text is HTML only; Markdown otherwise, which may hold HTML.
        rich_captions: write the captions of images as rich text, with their links, not as plain text.

    Returns:
        The blocks, the outline of the text, and what was dropped on the way.
    """
    soup, warnings = parse_html(text) if html else parse(text)
    known = resolver if resolver is not None else PlainResolver()
    headings, anchors = outline(soup)
    writer = RichTextWriter(known, anchors, warnings)
    blocks = Walker(known, headings, writer, rich_captions=rich_captions).run(soup)
    return Conversion(blocks=blocks, headings=headings, warnings=warnings)


def to_rich_text(text: str, resolver: Resolver | None = None) -> tuple[str, list[MarkupWarning]]:
    """Convert a text into one rich text value: what rich text cannot hold (tables, images…) is left out.

    Args:
        text: Markdown, HTML, or both mixed.
        resolver: tells what links become.

    Returns:
        Wagtail's rich text, and what was dropped on the way.
    """
    soup, warnings = parse(text)
    known = resolver if resolver is not None else PlainResolver()
    writer = RichTextWriter(known, {}, warnings)
    html, _held = Walker(known, [], writer).rich(list(soup.children))
    return html, warnings


__all__ = [
    "Conversion",
    "Heading",
    "MarkupWarning",
    "PlainResolver",
    "Resolver",
    "RichTextWriter",
    "WarningKind",
    "anchor_of",
    "plain_text",
    "shorten",
    "to_blocks",
    "to_rich_text",
]
