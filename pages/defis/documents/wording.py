"""Dates, numbers and amounts as a document writes them."""

from __future__ import annotations

import datetime as dt

from hub.base.templatetags.hub import french_date

from .. import wording

NBSP, NNBSP = wording.NBSP, wording.NNBSP


def period(start: dt.date | None, end: dt.date | None) -> str:
    """Return the dates of something that may have no end, or no beginning; empty without either."""
    if start and end:
        return wording.from_to(start, end)
    if start:
        return f"depuis le {french_date(start)}"
    return f"jusqu’au {french_date(end)}" if end else ""


def dated(text: str, on: dt.date | None) -> str:
    """Return a value with its date between brackets, empty when there is no value."""
    return f"{text} ({french_date(on)})" if text and on else text


def euros(amount: int | None, each: str = "") -> str:
    """Return an amount, such as « 87 654 € par an »; empty when it is not known, which is not zero."""
    if amount is None:
        return ""
    return f"{wording.euros(amount)} {each}".strip()
