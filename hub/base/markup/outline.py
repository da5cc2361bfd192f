"""The headings of a text: their levels in the page, and the anchors that links may aim at."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from bs4 import Tag
from django.utils.text import slugify

from .parser import CONTAINER, text_of
from .vocabulary import Heading

#: Attribute by which the walker knows that a heading is one of the page, and which.
POSITION = "data-outline"
#: Where a heading is a bold line, not a section of the page.
_ENCLOSURES = frozenset({"blockquote", "details", "li", "td", "th", "figcaption"})
_EXPLICIT_ID = re.compile(r"\s*\{#(?P<id>[\w-]+)\}\s*$")
MAX_LEVEL = 4
#: Longer than this, it is a paragraph that somebody wrote as a heading.
MAX_LENGTH = 250


def anchor_of(text: str) -> str:
    """Give the anchor of a heading's text: the same as ``hub.base.blocks.HeadingBlock`` gives it."""
    return slugify(text)[:80] or "section"


def loose(anchor: str) -> str:
    """Reduce an anchor to its letters and digits: generators of sites disagree on all the rest."""
    plain = unicodedata.normalize("NFKD", unquote(anchor)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def outline(soup: Tag) -> tuple[list[Heading], dict[str, str]]:
    """Number the headings of a tree and list its anchors.

    Pages start at level 2 and never skip a level, whatever the source did.

    Returns:
        The headings, in order (each tag remembers its position), and the anchors: loose form of
        what links may say -> anchor in the page.
    """
    headings: list[Heading] = []
    anchors: dict[str, str] = {}
    stack: list[int] = []
    pending: list[str] = []  # ids met since the last heading: they aim at the next one
    for tag in soup.find_all(True):
        own = [str(tag[name]) for name in ("id", "name") if tag.get(name)]
        if tag.name not in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            pending += own
            continue
        explicit = _take_explicit_id(tag)
        text = text_of(tag)
        if not text or len(text) > MAX_LENGTH or _enclosed(tag):
            continue
        written = int(tag.name[1])
        while stack and stack[-1] >= written:
            stack.pop()
        stack.append(written)
        anchor = anchor_of(text)
        tag[POSITION] = str(len(headings))
        headings.append(Heading(min(len(stack) + 1, MAX_LEVEL), text, anchor))
        for alias in [
            text,
            anchor,
            *own,
            *pending,
            *explicit,
            *(str(a.get("id") or "") for a in tag.find_all(True)),
        ]:
            anchors.setdefault(loose(alias), anchor)
        pending = []
    anchors.pop("", None)
    return headings, anchors


def _take_explicit_id(tag: Tag) -> list[str]:
    """Remove ``{#id}`` from the end of a heading and give the id."""
    for node in reversed(tag.find_all(string=True)):
        match = _EXPLICIT_ID.search(str(node))
        if match:
            node.replace_with(str(node)[: match.start()])
            return [match["id"]]
        if str(node).strip():
            break
    return []


def _enclosed(tag: Tag) -> bool:
    return any(parent.name in _ENCLOSURES or parent.get(CONTAINER) is not None for parent in tag.parents)
