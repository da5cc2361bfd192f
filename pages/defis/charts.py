"""Small charts of the impact indicators: where it started, what was measured, where it should go.

Everything is computed here in whole units of the drawing; the template only writes attributes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.base.templatetags.hub import french_date, french_number

from .wording import with_unit

WIDTH, HEIGHT = 360, 200
LEFT, RIGHT, TOP, BOTTOM = 12, 348, 50, 164
# A value is written this far above its point, or below it when the line comes from above; and at least
# this far from the sides.
ABOVE, BELOW, ASIDE = 10, 20, 26
# Values nearer to each other than this would run into each other.
APART = 44
# Where the legend of the target is, over everything else.
LEGEND = 14


@dataclass(frozen=True)
class Point:
    """A value at its place in the drawing; ``label`` is empty where it would be crowded."""

    x: int
    y: int
    date: dt.date
    value: Decimal
    is_start: bool = False
    label: str = ""
    label_x: int = 0
    label_y: int = 0


@dataclass(frozen=True)
class Line:
    """The level of the target across the drawing, with what the legend says of it."""

    y: int
    label: str
    legend_y: int = LEGEND


@dataclass(frozen=True)
class Chart:
    """A drawing with its equivalent in words."""

    title: str
    description: str
    points: tuple[Point, ...]
    target: Line | None
    first_date: str
    last_date: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    axis: int = BOTTOM
    dates_y: int = BOTTOM + 22

    @property
    def path(self) -> str:
        """Return the points of the line that joins the values."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def draw(indicator: Any, measures: list[Any]) -> Chart | None:
    """Return the chart of an indicator; None when there are not two dated values to compare.

    Args:
        indicator: an :class:`~pages.defis.models.ImpactIndicator`.
        measures: its measures, by date.
    """
    values = [(row.date, row.value, False) for row in measures]
    if indicator.baseline is not None and indicator.baseline_on:
        values.insert(0, (indicator.baseline_on, indicator.baseline, True))
    values.sort(key=lambda value: value[0])
    if len(values) < 2:
        return None
    last_day = max(values[-1][0], indicator.target_on or values[-1][0])
    across = _Scale(values[0][0].toordinal(), last_day.toordinal(), LEFT + 8, RIGHT - 8)
    levels = [value for _date, value, _start in values]
    if indicator.target is not None:
        levels.append(indicator.target)
    up = _Scale(float(min(levels)), float(max(levels)), BOTTOM - BELOW - 4, TOP)
    places = [(across.place(date.toordinal()), up.place(float(value))) for date, value, _start in values]
    shown = _labelled([x for x, _y in places])
    points = tuple(
        Point(
            x, y, date, value, is_start,
            label=french_number(value) if index in shown else "",
            label_x=min(max(x, LEFT + ASIDE), RIGHT - ASIDE),
            label_y=y + BELOW if _comes_from_above(places, index) else y - ABOVE,
        )
        for index, ((x, y), (date, value, is_start)) in enumerate(zip(places, values, strict=True))
    )  # fmt: skip
    return Chart(
        title=f"{indicator.name}\u00a0: évolution",
        description=_in_words(indicator, values),
        points=points,
        target=_target_line(indicator, up),
        first_date=french_date(values[0][0]),
        last_date=french_date(last_day),
    )


@dataclass(frozen=True)
class _Scale:
    """Places values between two ends of the drawing."""

    lowest: float
    highest: float
    start: int
    end: int

    def place(self, value: float) -> int:
        """Return where a value stands; in the middle when all are the same."""
        if self.highest == self.lowest:
            return (self.start + self.end) // 2
        share = (value - self.lowest) / (self.highest - self.lowest)
        return round(self.start + share * (self.end - self.start))


def _target_line(indicator: Any, up: _Scale) -> Line | None:
    if indicator.target is None:
        return None
    label = f"Cible\u00a0: {with_unit(indicator.target, indicator.unit)}"
    return Line(up.place(float(indicator.target)), label)


def _labelled(places: list[int]) -> set[int]:
    """Return which values are written: the last one, then those that have room, from the end."""
    shown: set[int] = set()
    limit = places[-1] + APART
    for index in reversed(range(len(places))):
        # The first is worth more than the one beside it.
        if limit - places[index] >= APART and (index == 0 or places[index] - places[0] >= APART):
            shown.add(index)
            limit = places[index]
    return shown


def _comes_from_above(places: list[tuple[int, int]], index: int) -> bool:
    """Tell whether the line comes from above a point (and would cross what is written over it)."""
    beside = index - 1 if index else 1
    return places[beside][1] < places[index][1]


def _in_words(indicator: Any, values: list[tuple[dt.date, Decimal, bool]]) -> str:
    (first_day, first, is_start), (last_day, last, _start) = values[0], values[-1]
    unit = indicator.unit
    words = [
        f"{'Au départ' if is_start else 'Première mesure'}, le {french_date(first_day)}\u00a0: "
        f"{with_unit(first, unit)}.",
        f"Dernière mesure, le {french_date(last_day)}\u00a0: {with_unit(last, unit)}.",
    ]
    if indicator.target is not None:
        when = f", visée pour le {french_date(indicator.target_on)}" if indicator.target_on else ""
        words.append(f"Cible{when}\u00a0: {with_unit(indicator.target, unit)}.")
    return " ".join(words)
