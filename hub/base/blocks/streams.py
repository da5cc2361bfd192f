"""The body of a page, and what the hub reads in it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks

from .links import LinkListBlock
from .media import CaptionedImageBlock, DownloadBlock, VideoBlock
from .text import (
    AccordionsBlock,
    CalloutBlock,
    CodeBlock,
    FootnotesBlock,
    HeadingBlock,
    KeyFiguresBlock,
    ParagraphBlock,
    QuoteBlock,
    TableBlock,
)


class BodyStreamBlock(blocks.StreamBlock):
    """Every block that a body may hold."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    image = CaptionedImageBlock()
    table = TableBlock()
    accordions = AccordionsBlock()
    key_figures = KeyFiguresBlock()
    code = CodeBlock()
    video = VideoBlock()
    download = DownloadBlock()
    link_list = LinkListBlock()
    footnotes = FootnotesBlock()

    class Meta:
        template = "blocks/body.html"
        required = False


class ShortItemsBlock(blocks.StreamBlock):
    """A list of short texts."""

    item = blocks.RichTextBlock(features=["bold", "italic", "link"], label="Élément")

    class Meta:
        required = False
        template = "blocks/short_items.html"


_TAG_END = re.compile(r"</(p|li|h[1-6]|td|th|tr|blockquote|div)>|<br\s*/?>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def html_to_text(html: str) -> str:
    """Return the words of a fragment of HTML, without gluing neighbouring paragraphs."""
    return _SPACES.sub(" ", unescape(strip_tags(_TAG_END.sub(" ", html or "")))).strip()


def _raw_text(value: Any) -> str:
    if isinstance(value, str):
        return html_to_text(value) if "<" in value else value
    if isinstance(value, dict):
        # Addresses, identifiers and choices are not words of the text.
        skipped = {"id", "type", "level", "tone", "language", "url", "page", "document", "decorative"}
        return " ".join(_raw_text(item) for key, item in value.items() if key not in skipped)
    if isinstance(value, (list, tuple)):
        return " ".join(_raw_text(item) for item in value)
    return ""


def body_text(stream: Any) -> str:
    """Return the words of a stream, from its raw data: no query for chosen pages or images."""
    parts = (_raw_text(block.get("value")) for block in stream.raw_data if block)
    return _SPACES.sub(" ", " ".join(part for part in parts if part)).strip()


def stream_headings(stream: Any, level: str = "h2") -> list[dict[str, str]]:
    """Return the headings of one level, as ``{"text", "anchor"}``."""
    return [
        {"text": child.value["text"], "anchor": child.value.anchor}
        for child in stream
        if child.block_type == "heading" and child.value["level"] == level
    ]
