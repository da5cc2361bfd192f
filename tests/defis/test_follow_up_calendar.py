"""When news is asked, reminded of, and given up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.defis.follow_ups.calendar import TERMS, add_months, is_silent, reminder_due, terms_due

DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 5, 15), 3, (2026, 8, 15)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2027, 11, 30), 3, (2028, 2, 29)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 3, 31), 3, (2026, 6, 30)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2028, 2, 29), 3, (2028, 5, 29)),
        ((2026, 12, 31), 12, (2027, 12, 31)),
        ((2026, 1, 31), -3, (2025, 10, 31)),
        ((2026, 5, 31), -18, (2024, 11, 30)),
        ((9999, 8, 15), 3, (9999, 11, 15)),
        ((9999, 11, 15), 3, (9999, 12, 31)),
    ],
)
def test_months_are_those_of_the_calendar(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    """The same day of another month; its last one when the month is too short."""
    assert add_months(dt.date(*day), months) == dt.date(*expected)


@given(DAYS, st.integers(0, 24))
def test_months_later_is_in_the_right_month(day: dt.date, months: int) -> None:
    """Never a month too far, never a later day of the month."""
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


@given(DAYS, DAYS)
def test_terms_come_in_order_and_on_their_day(end: dt.date, today: dt.date) -> None:
    """A term is due from its day on, after those before it, until eighteen months after the end."""
    due = terms_due(end, today)
    assert due == TERMS[: len(due)]
    if today <= add_months(end, 18):
        assert due == tuple(months for months in TERMS if today >= add_months(end, months))
    else:
        assert due == ()


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ((2026, 8, 30), ()),
        ((2026, 8, 31), (3,)),
        ((2026, 11, 29), (3,)),
        ((2026, 11, 30), (3, 6)),
        ((2027, 5, 31), (3, 6, 12)),
        ((2027, 11, 30), (3, 6, 12)),
        ((2027, 12, 1), ()),
    ],
)
def test_terms_of_a_defi_that_ended_in_may(today: tuple[int, int, int], due: tuple[int, ...]) -> None:
    """The day before, the day itself, and when it is too late to ask."""
    assert terms_due(dt.date(2026, 5, 31), dt.date(*today)) == due


ASKED = dt.date(2026, 8, 31)


@pytest.mark.parametrize(
    ("elapsed", "reminded_after", "expected"),
    [
        (0, None, 0),
        (13, None, 0),
        (14, None, 1),
        (15, 14, 1),  # still the first: who did not get it gets it, the others not twice
        (29, 14, 1),
        (30, 14, 2),
        (45, None, 2),  # a late run: the last one only
        (45, 45, 2),
        (30, 28, 0),  # the first left late: a week of peace
        (34, 28, 0),
        (35, 28, 2),
    ],
)
def test_reminders(elapsed: int, reminded_after: int | None, expected: int) -> None:
    """Two reminders at most, the latest only when the run is late."""
    today = ASKED + dt.timedelta(days=elapsed)
    reminded_on = None if reminded_after is None else ASKED + dt.timedelta(days=reminded_after)
    assert reminder_due(ASKED, reminded_on, today) == expected


@pytest.mark.parametrize(("elapsed", "silent"), [(0, False), (59, False), (60, True), (300, True)])
def test_silence_is_silence_after_sixty_days(elapsed: int, silent: bool) -> None:
    """Not before, and for ever after."""
    assert is_silent(ASKED, ASKED + dt.timedelta(days=elapsed)) is silent
