"""Reads the starter content: YAML registers, and Markdown pages with their front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

CONTENT_DIR = Path(__file__).parent / "content"
_RELATIVE = re.compile(r"^J([+-]\d+)$")
_TERM = re.compile(r"\(term:([^)]+)\)")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n?(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class SourcePage:
    """A page to create: its place below the home page, its data and its Markdown body."""

    place: str
    data: dict[str, Any]
    body: str

    @property
    def slug(self) -> str:
        """Return the last part of the place."""
        return self.place.rsplit("/", 1)[-1]

    @property
    def parent_place(self) -> str:
        """Return the place of the parent page, empty for the home page."""
        return self.place.rpartition("/")[0]


def read_register(name: str) -> list[dict[str, Any]]:
    """Return the rows of a register."""
    return yaml.safe_load((CONTENT_DIR / f"{name}.yaml").read_text(encoding="utf-8")) or []


def read_pages() -> Iterator[SourcePage]:
    """Yield every page, parents before children."""
    root = CONTENT_DIR / "pages"
    files = sorted(root.rglob("*.md"), key=lambda file: (len(file.relative_to(root).parts), str(file)))
    for file in files:
        text = file.read_text(encoding="utf-8")
        match = _FRONT_MATTER.match(text)
        if match is None:
            raise ValueError(f"{file.name} : en-tête YAML absent.")
        place = str(file.relative_to(root).with_suffix(""))
        yield SourcePage(place, yaml.safe_load(match[1]), strip_terms(match[2]))


def strip_terms(text: str) -> str:
    """Replace ``(term:DSI)`` by the acronym itself."""
    return _TERM.sub(r"\1", text or "")


def to_date(value: Any, today: dt.date | None = None) -> dt.date | None:
    """Return a date from ISO text, a date, or an offset from the loading day such as ``J-30``.

    Raises:
        ValueError: the value is none of these.
    """
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value
    match = _RELATIVE.match(str(value))
    if match:
        return (today or timezone.localdate()) + dt.timedelta(days=int(match[1]))
    return dt.date.fromisoformat(str(value))
