"""From HTML nodes to Wagtail's rich text: a writer that knows a few tags and no others.

Whatever is not in the list below is unwrapped (its text stays), so that nothing dangerous can go through by
being forgotten: the output is built, never filtered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import NavigableString, PageElement, Tag

from .outline import loose
from .vocabulary import MarkupWarning, Resolver, WarningKind

#: What each tag of the source becomes.
INLINE = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "cite": "i",
    "dfn": "i",
    "var": "i",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
SAFE_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
DANGEROUS_SCHEMES = frozenset({"javascript", "vbscript", "data", "file", "blob", "about", "livescript"})

_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]+")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>«»\"“”]+[^\s<>«»\"“”.,;:!?'’)\]}…]")
_FOOTNOTE = re.compile(r"^#fn(\d+)$")
_EDGE_BREAKS = re.compile(r"^(?: |<br/>)+|(?: |<br/>)+$")
_AROUND_BREAK = re.compile(r" *<br/> *")


class RichTextWriter:
    """Write inline content and lists in Wagtail's rich text format.

    Args:
        resolver: tells what each link becomes.
        anchors: the anchors of the text, as :func:`.outline.outline` gives them.
        warnings: list to which problems are added.
    """

    def __init__(self, resolver: Resolver, anchors: dict[str, str], warnings: list[MarkupWarning]) -> None:
        self.resolver = resolver
        self.anchors = anchors
        self.warnings = warnings

    def warn(self, kind: WarningKind, detail: str) -> None:
        """Record a problem."""
        self.warnings.append(MarkupWarning(kind, detail.strip()[:300]))

    def inline(self, nodes: Iterable[PageElement]) -> str:
        """Write inline nodes, without leading nor trailing white space or line breaks."""
        written = _SPACES.sub(" ", self._nodes(nodes, frozenset()))
        return _EDGE_BREAKS.sub("", _AROUND_BREAK.sub("<br/>", written))

    def _nodes(self, nodes: Iterable[PageElement], within: frozenset[str]) -> str:
        return "".join(self._node(node, within) for node in nodes)

    def _node(self, node: PageElement, within: frozenset[str]) -> str:
        if isinstance(node, NavigableString):
            return self._text(str(node), within)
        if not isinstance(node, Tag):
            return ""
        name = node.name.lower()
        if name == "br":
            return "<br/>"
        if name == "a":
            return self._link(node, within)
        if name == "sup" and "footnote-ref" in (node.get("class") or []):
            return self._footnote_call(node, within)
        if name == "abbr":
            return self._nodes(node.children, within) + self._expansion(node)
        if name == "q":
            return f"«\u00a0{self._nodes(node.children, within)}\u00a0»"
        if name in INLINE and INLINE[name] not in within:
            tag = INLINE[name]
            inner = self._nodes(node.children, within | {tag})
            return f"<{tag}>{inner}</{tag}>" if inner.strip() else inner
        inner = self._nodes(node.children, within)
        return f" {inner} " if name in {"p", "div", "li", "td", "th"} else inner

    def _text(self, text: str, within: frozenset[str]) -> str:
        if "a" in within or "code" in within or "://" not in text:
            return escape(text, quote=False)
        pieces, last = [], 0
        for match in _BARE_ADDRESS.finditer(text):
            pieces.append(escape(text[last : match.start()], quote=False))
            pieces.append(self.anchor(match[0], escape(match[0], quote=False)))
            last = match.end()
        return "".join(pieces) + escape(text[last:], quote=False)

    def _expansion(self, node: Tag) -> str:
        title = str(node.get("title") or "").strip()
        return f" ({escape(title, quote=False)})" if title else ""

    def _footnote_call(self, node: Tag, within: frozenset[str]) -> str:
        link = node.find("a")
        match = _FOOTNOTE.match(str(link.get("href") or "")) if isinstance(link, Tag) else None
        if match is None:
            return ""
        number = match[1]
        if "a" in within:
            return f"<sup>{number}</sup>"
        return f'<sup><a href="#note-{number}">{number}</a></sup>'

    def _link(self, node: Tag, within: frozenset[str]) -> str:
        if "footnote-backref" in (node.get("class") or []):
            return ""
        inner = self._nodes(node.children, within | {"a"})
        href = str(node.get("href") or "").strip()
        if not href or "a" in within or not inner.strip():
            return inner
        return self.anchor(href, inner)

    def anchor(self, href: str, inner: str) -> str:
        """Write a link, or its text alone when the target is unknown or dangerous."""
        attributes = self.target(href)
        if attributes is None:
            return inner
        written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
        return f"<a{written}>{inner}</a>"

    def target(self, href: str) -> dict[str, Any] | None:
        """Give the attributes of a link, or None (with a warning) when it must not be one."""
        if href.startswith("#"):
            return self._in_page(href)
        bare = _CONTROL.sub("", href)
        if _scheme(bare) in DANGEROUS_SCHEMES:
            self.warn(WarningKind.UNSAFE, href)
            return None
        if bare.startswith("//"):
            href = f"https:{bare}"
        found = self.resolver.link(href)
        if found is None:
            self.warn(WarningKind.UNKNOWN_LINK, href)
            return None
        if isinstance(found, str):
            found = {"href": found}
        if "href" in found and _scheme(_CONTROL.sub("", str(found["href"]))) not in SAFE_SCHEMES:
            self.warn(WarningKind.UNSAFE, href)
            return None
        return found

    def _in_page(self, href: str) -> dict[str, Any] | None:
        wanted = unquote(href[1:]).strip()
        found = self.anchors.get(loose(wanted))
        if found is None:
            if wanted:
                self.warn(WarningKind.UNKNOWN_ANCHOR, href)
            return None
        return {"href": f"#{found}"}

    def listing(self, node: Tag) -> str:
        """Write a list with its nested lists."""
        tag = "ol" if node.name == "ol" else "ul"
        items: list[str] = []
        for child in node.children:
            if isinstance(child, Tag) and child.name in {"ul", "ol"}:
                # A list straight inside a list (common in hand-written HTML) belongs to the previous item.
                nested = self.listing(child)
                if items:
                    items[-1] += nested
                else:
                    items.append(nested)
            elif isinstance(child, Tag):
                items.append(self._item(child))
            elif str(child).strip():
                items.append(escape(str(child).strip(), quote=False))
        written = "".join(f"<li>{item}</li>" for item in items if item)
        return f"<{tag}>{written}</{tag}>" if written else ""

    def _item(self, node: Tag) -> str:
        """Write one item: its paragraphs joined by line breaks, then its nested lists."""
        lines: list[str] = []
        nested: list[str] = []
        run: list[PageElement] = []

        def flush() -> None:
            text = self.inline(run)
            if text:
                lines.append(text)
            run.clear()

        for child in _item_children(node):
            if isinstance(child, Tag) and child.name in {"ul", "ol"}:
                flush()
                nested.append(self.listing(child))
            elif isinstance(child, Tag) and child.name in _ITEM_BREAKS:
                flush()
                run.append(child)
                flush()
            else:
                run.append(child)
        flush()
        return "<br/>".join(lines) + "".join(nested)

    def definition_list(self, node: Tag) -> str:
        """Write a ``dl`` as a list whose terms are bold."""
        items: list[str] = []
        for child in node.find_all(["dt", "dd"]):
            text = self.inline(child.children)
            if child.name == "dt":
                items.append(f"<b>{text}</b>")
            elif items:
                items[-1] += f"\u00a0: {text}" if items[-1].endswith("</b>") else f"<br/>{text}"
            else:
                items.append(text)
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items if item) + "</ul>" if items else ""


_ITEM_BREAKS = frozenset({"p", "div", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dl"})


_WRAPPERS = frozenset({"p", "div", "span", "section"})


def _item_children(node: Tag) -> Iterable[PageElement]:
    """Give the children of a list item, looking through wrappers that hold nested lists."""
    for child in node.children:
        if isinstance(child, Tag) and child.name in _WRAPPERS and child.find(["ul", "ol"]) is not None:
            yield from _item_children(child)
        else:
            yield child


def _scheme(address: str) -> str:
    """Give the scheme of an address, in lower case; "" for a relative one."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
    if match:
        return match[1].lower()
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "invalid"
