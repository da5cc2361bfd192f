"""What a box (callout, accordion) may hold, and how other blocks are written inside it."""

from __future__ import annotations

import re
from html import escape

from .vocabulary import RawBlock

#: Names of ``:::`` containers and of GitHub's alerts -> tone of the callout.
TONES = {
    "info": "info", "note": "info", "information": "info", "remarque": "info", "question": "info",
    "tip": "tip", "astuce": "tip", "conseil": "tip", "success": "tip", "hint": "tip", "example": "tip",
    "warning": "warning", "attention": "warning", "caution": "warning", "avertissement": "warning",
    "important": "important", "danger": "important", "error": "important",
}  # fmt: skip
MAX_TITLE = 150
#: How GitHub opens a box: ``> [!NOTE]``.
ALERT = re.compile(r"^\s*\[!(\w+)\]\s*")


def bold(text: str) -> str:
    """Write a title inside a box."""
    return f"<p><b>{escape(text, quote=False)}</b></p>"


def as_rich(block: RawBlock) -> str:
    """Write a block inside a rich text: its title becomes a bold paragraph, a quotation an italic one."""
    value = block["value"]
    if block["type"] == "paragraph":
        return str(value)
    if block["type"] == "quote":
        author = f" ({escape(value['author'], quote=False)})" if value["author"] else ""
        return f"<p><i>{escape(value['text'], quote=False)}</i>{author}</p>"
    if block["type"] == "callout":
        title = bold(value["title"]) if value["title"] else ""
        return title + str(value["text"])
    if block["type"] == "accordions":
        return "".join(bold(item["title"]) + item["content"] for item in value["items"])
    return ""
