"""The rich texts of the presentation as blocks of a document."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag

from .model import Block, BulletList, Paragraph, Run, Runs, clean, runs

_BOLD, _ITALIC = {"b", "strong"}, {"i", "em"}
_LISTS = {"ul", "ol"}
_BLOCKS = {"p", "div", "h2", "h3", "h4", "blockquote"}


def rich_blocks(html: str) -> list[Block]:
    """Return the paragraphs and lists of a rich text, its bold, italic and links kept."""
    made: list[Block] = []
    loose: list[Run] = []

    def flush() -> None:
        found = _trimmed(loose)
        if found:
            made.append(Paragraph(found))
        loose.clear()

    for node in BeautifulSoup(html or "", "html.parser").children:
        if isinstance(node, Tag) and node.name in _LISTS:
            flush()
            items = _items(node)
            if items:
                made.append(BulletList(items, ordered=node.name == "ol"))
        elif isinstance(node, Tag) and node.name in _BLOCKS:
            flush()
            loose += _runs_of(node)
            flush()
        else:
            loose += _runs_of(node)
    flush()
    return made


def _items(node: Tag) -> tuple[Runs, ...]:
    """Return the items of a list; those of the lists within it follow the item that they are in."""
    found = []
    for item in node.find_all("li"):
        pieces = [piece for child in item.children if not _is_list(child) for piece in _runs_of(child)]
        found.append(_trimmed(pieces))
    return tuple(item for item in found if item)


def _is_list(node: Any) -> bool:
    return isinstance(node, Tag) and node.name in _LISTS


def _runs_of(node: Any, bold: bool = False, italic: bool = False, url: str = "") -> list[Run]:
    if isinstance(node, NavigableString):
        # Comments and declarations are strings of other types.
        text = str(node).replace("\n", " ") if type(node) is NavigableString else ""
        return [Run(text, bold, italic, url)] if text else []
    if node.name == "br":
        return [Run("\n", bold, italic, url)]
    if node.name in {"script", "style"}:
        return []
    found: list[Run] = []
    for child in node.children:
        found += _runs_of(
            child,
            bold or node.name in _BOLD,
            italic or node.name in _ITALIC,
            str(node.get("href") or "") if node.name == "a" else url,
        )
    return found


def _trimmed(pieces: list[Run]) -> Runs:
    """Return runs without the space before the first and after the last; nothing when they say nothing."""
    found = list(runs(*pieces))
    while found and not clean(found[0].text):
        found.pop(0)
    while found and not clean(found[-1].text):
        found.pop()
    if not found:
        return ()
    first = found[0]
    found[0] = Run(first.text.lstrip(), first.bold, first.italic, first.url)
    last = found[-1]
    found[-1] = Run(last.text.rstrip(), last.bold, last.italic, last.url)
    return tuple(found)
