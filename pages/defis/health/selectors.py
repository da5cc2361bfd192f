"""Reads of the health, for one page at a time; lists read their facts with ``pages.defis.records``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from ..members import may_follow
from ..models import DefiPage
from ..records import read_record
from .assessment import Health, assess


def page_health(user: Any, defi: DefiPage, today: dt.date | None = None) -> Health | None:
    """Return the health of a défi for its page, in one query beside the check of who reads.

    Args:
        user: the reader.
        defi: the page, as published: its own fields are read on it.
        today: the day; today by default.

    Returns:
        None for a reader who does not follow the défi.
    """
    if not may_follow(user, defi):
        return None
    return assess(read_record(defi), today or timezone.localdate())
