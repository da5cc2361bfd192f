"""Vocabulary of the conversion: what comes in (``Resolver``) and what goes out (``Conversion``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

#: A raw StreamField child, as Wagtail stores it: ``{"type": …, "value": …}``.
RawBlock = dict[str, Any]


class WarningKind(StrEnum):
    """Why a part of the source did not arrive as it was written."""

    UNSAFE = "unsafe"
    UNKNOWN_LINK = "unknown_link"
    UNKNOWN_ANCHOR = "unknown_anchor"
    MISSING_IMAGE = "missing_image"
    MISSING_ALT = "missing_alt"
    EMBED = "embed"
    UNUSED_FOOTNOTE = "unused_footnote"
    LOST_LINK = "lost_link"


@dataclass(frozen=True)
class MarkupWarning:
    """One thing that was dropped or changed; ``detail`` is the piece of source at stake."""

    kind: WarningKind
    detail: str


@dataclass(frozen=True)
class Heading:
    """A heading of the converted text, with the anchor that a link of the same text may aim at."""

    level: int
    text: str
    anchor: str


@dataclass
class Conversion:
    """Result of :func:`hub.base.markup.to_blocks`."""

    blocks: list[RawBlock] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    warnings: list[MarkupWarning] = field(default_factory=list)


class Resolver(Protocol):
    """Knows what the links and images of a text become in the hub."""

    def link(self, href: str) -> str | dict[str, Any] | None:
        """Tell what a link becomes.

        Args:
            href: the address as written (never an in-page ``#anchor``, never a dangerous scheme).

        Returns:
            An address, or the attributes of Wagtail's own link format
            (``{"linktype": "page", "id": 12}``), or None when the target is unknown: the text
            of the link then stays, without the link, and a warning is recorded.
        """

    def image(self, src: str, alt: str) -> int | None:
        """Give the primary key of the image at ``src``, or None when there is none."""


class PlainResolver:
    """The resolver of a text that stands alone: links stay as they are, images are unknown."""

    def link(self, href: str) -> str | None:
        """Keep every address."""
        return href

    def image(self, src: str, alt: str) -> None:
        """Know no image."""
        return None
