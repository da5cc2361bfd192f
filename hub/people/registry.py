"""Where higher rooms add to a person’s page: their défis, their reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hub.base.registry import Registry


@dataclass(frozen=True)
class SectionItem:
    """A line of a section: where it leads, and what the person is there (« mentor, 2024 »)."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class PersonSection:
    """A part of a person’s page."""

    title: str
    items: tuple[SectionItem, ...]


# (reader, person) -> section, or None when there is nothing that the reader may see; one or two
# queries each, through hub.base.visibility.visible_to.
person_sections: Registry[Callable[[Any, Any], PersonSection | None]] = Registry("Page d’une personne")
