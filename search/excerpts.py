"""Excerpts: the few words of a document where the query is best answered, with what matched."""

from __future__ import annotations

import re
from bisect import bisect_left

from .analysis import HEAD, compounds
from .engines.base import Fragments

LENGTH = 260
# Enough of a document to find a good passage; a book would make every search slow.
READ = 40_000
_EDGE = re.compile(r"\s")


def passage(body: str, summary: str, stems: set[str]) -> Fragments:
    """Return the excerpt of a result: of its summary when that answers, or when nothing of its body does.

    Args:
        body: its text.
        summary: its summary, empty to leave it aside.
        stems: stems to mark.
    """
    if summary and _marks(summary[:READ], stems):
        return excerpt(summary, stems)
    found = excerpt(body, stems)
    if summary and not any(marked for _text, marked in found):
        return excerpt(summary, stems)
    return found


def excerpt(text: str, stems: set[str], length: int = LENGTH) -> Fragments:
    """Return the passage of a text that holds the most different words of the query.

    Args:
        text: plain text.
        stems: stems to mark.
        length: about how many characters to give.
    """
    text = text[:READ]
    marks = _marks(text, stems)
    if not marks:
        return _plain(text, length)
    starts = [start for start, _end, _stem in marks]
    best, best_score = 0, (-1, -1)
    for index, (start, _end, _stem) in enumerate(marks):
        inside = marks[index : bisect_left(starts, start + length - 40)]
        score = (len({stemmed for _s, _e, stemmed in inside}), len(inside))
        if score > best_score:
            best, best_score = index, score
    begin = _word_start(text, max(0, marks[best][0] - 60))
    end = _word_end(text, min(len(text), begin + length))
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = begin
    for start, stop, _stemmed in marks:
        if start >= at and stop <= end:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces += [(text[at:end], False), (" …" if end < len(text) else "", False)]
    return tuple((piece, marked) for piece, marked in pieces if piece)


def _marks(text: str, stems: set[str]) -> list[tuple[int, int, str]]:
    """Return the beginning, the end and the stem of each word of a text that is to be marked."""
    # Nearly all words tell by their first letters that they have none of these stems.
    heads = {stemmed[:HEAD] for stemmed in stems}
    marks: list[tuple[int, int, str]] = []
    for start, end, forms in compounds(text, heads):
        for form in forms:
            if form.stem in stems and not form.stop:
                marks.append((start, end, form.stem))
                break
    return marks


def _plain(text: str, length: int) -> Fragments:
    if len(text) <= length:
        return ((text, False),) if text else ()
    return ((text[: _word_end(text, length)].rstrip() + " …", False),)


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    found = _EDGE.search(text, at)
    return found.end() if found and found.end() - at < 60 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    cut = max(text.rfind(" ", 0, at), text.rfind("\u00a0", 0, at))
    return cut if cut > at - 60 else at
