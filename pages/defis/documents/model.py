"""What a document is made of, whatever it is written to: HTML and DOCX render the same blocks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# XML 1.0, §2.2: what no XML file may hold, hence no DOCX.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
SAFE_SCHEMES = ("http", "https", "mailto")


def clean(text: object) -> str:
    """Return a text that any format can hold: no control character, one kind of line break."""
    return _ILLEGAL.sub("", _BREAKS.sub("\n", str(text))).strip(" \t\n")


def safe_url(url: str) -> str:
    """Return an address that may be followed from a document, empty for any other.

    Args:
        url: an absolute address, or one of the hub that begins with a slash.
    """
    url = "".join(clean(url).split())
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in SAFE_SCHEMES or (not parts.scheme and not parts.netloc and url.startswith("/")):
        return url
    return ""


@dataclass(frozen=True)
class Run:
    """A piece of text of one look; with an address, a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""

    @property
    def is_inner(self) -> bool:
        """Tell whether it leads to the hub itself, by an address without its host."""
        return self.url.startswith("/")


Runs = tuple[Run, ...]


def runs(*pieces: str | Run) -> Runs:
    """Return pieces of text as runs, cleaned, the empty ones left out."""
    made = (piece if isinstance(piece, Run) else Run(piece) for piece in pieces)
    cleaned = (
        Run(_ILLEGAL.sub("", _BREAKS.sub("\n", run.text)), run.bold, run.italic, safe_url(run.url))
        for run in made
    )
    return tuple(run for run in cleaned if run.text)


def plain(pieces: Runs) -> str:
    """Return the text of runs without its look."""
    return "".join(run.text for run in pieces)


@dataclass(frozen=True)
class Heading:
    """A heading below the title of the document: level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``mention`` marks a sentence about the document itself, such as whom it is for."""

    runs: Runs
    mention: bool = False


@dataclass(frozen=True)
class BulletList:
    """A list, bulleted, or numbered when its order says something."""

    items: tuple[Runs, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table, one paragraph by line."""

    lines: tuple[Runs, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header row; the first cell of each row may be its header.

    ``weights`` are the shares of the width; equal when empty.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: bool = True
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Terms with their value, one or several lines each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Missing:
    """What the record does not say yet, and the address of the field that would say it.

    The address is empty for readers who may not edit the défi.
    """

    sentence: str
    url: str


@dataclass(frozen=True)
class Figure:
    """A picture of the hub; an empty alternative marks it as decorative."""

    image: Any
    alternative: str


@dataclass(frozen=True)
class Step:
    """A dated step of a calendar."""

    date: dt.date
    label: str
    done: bool = False
    who: str = ""


@dataclass(frozen=True)
class Calendar:
    """Dated steps: an ordered list on the Web, a picture and a table in a text file."""

    caption: str
    steps: tuple[Step, ...]
    start: dt.date
    end: dt.date
    today: dt.date


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | BulletList | Table | Facts | Missing | Figure | Calendar | PageBreak


@dataclass(frozen=True)
class Document:
    """A document ready to be written.

    Attributes:
        name: code of the document, as in its address.
        title: what the document is.
        subtitle: what it is about: the name of the défi.
        author: who it is by, in a line.
        date: the day it was made.
        mentions: sentences of the front page: to whom it is reserved, what it leaves out.
        facts: lines of the front page.
        blocks: the contents.
        insider: whether its reader is told what is missing.
        reserved: whether it holds what only the team may read.
        contents: whether it opens with its table of contents.
    """

    name: str
    title: str
    subtitle: str
    author: str
    date: dt.date
    mentions: tuple[str, ...] = ()
    facts: Facts = field(default_factory=lambda: Facts(()))
    blocks: tuple[Block, ...] = ()
    insider: bool = False
    reserved: bool = False
    contents: bool = False

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Return what the record does not say yet, each once, in the order of the document."""
        return tuple(dict.fromkeys(block for block in self.blocks if isinstance(block, Missing)))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def cell(*lines: str | Run | Runs | None) -> Cell:
    """Return a cell from lines; empty ones are left out, and a text of several lines gives several."""
    found: list[Runs] = []
    for line in lines:
        if isinstance(line, str):
            found += [runs(part) for part in clean(line).split("\n") if part.strip()]
        elif isinstance(line, Run):
            found.append(runs(line))
        elif line:
            found.append(line)
    return Cell(tuple(line for line in found if line))


def paragraphs(text: str) -> list[Block]:
    """Return the paragraphs of a plain text."""
    return [Paragraph(runs(part.strip())) for part in clean(text).split("\n") if part.strip()]


def facts(*rows: tuple[str, Cell]) -> list[Block]:
    """Return facts without those that are empty; nothing when all are."""
    filled = tuple(row for row in rows if row[1].lines)
    return [Facts(filled)] if filled else []


def bullets(items: Iterable[Runs]) -> list[Block]:
    """Return a list; nothing when it is empty."""
    filled = tuple(item for item in items if item)
    return [BulletList(filled)] if filled else []


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    weights: Sequence[int] = (),
    row_headers: bool = True,
) -> list[Block]:
    """Return a table without the columns that no row fills; nothing when there is no row."""
    filled = [tuple(row) for row in rows]
    if not filled:
        return []
    kept = [at for at in range(len(header)) if at == 0 or any(row[at].lines for row in filled)]
    return [
        Table(
            caption,
            tuple(header[at] for at in kept),
            tuple(tuple(row[at] for at in kept) for row in filled),
            row_headers,
            tuple(weights[at] for at in kept) if weights else (),
        )
    ]


def pruned(blocks: Iterable[Block], *, keep_missing: bool) -> tuple[Block, ...]:
    """Return blocks without the headings that nothing follows.

    Args:
        blocks: the blocks.
        keep_missing: whether the reader is told what is missing; otherwise a part that only says so goes.
    """
    kept: list[Block] = []
    for block in reversed([each for each in blocks if keep_missing or not isinstance(each, Missing)]):
        if isinstance(block, Heading):
            following = kept[-1] if kept else None
            if following is None or (isinstance(following, Heading) and following.level <= block.level):
                continue
        kept.append(block)
    return tuple(reversed(kept))
