"""What the team sees of the state of the index: what waits, since when, why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Max, Min, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Page

from .engines import get_engine
from .engines.base import EngineHealth
from .models import FileText, PendingIndexing

# A change is indexed within a second; one that waits for an hour deserves a look.
LATE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class IndexState:
    """The index, and what it does not know yet.

    Attributes:
        health: what the engine says of itself.
        waiting: number of documents that wait.
        since: when the oldest change was made, None when nothing waits.
        late: number of documents that have waited for more than an hour.
        files_waiting: number of attached files to read.
        files_unreadable: number of those in which nothing could be read.
    """

    health: EngineHealth
    waiting: int
    since: dt.datetime | None
    late: int
    files_waiting: int
    files_unreadable: int

    @property
    def built_at(self) -> dt.datetime | None:
        """Return when everything was last indexed."""
        try:
            return dt.datetime.fromisoformat(self.health.built_at)
        except ValueError:
            return None


@dataclass(frozen=True)
class WaitingDocument:
    """A document that waits."""

    reference: str
    label: str
    kind: str
    url: str
    since: dt.datetime
    attempts: int
    reason: str


def late_count() -> int:
    """Return how many documents have waited for more than an hour."""
    late = PendingIndexing.objects.filter(created_at__lt=timezone.now() - LATE)
    return late.values("reference").distinct().count()


def index_state() -> IndexState:
    """Return the state of the index."""
    waiting = PendingIndexing.objects.aggregate(since=Min("created_at"))
    return IndexState(
        health=get_engine().health(),
        waiting=PendingIndexing.objects.values("reference").distinct().count(),
        since=waiting["since"],
        late=late_count(),
        files_waiting=FileText.objects.filter(state=FileText.State.WAITING).count(),
        files_unreadable=FileText.objects.unreadable().count(),
    )


def waiting_rows() -> QuerySet[Any, Any]:
    """Return the documents that wait, those that fail most first, as rows for :func:`describe`."""
    # No default order: it would cut the groups.
    grouped = PendingIndexing.objects.order_by().values("reference")
    return grouped.annotate(
        since=Min("created_at"), tries=Max("attempts"), reason=Max("last_error")
    ).order_by("-tries", "since", "reference")


def describe(rows: list[dict[str, Any]]) -> list[WaitingDocument]:
    """Return waiting documents with the names of what they are about, in one query for each model."""
    by_model: dict[str, list[str]] = {}
    for row in rows:
        label, _colon, pk = row["reference"].partition(":")
        by_model.setdefault(label, []).append(pk)
    things = {
        f"{label}:{thing.pk}": thing for label, pks in by_model.items() for thing in _things(label, pks)
    }
    return [_described(row, things.get(row["reference"])) for row in rows]


def _things(label: str, pks: list[str]) -> QuerySet[Any]:
    model: Any = Page if label == "page" else apps.get_model(label)
    return model._default_manager.filter(pk__in=pks)


def _described(row: dict[str, Any], thing: Any) -> WaitingDocument:
    url = ""
    if isinstance(thing, Page):
        url = reverse("wagtailadmin_pages:edit", args=[thing.pk])
    elif thing is not None:
        try:
            url = thing.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            url = ""
    return WaitingDocument(
        reference=row["reference"],
        label=str(thing) if thing is not None else "Supprimé",
        kind=_kind(row["reference"]),
        url=url,
        since=row["since"],
        attempts=row["tries"],
        reason=row["reason"],
    )


def _kind(reference: str) -> str:
    label, _colon, _pk = reference.partition(":")
    return "page" if label == "page" else str(apps.get_model(label)._meta.verbose_name)
