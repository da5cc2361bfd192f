"""The timeline of the défis: one set of lanes for the picture and for its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hub.base.templatetags.hub import french_date

from ..enums import DefiPhase
from ..records import PhaseFact
from .rows import Row

# More lanes would no longer be read as a picture.
MOST_LANES = 60
# A date typed with the wrong century must not flatten the others.
YEARS_BACK, YEARS_AHEAD = 12, 5

# Pixels; whole numbers, for a French decimal comma breaks the coordinates of an SVG.
MARGIN = 16
AXIS, TODAY_TOP = 40, 26
LANE = 56
BAR_TOP, BAR_HEIGHT = 20, 18
MARK_TOP = 47
LEAST_WIDTH = 1040
MONTH_WIDTHS = (9, 48)
CHARACTER = 8
LETTER_WIDTH = 22

DONE, COMING, LATE = "done", "coming", "late"
MARK_LABELS = {DONE: "faite", COMING: "à venir", LATE: "en retard"}
PHASE_LETTERS = {
    DefiPhase.PREPARATION: "P",
    DefiPhase.INVESTIGATION: "I",
    DefiPhase.CONSTRUCTION: "C",
    DefiPhase.PRODUCTION: "M",
    DefiPhase.TAKEOVER: "R",
    DefiPhase.STOPPED: "A",
}
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Segment:
    """The part of a bar that a phase takes."""

    phase: str
    label: str
    start: dt.date
    end: dt.date
    x: int
    width: int

    @property
    def middle(self) -> int:
        """Return the place of the letter."""
        return self.x + self.width // 2

    @property
    def letter(self) -> str:
        """Return the letter of the phase, where there is room for it."""
        return PHASE_LETTERS[DefiPhase(self.phase)] if self.width >= LETTER_WIDTH else ""


@dataclass(frozen=True)
class Mark:
    """A milestone."""

    date: dt.date
    label: str
    state: str
    x: int
    y: int

    @property
    def state_label(self) -> str:
        """Return the state in words."""
        return MARK_LABELS[self.state]

    @property
    def shape(self) -> str:
        """Return the path: a disc when done, a diamond to come, a triangle when late."""
        x, y = self.x, self.y
        if self.state == DONE:
            return f"M{x - 6} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"
        if self.state == COMING:
            return f"M{x} {y - 7}L{x + 7} {y}L{x} {y + 7}L{x - 7} {y}z"
        return f"M{x} {y - 7}L{x + 7} {y + 6}L{x - 7} {y + 6}z"


@dataclass(frozen=True)
class Lane:
    """A défi of the timeline."""

    title: str
    url: str
    start: dt.date
    end: dt.date
    x: int
    width: int
    top: int
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    anchor: str = "start"

    @property
    def label_x(self) -> int:
        """Return where the title is written: above its bar, inside the picture."""
        return self.x + self.width if self.anchor == "end" else self.x

    @property
    def label_y(self) -> int:
        """Return the base line of the title."""
        return self.top + BAR_TOP - 6

    def names(self, x: int) -> bool:
        """Tell whether the title is written across a place."""
        length = len(self.title) * CHARACTER
        left = self.label_x - length if self.anchor == "end" else self.label_x
        return left - CHARACTER <= x <= left + length + CHARACTER

    @property
    def bar_y(self) -> int:
        """Return the top of the bar."""
        return self.top + BAR_TOP

    @property
    def letter_y(self) -> int:
        """Return the base line of the letters."""
        return self.top + BAR_TOP + 14


@dataclass(frozen=True)
class Tick:
    """A date of the axis."""

    label: str
    x: int


@dataclass(frozen=True)
class Timeline:
    """The picture.

    Attributes:
        undated: titles of the défis without both dates: no bar can be drawn.
        left_out: how many dated défis the picture leaves out.
    """

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today_x: int | None
    width: int
    height: int
    undated: tuple[tuple[str, str], ...]
    left_out: int
    title: str = ""
    description: str = ""
    bar_height: int = BAR_HEIGHT
    axis: int = AXIS

    @property
    def bottom(self) -> int:
        """Return where the vertical lines end."""
        return self.height - 8

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        """Return code, letter and name of the phases that are drawn: a bar ends with its défi."""
        drawn = {segment.phase for lane in self.lanes for segment in lane.segments}
        return [(str(phase), PHASE_LETTERS[phase], phase.label) for phase in DefiPhase if phase in drawn]

    @property
    def today_lines(self) -> list[tuple[int, int]]:
        """Return the top and the bottom of each piece of the line of the day, which crosses no title."""
        if self.today_x is None:
            return []
        crossed = [lane for lane in self.lanes if lane.names(self.today_x)]
        tops = [TODAY_TOP, *(lane.bar_y for lane in crossed)]
        bottoms = [*(lane.top + 2 for lane in crossed), self.bottom]
        return [(top, bottom) for top, bottom in zip(tops, bottoms, strict=True) if top < bottom]


@dataclass(frozen=True)
class Scale:
    """From days to pixels."""

    first: dt.date
    last: dt.date
    month_width: int

    @property
    def months(self) -> int:
        """Return the number of months shown."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month

    @property
    def width(self) -> int:
        """Return the width of the picture."""
        return 2 * MARGIN + self.months * self.month_width

    def x(self, day: dt.date) -> int:
        """Return where a day is, those outside of the picture at its edge."""
        day = min(max(day, self.first), self.last)
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return MARGIN + round((months + (day.day - 1) / 31) * self.month_width)


