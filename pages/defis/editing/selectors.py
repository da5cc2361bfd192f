"""Reads of the forms of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Revision

from hub.base.revisions import same_content

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
    """Return who left a draft that is not published, and when; None when there is none.

    A version that says what the published page says is no draft, whatever Wagtail’s flag.
    """
    page = DefiPage.objects.filter(pk=defi.pk).select_related("latest_revision", "live_revision").first()
    if page is None or not page.has_unpublished_changes:
        return None
    latest, published = page.latest_revision, page.live_revision
    if page.live and latest and published and same_content(latest.content, published.content):
        return None
    return last_edit(defi)


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
