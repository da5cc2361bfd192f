"""Pictures of a text file: the image of a défi, and the frieze of its calendar.

Both come back as a PNG or a JPEG that any word processor reads, with its size in pixels.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from hub.base.templatetags.hub import french_date

from .model import Calendar, Step
from .wording import NBSP, NNBSP

# Colours of the State’s design system; both have a contrast over 7 with white.
BLUE, GREY = "#000091", "#3a3a3a"
WIDTH, MARGIN, LANE, TOP, FOOT = 1800, 70, 96, 80, 90
RADIUS, LABEL = 30, 210
# Beyond, lanes are shared: the numbers and the table that follows are enough.
MOST_LANES = 8
# A longer alternative text would be a table read aloud: the table follows.
STEPS_IN_WORDS = 12
LARGEST = (1600, 1200)


def picture(image: Any) -> bytes | None:
    """Return an image of the hub reduced to the size of a page; None when its file cannot be read.

    Args:
        image: a ``HubImage``.
    """
    try:
        with image.file.open("rb") as file, Image.open(file) as source:
            source.draft("RGB", LARGEST)
            copy = source.convert(
                "RGBA" if "A" in source.getbands() or "transparency" in source.info else "RGB"
            )
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    copy.thumbnail(LARGEST)
    return _written(copy, "PNG" if copy.mode == "RGBA" else "JPEG")


def frieze(calendar: Calendar) -> bytes:
    """Return the steps of a calendar along a line, numbered: filled when done, hollow otherwise.

    It only holds figures and unaccented letters: the font that comes with Pillow has no others,
    and a server may have no font at all.
    """
    lanes = _lanes(calendar)
    height = TOP + LANE * (max(lanes, default=0) + 1) + FOOT
    image = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(image)
    axis = height - FOOT
    draw.line((MARGIN, axis, WIDTH - MARGIN, axis), fill=GREY, width=4)
    _ticks(draw, calendar, axis)
    if calendar.start <= calendar.today <= calendar.end:
        _today(draw, calendar, axis)
    for at, (step, lane) in enumerate(zip(calendar.steps, lanes, strict=True), start=1):
        _mark(draw, at, step, _across(calendar, step.date), axis - LANE * (lane + 1) + RADIUS // 2, axis)
    return _written(image, "PNG")


def frieze_in_words(calendar: Calendar) -> str:
    """Return the alternative text of the frieze."""
    told = [
        f"{at}, le {french_date(step.date)}{NBSP}: {step.label} ({'fait' if step.done else 'à faire'})"
        for at, step in enumerate(calendar.steps[:STEPS_IN_WORDS], start=1)
    ]
    more = len(calendar.steps) - STEPS_IN_WORDS
    if more > 0:
        told.append(f"et {more} de plus dans le tableau qui suit")
    span = f"du {french_date(calendar.start)} au {french_date(calendar.end)}"
    return f"Frise du calendrier, {span}. " + f"{NNBSP}; ".join(told) + "."


def _across(calendar: Calendar, day: dt.date) -> int:
    span = max((calendar.end - calendar.start).days, 1)
    return MARGIN + round((WIDTH - 2 * MARGIN) * (day - calendar.start).days / span)


def _lanes(calendar: Calendar) -> list[int]:
    """Return the height at which each step stands, so that no label covers another."""
    ends: list[int] = []
    lanes = []
    for step in calendar.steps:
        left = _across(calendar, step.date) - LABEL // 2
        free = next((lane for lane, end in enumerate(ends) if end <= left), len(ends))
        lane = min(free, MOST_LANES - 1)
        if lane == len(ends):
            ends.append(0)
        ends[lane] = left + LABEL
        lanes.append(lane)
    return lanes


def _ticks(draw: Any, calendar: Calendar, axis: int) -> None:
    """Mark the first days of months, or of years when there are many, with their date."""
    months = (calendar.end.year - calendar.start.year) * 12 + calendar.end.month - calendar.start.month
    every = next((pace for pace in (1, 2, 3, 6, 12, 60) if months / pace <= 10), 120)
    font = ImageFont.load_default(26)
    for at in range(months + 1):
        year, month = divmod(calendar.start.month - 1 + at, 12)
        first = dt.date(calendar.start.year + year, month + 1, 1)
        if month % every if every <= 12 else (month or (calendar.start.year + year) % (every // 12)):
            continue
        if calendar.start <= first <= calendar.end:
            x = _across(calendar, first)
            draw.line((x, axis, x, axis + 14), fill=GREY, width=3)
            draw.text((x, axis + 20), f"{first:%m/%Y}", font=font, fill=GREY, anchor="ma")


def _today(draw: Any, calendar: Calendar, axis: int) -> None:
    x = _across(calendar, calendar.today)
    for y in range(TOP - 40, axis, 16):
        draw.line((x, y, x, y + 8), fill=GREY, width=3)
    anchor = "ls" if x < WIDTH // 2 else "rs"
    shift = 10 if anchor == "ls" else -10
    draw.text((x + shift, TOP - 44), "Aujourd'hui", font=ImageFont.load_default(26), fill=GREY, anchor=anchor)


def _mark(draw: Any, at: int, step: Step, x: int, y: int, axis: int) -> None:
    draw.line((x, y, x, axis), fill=BLUE, width=3)
    box = (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
    draw.ellipse(box, fill=BLUE if step.done else "white", outline=BLUE, width=5)
    font = ImageFont.load_default(30)
    draw.text((x, y), str(at), font=font, fill="white" if step.done else BLUE, anchor="mm")
    side = "lm" if x < WIDTH - MARGIN - LABEL else "rm"
    shift = RADIUS + 8 if side == "lm" else -RADIUS - 8
    place, text, small = (x + shift, y), f"{step.date:%d/%m/%y}", ImageFont.load_default(26)
    # Nothing crosses a date.
    draw.rectangle(draw.textbbox(place, text, font=small, anchor=side), fill="white")
    draw.text(place, text, font=small, fill=GREY, anchor=side)


def _written(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, dpi=(200, 200), optimize=True)
    return file.getvalue()
