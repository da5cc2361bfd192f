"""Writes of the history."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from ..enums import HistoryKind
from ..models import DefiPage, HistoryEntry
from .compare import compare
from .snapshot import snapshot, upgraded

logger = logging.getLogger(__name__)


def record_entry(
    defi: DefiPage,
    kind: str,
    *,
    by: Any = None,
    by_name: str = "",
    at: dt.datetime | None = None,
    lines: list[dict[str, str]] | None = None,
    snapshot: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Append an entry to the history of a défi.

    Args:
        defi: the défi.
        kind: a :class:`~pages.defis.enums.HistoryKind`.
        by: the account of who did it.
        by_name: their name, when they have no account.
        at: when; now by default.
        lines: sentences, as :class:`HistoryEntry` describes them.
        snapshot: the record as published.
    """
    known = by if by is not None and by.is_authenticated else None
    return HistoryEntry.objects.create(
        defi_id=defi.pk,
        kind=kind,
        at=at or timezone.now(),
        by=known,
        # The history is read by many: an address is never written there in place of a name.
        by_name=by_name or (known.get_full_name() if known is not None else ""),
        lines=lines or [],
        snapshot=snapshot,
    )


def record_confirmation(defi: DefiPage, by: Any, *, at: dt.datetime | None = None) -> HistoryEntry:
    """Record that somebody read the plan again and found it up to date; once a day tells enough."""
    moment = at or timezone.now()
    day = timezone.localdate(moment)
    last = HistoryEntry.objects.filter(defi_id=defi.pk, kind=HistoryKind.CONFIRMATION, by=by).first()
    if last is not None and by is not None and timezone.localdate(last.at) == day:
        return last
    return record_entry(defi, HistoryKind.CONFIRMATION, by=by, at=moment)


@transaction.atomic
def record_publication(
    defi: DefiPage, by: Any = None, *, at: dt.datetime | None = None
) -> HistoryEntry | None:
    """Record what a publication changed in the record.

    It is compared with the last publication that was recorded, not with the one before: what could not be
    recorded then is told now.

    Args:
        defi: the défi; what is published of it is read again.
        by: the account of who published.
        at: when; now by default.

    Returns:
        None when nothing of the record changed, or when the défi is not published.
    """
    # One at a time for a défi: two publications at once are told one after the other.
    live = DefiPage.objects.select_for_update(of=("self",)).filter(pk=defi.pk, live=True).first()
    if live is None:
        return None
    after = snapshot(live)
    last = HistoryEntry.objects.filter(
        defi_id=defi.pk, kind=HistoryKind.CHANGE, snapshot__isnull=False
    ).first()
    lines = compare(upgraded(last.snapshot) if last is not None and last.snapshot else None, after)
    if not lines:
        return None
    return record_entry(live, HistoryKind.CHANGE, by=by, at=at, lines=lines, snapshot=after)


def catch_up() -> list[int]:
    """Record the publications that were not when they happened: a failure, or a défi older than the history.

    Returns:
        The défis that had something to tell.
    """
    late = []
    told = HistoryEntry.objects.filter(
        defi=OuterRef("pk"), kind=HistoryKind.CHANGE, snapshot__isnull=False
    ).order_by("-at")
    rows = DefiPage.objects.filter(live=True).annotate(told_at=Subquery(told.values("at")[:1]))
    # Published since the last change told: the others have nothing to compare.
    rows = rows.filter(Q(told_at=None) | Q(told_at__lt=F("last_published_at")))
    for defi in rows.select_related("live_revision__user").order_by("pk"):
        revision = defi.live_revision
        try:
            entry = record_publication(
                defi, revision.user if revision is not None else None, at=defi.last_published_at
            )
        except Exception:
            logger.exception("The history of the défi %s could not be caught up.", defi.pk)
            continue
        if entry is not None:
            late.append(defi.pk)
    return late