def draw_timeline(rows: Iterable[Row], today: dt.date, most: int = MOST_LANES) -> Timeline:
    """Return the timeline of défis.

    Args:
        rows: the défis, in the order of the dashboard: the first ones are kept when there are too many.
        today: the day of the vertical line.
        most: the number of lanes.
    """
    rows = list(rows)
    dated = [row for row in rows if row.record.start and row.record.end]
    kept = sorted(dated[:most], key=lambda row: (row.record.start, row.record.end, row.record.title))
    undated = tuple(
        (row.record.title, row.record.url) for row in rows if not (row.record.start and row.record.end)
    )
    if not kept:
        return Timeline((), (), None, 0, 0, undated, 0)
    scale = _scale(kept, today)
    lanes = tuple(_lane(row, AXIS + LANE * place, scale, today) for place, row in enumerate(kept))
    return Timeline(
        lanes=lanes,
        ticks=_ticks(scale),
        today_x=scale.x(today) if scale.first <= today <= scale.last else None,
        width=scale.width,
        height=AXIS + LANE * len(kept) + 12,
        undated=undated,
        left_out=len(dated) - len(kept),
        title=f"Frise de {len(kept)} défi{'s' if len(kept) > 1 else ''}",
        description=_description(lanes, today),
    )


def _month(day: dt.date, offset: int = 0) -> dt.date:
    """Return the first day of a month, or of one before or after it."""
    months = day.year * 12 + day.month - 1 + offset
    return dt.date(months // 12, months % 12 + 1, 1)


def _scale(rows: list[Row], today: dt.date) -> Scale:
    days = [day for row in rows for day in (row.record.start, row.record.end) if day]
    days += [step.date for row in rows for step in row.record.milestones]
    earliest, latest = dt.date(today.year - YEARS_BACK, 1, 1), dt.date(today.year + YEARS_AHEAD, 12, 31)
    inside = [min(max(day, earliest), latest) for day in days]
    first, last = _month(min(inside)), _month(max(inside), 1)
    months = (last.year - first.year) * 12 + last.month - first.month
    narrow, wide = MONTH_WIDTHS
    return Scale(first, last, max(narrow, min(wide, (LEAST_WIDTH - 2 * MARGIN) // months)))


def _lane(row: Row, top: int, scale: Scale, today: dt.date) -> Lane:
    record = row.record
    assert record.start is not None, "Only dated défis have a lane."
    assert record.end is not None, "Only dated défis have a lane."
    start, end = record.start, record.end
    x, width = _extent(scale, start, end)
    room = scale.width - MARGIN - x
    marks = tuple(
        Mark(step.date, step.label, _state(step.done, step.date, today), scale.x(step.date), top + MARK_TOP)
        for step in record.milestones
    )
    return Lane(
        title=record.title,
        url=record.url,
        start=start,
        end=end,
        x=x,
        width=width,
        top=top,
        segments=_segments(record.phases, start, end, scale),
        marks=marks,
        anchor="end" if len(record.title) * CHARACTER > room and x + width > scale.width // 2 else "start",
    )


def _extent(scale: Scale, start: dt.date, end: dt.date) -> tuple[int, int]:
    x = scale.x(start)
    return x, max(4, scale.x(end) - x)


def _state(done: bool, day: dt.date, today: dt.date) -> str:
    if done:
        return DONE
    return LATE if day < today else COMING


def _segments(
    phases: tuple[PhaseFact, ...], start: dt.date, end: dt.date, scale: Scale
) -> tuple[Segment, ...]:
    """Return the phases inside the dates of the défi; a phase without end lasts until the next one."""
    found = []
    for place, fact in enumerate(phases):
        following = phases[place + 1].start if place + 1 < len(phases) else end
        first, last = max(fact.start, start), min(fact.end or following, end)
        if first < last:
            x, width = _extent(scale, first, last)
            found.append(Segment(fact.phase, DefiPhase(fact.phase).label, first, last, x, width))
    return tuple(found)


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    """Return the months, the quarters or the years, as room allows."""
    step = 1 if scale.month_width >= 44 else 3 if scale.month_width >= 20 else 12
    ticks: list[Tick] = []
    for offset in range(scale.months + 1):
        day = _month(scale.first, offset)
        if (day.month - 1) % step:
            continue
        name = str(day.year) if step == 12 else MONTHS[day.month - 1]
        if step < 12 and (day.month == 1 or not ticks):
            name = f"{name} {day.year}"
        x = scale.x(day)
        if x < scale.width - 3 * MARGIN:
            ticks.append(Tick(name, x))
    return tuple(ticks)


def _description(lanes: tuple[Lane, ...], today: dt.date) -> str:
    states = [mark.state for lane in lanes for mark in lane.marks]
    first, last = min(lane.start for lane in lanes), max(lane.end for lane in lanes)
    counts = ", ".join(f"{states.count(state)} {label}" for state, label in MARK_LABELS.items())
    running = sum(lane.start <= today <= lane.end for lane in lanes)
    return (
        f"Du {french_date(first)} au {french_date(last)}. À la date du jour, {running} en cours. "
        f"Étapes\u00a0: {counts}. Le tableau qui suit dit la même chose."
    )
