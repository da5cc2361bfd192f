"""Widths of the columns of a table, so that no word is cut."""

from __future__ import annotations

import re

from docx.shared import Pt

from .model import Table, plain

# Ten points, as « Texte de tableau »; shares of the size, from the bold face of Arial, rounded up.
SIZE = 10
NARROW, SLIM, WIDE, CAPITAL, OTHER = 0.28, 0.39, 0.95, 0.76, 0.6
NARROW_LETTERS, SLIM_LETTERS = frozenset("ijlI.,'’|/\u00a0\u202f"), frozenset("frt;:!()[]-")
WIDE_LETTERS = frozenset("mwMW@%")
# Both margins of a cell, and its borders.
AROUND = 10
TWIP = 635
# A longer word is an address or an accident: no column is made for it.
LONGEST_WORD = 22
# A word processor breaks a line after these; a no-break space is not one of them.
_BREAKS = re.compile(r"[ \t\n]|(?<=-)")


def word_width(word: str) -> float:
    """Return about how wide a word of a table is, in points."""
    shares = (
        NARROW if each in NARROW_LETTERS
        else SLIM if each in SLIM_LETTERS
        else WIDE if each in WIDE_LETTERS
        else CAPITAL if each.isupper()
        else OTHER
        for each in word
    )  # fmt: skip
    return SIZE * sum(shares)


def column_widths(block: Table, total: int) -> list[int]:
    """Return the widths of the columns of a table: shares of ``total`` by weight, each as wide as its words.

    Args:
        block: the table.
        total: the width of the table, in EMU; never exceeded, even by words that would need more.
    """
    weights = block.weights or (1,) * len(block.header)
    least = [_least(block, at) for at in range(len(block.header))]
    if sum(least) >= total:
        return [_whole(total * each // sum(least)) for each in least]
    wanted = [max(low, total * weight // sum(weights)) for low, weight in zip(least, weights, strict=True)]
    excess, spare = sum(wanted) - total, sum(wanted) - sum(least)
    if excess <= 0 or not spare:
        return [_whole(width) for width in wanted]
    return [_whole(width - excess * (width - low) // spare) for width, low in zip(wanted, least, strict=True)]


def _whole(width: int) -> int:
    """Return a width in whole twentieths of a point, which the file holds; rounded up they would add up."""
    return width // TWIP * TWIP


def _least(block: Table, at: int) -> int:
    texts = [block.header[at], *(plain(line) for row in block.rows for line in row[at].lines)]
    words = (word for text in texts for word in _BREAKS.split(text))
    widest = max((word_width(word) for word in words if len(word) <= LONGEST_WORD), default=0.0)
    return int(Pt(widest + AROUND))
