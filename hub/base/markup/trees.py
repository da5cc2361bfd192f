"""Surgery on HTML trees, before they are written as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from .media import is_image_address
from .parser import text_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MEDIA = ("img", "picture", "iframe", "video", "audio", "embed", "object")
#: Inline tags around a media, out of which it is taken.
INLINE_WRAPPERS = frozenset(
    {"a", "b", "strong", "i", "em", "span", "small", "u", "s", "del", "ins", "mark", "font", "code"}
    | {"sup", "sub", "q", "cite", "abbr", "label", "big"}
)
#: Blocks that a rich text cannot hold.
NOT_RICH = ("table", "pre", "figure", "details", *MEDIA)
MAX_CAPTION = 500

_AUTHOR = re.compile(r"(?:^|\n)\s*(?:—|–|--|―)\s*(?P<author>[^\n]{2,150})\s*$")


def new_tag(name: str) -> Tag:
    """Make a tag that belongs to no tree."""
    return BeautifulSoup("", "html.parser").new_tag(name)


def take_media_out(soup: Tag) -> None:
    """Take media out of the inline tags around them, so that they stand as blocks.

    The link around an image follows it, unless it only opens the same image.
    """
    for media in soup.find_all(MEDIA):
        if media.find_parent("picture") is not None:
            continue
        top: Tag | None = None
        link: Tag | None = None
        for parent in media.parents:
            if parent.name not in INLINE_WRAPPERS:
                break
            top = parent
            link = parent if parent.name == "a" else link
        if top is None:
            continue
        top.insert_before(media.extract())
        if link is not None and not text_of(link):
            href = str(link.get("href") or "")
            if not href or is_image_address(href):
                link.decompose()
            else:
                link.append(NavigableString(str(media.get("alt") or href)))


def take_out(node: Tag) -> list[Tag]:
    """Take out of a node the blocks that rich text cannot hold, outermost ones, in order."""
    held: list[Tag] = []
    for tag in node.find_all(NOT_RICH):
        if not any(parent is other for parent in tag.parents for other in held):
            held.append(tag)
    return [tag.extract() for tag in held]


def inline_short_code(node: Tag) -> None:
    """Turn one-line code blocks inside a node into inline code: a list or a cell can hold that."""
    for pre in node.find_all("pre"):
        text = pre.get_text().strip()
        if text and "\n" not in text:
            pre.name = "p"
            pre.attrs = {}
            pre.clear()
            code = new_tag("code")
            code.string = text
            pre.append(code)


def is_caption(nodes: list[PageElement]) -> bool:
    """Tell whether the text after an image is its caption: all in italics, and short."""
    emphasised = False
    rest = ""
    for node in nodes:
        if isinstance(node, Tag) and node.name in {"em", "i", "small", "figcaption"}:
            emphasised = True
        elif isinstance(node, Tag) and node.name != "br":
            return False
        elif isinstance(node, NavigableString):
            rest += str(node)
    if not emphasised or len(joined_text(nodes)) > MAX_CAPTION:
        return False
    rest = rest.strip(" \n\t.,;:()")
    return not rest or rest.startswith("©")


def unwrapped(nodes: list[PageElement]) -> list[PageElement]:
    """Take a caption out of its italics: the page shows every caption in the same way."""
    inner: list[PageElement] = []
    for node in nodes:
        emphasis = isinstance(node, Tag) and node.name in {"em", "i", "small"}
        inner += list(node.children) if emphasis else [node]  # type: ignore[attr-defined]
    return inner


def quotation(node: Tag) -> tuple[str, str]:
    """Give the text of a quotation, its paragraphs apart, and its author when it names one."""
    author = ""
    cite = node.find(["cite", "footer"])
    if isinstance(cite, Tag):
        author = text_of(cite.extract())
    paragraphs = node.find_all("p") or [node]
    texts = []
    for paragraph in paragraphs:
        for string in paragraph.find_all(string=True):
            string.replace_with(re.sub(r"[ \t\n\r]+", " ", str(string)))
        for line_break in paragraph.find_all("br"):
            line_break.replace_with("\n")
        texts.append("\n".join(line.strip() for line in paragraph.get_text().split("\n")).strip())
    text = "\n\n".join(part for part in texts if part)
    match = _AUTHOR.search(text)
    if match and not author:
        author, text = match["author"], text[: match.start()].strip()
    return text, author.strip(" —–-")


def list_of(items: list[Tag]) -> Tag:
    """Make a bulleted list of items taken from their place."""
    wrapper = new_tag("ul")
    for item in items:
        wrapper.append(item.extract())
    return wrapper


def joined_text(nodes: Iterable[PageElement]) -> str:
    """Give the text of nodes on one line."""
    text = "".join(n.get_text() if isinstance(n, Tag) else str(n) for n in nodes)
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()
