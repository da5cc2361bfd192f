"""When news is asked: calendar months after the end of a défi, its reminders, and when silence is silence.

The terms are the programme’s: most défis that last take off six to eight months after their end.
"""

from __future__ import annotations

import calendar
import datetime as dt

# Months after the end.
TERMS = (3, 6, 12)
# Days after the first message.
REMINDERS = (14, 30)
SILENCE = 60
# A first reminder that left late is left alone for a while before the second.
BETWEEN_REMINDERS = 7
# Beyond, « twelve months later » means nothing any more: a hub that starts with the défis of former
# years writes to nobody about them.
LAST_MONTH = 18


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last of the month when there is no such day.

    A mistyped year stops nobody’s news: beyond the last year that Python knows, the answer is its last day.
    """
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def terms_due(end: dt.date, today: dt.date) -> tuple[int, ...]:
    """Return the terms that have come, the latest last; none once it is too late to ask anything."""
    if today > add_months(end, LAST_MONTH):
        return ()
    return tuple(months for months in TERMS if add_months(end, months) <= today)


def reminder_due(asked_on: dt.date, reminded_on: dt.date | None, today: dt.date) -> int:
    """Return the number of the reminder to send today; 0: none.

    A late run sends the latest reminder only, never both. The number stays due once sent: what left
    already does not leave again (:func:`hub.base.mailing.send_once`), what failed does.

    Args:
        asked_on: day of the first message.
        reminded_on: day of the last reminder.
        today: the day that counts.
    """
    elapsed = (today - asked_on).days
    due = sum(elapsed >= days for days in REMINDERS)
    if due < 2 or reminded_on is None:
        return due
    first_was_last = (reminded_on - asked_on).days < REMINDERS[1]
    if first_was_last and (today - reminded_on).days < BETWEEN_REMINDERS:
        return 0
    return due


def is_silent(asked_on: dt.date, today: dt.date) -> bool:
    """Tell whether a request without an answer is by now a silence."""
    return (today - asked_on).days >= SILENCE
