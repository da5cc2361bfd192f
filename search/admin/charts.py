"""Charts drawn on the server: geometry here, SVG in ``templates/search/admin/chart_*.html``.

Whole numbers only: a French decimal comma would break a drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 16, 34
ROW, LABEL_WIDTH = 26, 160
# At most this many labels under a chart: more would touch each other.
MOST_LABELS = 6


@dataclass(frozen=True)
class Mark:
    """A bar, or a point (``x``, ``y``): its size, and what it stands for."""

    x: int
    y: int
    width: int
    height: int
    label: str
    value: str
    shown_label: bool = True
    text_x: int = 0
    text_y: int = 0


@dataclass(frozen=True)
class Tick:
    """A line of the scale."""

    y: int
    label: str


@dataclass(frozen=True)
class Chart:
    """What a template draws."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...] = ()
    line: str = ""
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    rows: tuple[tuple[str, str], ...] = field(default=())


def scale_top(highest: int) -> int:
    """Return a round number at or above the highest value, which halves evenly."""
    step = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if step * factor >= highest:
                return step * factor
        step *= 10


def columns(
    values: Sequence[tuple[str, int]], *, short: Sequence[str] = (), top: int | None = None, unit: str = ""
) -> Chart:
    """Draw values in time, as columns and as a line; the template takes one or the other.

    Args:
        values: ``(label, value)``, in order.
        short: labels for the drawing, when those of the table are too long.
        top: top of the scale; a round number above the values by default.
        unit: what follows each number, such as « % ».
    """
    top = top or scale_top(max((value for _label, value in values), default=0))
    space, plot = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = space / max(len(values), 1)
    every = -(-len(values) // MOST_LABELS) or 1
    marks = []
    for number, (label, value) in enumerate(values):
        tall = round(plot * value / top)
        wide = max(2, round(step * 0.7))
        middle = round(LEFT + step * (number + 0.5))
        marks.append(
            Mark(
                x=middle - wide // 2,
                y=TOP + plot - tall,
                width=wide,
                height=tall,
                label=short[number] if short else label,
                value=f"{value}{unit}",
                shown_label=number % every == 0,
                text_x=middle,
                text_y=HEIGHT - 12,
            )
        )
    ticks = tuple(Tick(TOP + plot - round(plot * part / 2), f"{top * part // 2}{unit}") for part in range(3))
    line = " ".join(f"{mark.text_x},{mark.y}" for mark in marks)
    return Chart(WIDTH, HEIGHT, tuple(marks), ticks, line, rows=_rows(values, unit))


def bars(values: Sequence[tuple[str, int]], *, longest_label: int = 22) -> Chart:
    """Draw values to compare, as rows.

    Args:
        values: ``(label, value)``, in order.
        longest_label: longer labels are cut in the drawing; the table has them whole.
    """
    top = max((value for _label, value in values), default=0) or 1
    space = WIDTH - LABEL_WIDTH - 44
    marks = []
    for number, (label, value) in enumerate(values):
        wide = round(space * value / top)
        short = label if len(label) <= longest_label else f"{label[: longest_label - 1]}…"
        y = number * ROW + 4
        marks.append(
            Mark(LABEL_WIDTH, y, wide, ROW - 8, short, str(value), True, LABEL_WIDTH + wide + 8, y + 14)
        )
    return Chart(WIDTH, max(len(values), 1) * ROW, tuple(marks), rows=_rows(values, ""))


def _rows(values: Sequence[tuple[str, int]], unit: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, f"{value}{unit}") for label, value in values)
