"""Blocks shared by every page, one module per family."""

from __future__ import annotations

from .links import LinkBlock, LinkListBlock, LinkValue
from .media import CaptionedImageBlock, DownloadBlock, VideoBlock
from .streams import BodyStreamBlock, ShortItemsBlock, body_text, html_to_text, stream_headings
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

__all__ = [
    "AccordionsBlock",
    "BodyStreamBlock",
    "CalloutBlock",
    "CaptionedImageBlock",
    "CodeBlock",
    "DownloadBlock",
    "FootnotesBlock",
    "HeadingBlock",
    "KeyFiguresBlock",
    "LinkBlock",
    "LinkListBlock",
    "LinkValue",
    "ParagraphBlock",
    "QuoteBlock",
    "ShortItemsBlock",
    "TableBlock",
    "VideoBlock",
    "body_text",
    "html_to_text",
    "stream_headings",
]
