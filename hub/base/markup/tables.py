"""HTML tables as raw values of Wagtail's ``TypedTableBlock`` with text columns."""

from __future__ import annotations

from typing import Any

from bs4 import Tag

from .parser import text_of
from .richtext import RichTextWriter

#: A cell that spans further than this is a mistake of the source, not a table.
MAX_SPAN = 50


def is_layout(table: Tag) -> bool:
    """Tell whether a table only places its content: nested, or a single column without heading."""
    if table.find("table") is not None:
        return True
    widths = [len(_cells(row)) for row in _rows(table)]
    return not widths or (max(widths) < 2 and table.find("th") is None)


def table_value(table: Tag, writer: RichTextWriter) -> dict[str, Any] | None:
    """Convert a table.

    Spanning cells are repeated as empty cells, short rows are filled: the result is rectangular.

    Returns:
        The raw value, or None when the table holds nothing.
    """
    grid = _grid(table)
    grid = [row for row in grid if any(cell is not None and text_of(cell) for cell in row)]
    if not grid:
        return None
    width = max(len(row) for row in grid)
    head, body = _split(table, grid)
    headings = [text_of(cell) if cell is not None else "" for cell in head]
    headings += [""] * (width - len(headings))
    caption = table.find("caption")
    return {
        "caption": text_of(caption) if isinstance(caption, Tag) else "",
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [
            {"values": [_cell(cell, writer) for cell in row + [None] * (width - len(row))]} for row in body
        ],
    }


def _split(table: Tag, grid: list[list[Tag | None]]) -> tuple[list[Tag | None], list[list[Tag | None]]]:
    """Separate the heading row: that of ``thead``, or a first row made of ``th`` only."""
    first = [cell for cell in grid[0] if cell is not None]
    in_head = bool(first) and first[0].find_parent("thead") is not None
    all_headings = bool(first) and all(cell.name == "th" for cell in first)
    if in_head or all_headings:
        return grid[0], grid[1:]
    return [], grid


def _cell(cell: Tag | None, writer: RichTextWriter) -> str:
    if cell is None:
        return ""
    lists = cell.find_all(["ul", "ol"], recursive=False)
    listed = "".join(writer.listing(item.extract()) for item in lists)
    text = writer.inline(cell.children)
    if cell.name == "th" and text and not text.startswith("<b>"):
        text = f"<b>{text}</b>"
    return (f"<p>{text}</p>" if text else "") + listed


def _rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isdigit() else 1


def _grid(table: Tag) -> list[list[Tag | None]]:
    """Lay the cells on a grid, empty where a cell spans."""
    grid: list[list[Tag | None]] = []
    hanging: dict[int, int] = {}  # column -> rows still covered by a cell above
    for row in _rows(table):
        line: list[Tag | None] = []

        def skip_covered(line: list[Tag | None] = line) -> None:
            while hanging.get(len(line), 0) > 0:
                hanging[len(line)] -= 1
                line.append(None)

        for cell in _cells(row):
            skip_covered()
            height = _span(cell, "rowspan")
            for offset in range(_span(cell, "colspan")):
                if height > 1:
                    hanging[len(line)] = height - 1
                line.append(cell if offset == 0 else None)
        skip_covered()
        grid.append(line)
    return grid
