"""Reads of the forms of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from ..models import DefiPage
from .sections import SECTIONS, Section


@dataclass(frozen=True)
class Edit:
    """Who saved a version, and when."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class PartLink:
    """A part of a form."""

    title: str
    url: str
    current: bool


def last_edit(defi: DefiPage) -> Edit | None:
    """Return who saved the latest version of a défi, and when."""
    revision = Revision.objects.for_instance(defi).select_related("user").order_by("-created_at").first()
    return Edit(str(revision.user or "Quelqu’un"), revision.created_at) if revision else None


def latest_draft(defi: DefiPage) -> Edit | None:
    """Return who left a draft that is not published, and when; None when there is none."""
    fresh: Any = DefiPage.objects.filter(pk=defi.pk).values_list("has_unpublished_changes", flat=True).first()
    return last_edit(defi) if fresh else None


def parts_of(kind: str, shown: Sequence[Section], address: str) -> list[PartLink]:
    """Return the parts of a form, to fill one at a time; a form of one or two parts has none."""
    if len(SECTIONS[kind]) < 3:
        return []
    whole = len(shown) == len(SECTIONS[kind])
    links = [
        PartLink(section.title, f"{address}?partie={section.code}", not whole and section in shown)
        for section in SECTIONS[kind]
    ]
    return [PartLink("Tout le plan", address, whole), *links]
