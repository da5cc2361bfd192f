"""From a cleaned HTML tree to the blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from .boxes import ALERT, MAX_TITLE, TONES, as_rich, bold
from .media import iframe_target, split_credit, video_address
from .outline import POSITION
from .parser import CONTAINER, CONTAINER_TITLE, text_of
from .richtext import RichTextWriter
from .tables import is_layout, table_value
from .text import shorten
from .trees import (
    HEADINGS,
    MAX_CAPTION,
    MEDIA,
    NOT_RICH,
    inline_short_code,
    is_caption,
    joined_text,
    list_of,
    new_tag,
    quotation,
    take_media_out,
    take_out,
    unwrapped,
)
from .vocabulary import Heading, RawBlock, Resolver, WarningKind

FLOW = frozenset(
    {"p", "div", "section", "article", "aside", "main", "header", "footer", "nav", "center", "address"}
    | {
        "figure",
        "figcaption",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "li",
        "table",
        "pre",
        "hr",
        "details",
        "summary",
    }
    | {"summary", "body", "html", *HEADINGS, *MEDIA}
)


class Walker:
    """Walk a tree once and write its blocks, in order.

    Args:
        resolver: tells what links and images become.
        headings: headings of the text in order, as :func:`hub.base.markup.outline.outline` found them.
        writer: the writer of rich text.
        rich_captions: captions of images are rich text, not plain text.
    """

    def __init__(
        self,
        resolver: Resolver,
        headings: list[Heading],
        writer: RichTextWriter,
        *,
        rich_captions: bool = False,
    ) -> None:
        self.resolver = resolver
        self.headings = headings
        self.writer = writer
        self.rich_captions = rich_captions
        self.blocks: list[RawBlock] = []
        self._prose: list[str] = []
        self._awaiting_caption: dict[str, Any] | None = None
        self._notes: dict[str, Any] | None = None

    def run(self, soup: BeautifulSoup) -> list[RawBlock]:
        """Return the blocks of a whole text, footnotes last."""
        take_media_out(soup)
        self.flow(soup.children)
        self._close_prose()
        if self._notes is not None:
            self.blocks.append({"type": "footnotes", "value": self._notes})
        return self.blocks

    # --- Output ---------------------------------------------------------------------------------

    def _add(self, kind: str, value: Any) -> None:
        self._close_prose()
        self._awaiting_caption = None
        self.blocks.append({"type": kind, "value": value})

    def _add_prose(self, html: str) -> None:
        if not html:
            return
        if html == "<hr/>" and (not self._prose or self._prose[-1] == "<hr/>"):
            return  # a rule after a rule or a block separates nothing
        self._awaiting_caption = None
        self._prose.append(html)

    def _close_prose(self) -> None:
        while self._prose and self._prose[-1] == "<hr/>":
            self._prose.pop()
        if self._prose:
            self.blocks.append({"type": "paragraph", "value": "".join(self._prose)})
            self._prose = []

    # --- Flow -----------------------------------------------------------------------------------

    def flow(self, nodes: Iterable[PageElement]) -> None:
        """Walk nodes that may be blocks or text."""
        run: list[PageElement] = []
        for node in list(nodes):
            if isinstance(node, Tag) and (node.name in FLOW or node.find(list(FLOW)) is not None):
                self._paragraph(run)
                run = []
                self._block(node)
            else:
                run.append(node)
        self._paragraph(run)

    def _block(self, node: Tag) -> None:
        if node.get(CONTAINER) is not None:
            self._container(node)
            return
        if "footnotes" in (node.get("class") or []):
            self._footnotes(node)
            return
        if node.name == "hr" and "footnotes-sep" in (node.get("class") or []):
            return
        handler: Callable[[Tag], None] | None = self._handlers().get(node.name)
        if handler is not None:
            handler(node)
        else:
            self.flow(node.children)

    def _handlers(self) -> dict[str, Callable[[Tag], None]]:
        return {
            **dict.fromkeys(HEADINGS, self._heading),
            "img": self._image,
            "picture": self._picture,
            "figure": self._figure,
            "blockquote": self._quote,
            "ul": self._list,
            "ol": self._list,
            "dl": lambda node: self._add_prose(self.writer.definition_list(node)),
            "table": self._table,
            "pre": self._code,
            "hr": lambda _node: self._add_prose("<hr/>"),
            "details": self._details,
            "iframe": self._embed,
            "video": self._embed,
            "audio": self._embed,
            "embed": self._embed,
            "object": self._embed,
        }

    def _paragraph(self, run: list[PageElement]) -> None:
        nodes = [n for n in run if isinstance(n, Tag) or str(n).strip()]
        if not nodes:
            return
        if self._awaiting_caption is not None and is_caption(nodes):
            self._caption(nodes)
            return
        html = self.writer.inline(run)
        if html.strip("\u00a0 "):
            self._add_prose(f"<p>{html}</p>")

    def _heading(self, node: Tag) -> None:
        for media in node.find_all(MEDIA):
            self._block(media.extract())
        if not text_of(node):
            return
        position = node.get(POSITION)
        if position is None or not self.headings:  # inside a box, a list or a rich text
            self._add_prose(f"<p><b>{self.writer.inline(node.children)}</b></p>")
            return
        heading = self.headings[int(str(position))]
        self._add("heading", {"text": heading.text, "level": f"h{heading.level}"})
        # A heading is plain text in the hub: its links follow it.
        links = [self.writer.inline([a]) for a in node.find_all("a", href=True) if text_of(a)]
        self._add_prose("".join(f"<p>{link}</p>" for link in links if link.startswith("<a")))

    def _list(self, node: Tag) -> None:
        """Write a list; what rich text cannot hold follows the item (or the numbered list) it was in."""
        inline_short_code(node)
        if node.find(NOT_RICH) is None:
            self._add_prose(self.writer.listing(node))
            return
        if node.name == "ol":
            held = take_out(node)
            self._add_prose(self.writer.listing(node))
            self.flow(held)
            return
        part: list[Tag] = []
        for item in node.find_all("li", recursive=False):
            held = take_out(item)
            part.append(item)
            if held:
                self._add_prose(self.writer.listing(list_of(part)))
                self.flow(held)
                part = []
        if part:
            self._add_prose(self.writer.listing(list_of(part)))

    def _table(self, node: Tag) -> None:
        if is_layout(node):
            for cell in node.find_all(["td", "th", "caption"]):
                if cell.find("table") is None:
                    self.flow(cell.children)
            return
        inline_short_code(node)
        held = take_out(node)
        value = table_value(node, self.writer)
        if value is not None:
            self._add("table", value)
        self.flow(held)

    def _code(self, node: Tag) -> None:
        code = node.find("code")
        inner = code if isinstance(code, Tag) else node
        classes = [*(inner.get("class") or []), *(node.get("class") or [])]
        language = next((c.split("-", 1)[1] for c in classes if c.startswith(("language-", "lang-"))), "")
        text = node.get_text().strip("\n").rstrip()
        if text.strip():
            self._add("code", {"language": language.split("{")[0][:30], "code": text})

    # --- Boxes ----------------------------------------------------------------------------------

    def rich(self, nodes: Iterable[PageElement]) -> tuple[str, list[Tag]]:
        """Write nodes as one rich text; return it with what it could not hold."""
        holder = new_tag("div")
        for node in list(nodes):
            holder.append(node.extract())
        inline_short_code(holder)
        held = take_out(holder)
        inner = Walker(self.resolver, self.headings, self.writer)
        inner.flow(holder.children)
        inner._close_prose()
        return "".join(as_rich(block) for block in inner.blocks), held

    def _container(self, node: Tag) -> None:
        name = str(node[CONTAINER])
        title = str(node.get(CONTAINER_TITLE) or "").strip(" \"'")
        if name == "details":
            self._accordion(title or "En savoir plus", list(node.children))
        elif name in TONES:
            self._callout(TONES[name], title, list(node.children))
        else:
            self.flow(node.children)

    def _callout(self, tone: str, title: str, nodes: list[PageElement]) -> None:
        text, held = self.rich(nodes)
        if len(title) > MAX_TITLE:
            text, title = bold(title) + text, ""
        if text:
            self._add("callout", {"tone": tone, "title": title, "text": text})
        elif title:
            self._add_prose(bold(title))
        self.flow(held)

    def _details(self, node: Tag) -> None:
        summary = node.find("summary")
        title = text_of(summary.extract()) if isinstance(summary, Tag) else ""
        self._accordion(title or "En savoir plus", list(node.children))

    def _accordion(self, title: str, nodes: list[PageElement]) -> None:
        content, held = self.rich(nodes)
        if len(title) > MAX_TITLE:
            content, title = bold(title) + content, shorten(title, MAX_TITLE)
        if content:
            last = self.blocks[-1] if self.blocks and not self._prose else None
            if last is not None and last["type"] == "accordions":
                last["value"]["items"].append({"title": title, "content": content})
            else:
                self._add("accordions", {"items": [{"title": title, "content": content}]})
        else:
            self._add_prose(bold(title))
        self.flow(held)

    def _quote(self, node: Tag) -> None:
        alert = ALERT.match(node.get_text())
        if alert and alert[1].lower() in TONES:
            first = node.find(string=ALERT)
            if isinstance(first, NavigableString):
                first.replace_with(ALERT.sub("", str(first), count=1))
            self._callout(TONES[alert[1].lower()], "", list(node.children))
            return
        held = take_out(node)
        if node.find(["a", "ul", "ol", "blockquote", "dl", *HEADINGS]) is not None:
            # A quotation block is plain text: what needs links or lists keeps them in a box.
            self._callout("info", "", list(node.children))
        else:
            text, author = quotation(node)
            if len(author) > MAX_TITLE:
                text, author = f"{text}\n\n{author}", ""
            if text:
                self._add("quote", {"text": text, "author": author})
        self.flow(held)

    def _footnotes(self, node: Tag) -> None:
        notes = []
        for item in node.find_all("li", id=re.compile(r"^fn\d+$")):
            inline_short_code(item)
            text, _held = self.rich(list(item.children))
            notes.append({"number": int(str(item["id"])[2:]), "text": text})
        if notes:
            self._notes = {"notes": notes}

    # --- Media ----------------------------------------------------------------------------------

    def _image(self, node: Tag) -> None:
        src = str(node.get("src") or node.get("data-src") or "").strip()
        alt = re.sub(r"\s+", " ", str(node.get("alt") or "")).strip()
        if not src:
            return
        found = None if src.lower().startswith("data:") else self.resolver.image(src, alt)
        if found is None:
            self.writer.warn(WarningKind.MISSING_IMAGE, src)
            self._awaiting_caption = None
            return
        if not alt:
            self.writer.warn(WarningKind.MISSING_ALT, src)
        value = {
            "image": {"image": found, "alt_text": alt, "decorative": not alt},
            "caption": "",
            "credit": "",
        }
        self._add("image", value)
        self._awaiting_caption = value

    def _caption(self, nodes: list[PageElement]) -> None:
        """Give the last image its caption, the credit apart."""
        value, self._awaiting_caption = self._awaiting_caption, None
        if value is None:
            return
        links = [
            a for node in nodes if isinstance(node, Tag) for a in [node, *node.find_all("a")] if a.name == "a"
        ]
        text, credit = split_credit(joined_text(nodes))
        if self.rich_captions and links:
            # A credit with a link stays in the text: its own field is plain.
            html = self.writer.inline(unwrapped(nodes))
            value["caption"] = f"<p>{html}</p>"
            return
        for link in links:
            self.writer.warn(WarningKind.LOST_LINK, str(link.get("href") or ""))
        value["credit"] = credit
        value["caption"] = f"<p>{escape(text, quote=False)}</p>" if self.rich_captions and text else text

    def _picture(self, node: Tag) -> None:
        image = node.find("img")
        if isinstance(image, Tag):
            self._image(image)

    def _figure(self, node: Tag) -> None:
        caption = node.find("figcaption")
        caption = caption.extract() if isinstance(caption, Tag) else None
        self.flow(node.children)
        if caption is None or not text_of(caption):
            return
        if len(text_of(caption)) > MAX_CAPTION:
            self.flow(caption.children)
        elif self._awaiting_caption is not None:
            self._caption(list(caption.children))
        elif self.blocks and not self._prose and self.blocks[-1]["type"] in {"table", "video", "quote"}:
            name = {"table": "caption", "video": "description", "quote": "author"}[self.blocks[-1]["type"]]
            self.blocks[-1]["value"][name] = self.blocks[-1]["value"][name] or text_of(caption)
        else:
            self.flow(caption.children)

    def _embed(self, node: Tag) -> None:
        """Turn a player into a link block, any other embedded page into an ordinary link."""
        src = iframe_target(node)
        title = re.sub(r"\s+", " ", str(node.get("title") or node.get("aria-label") or "")).strip()
        address = video_address(src)
        if address is not None:
            self._add("video", {"title": shorten(title, 200) or "Vidéo", "url": address, "description": ""})
            return
        if not src:
            self.writer.warn(WarningKind.UNSAFE, f"<{node.name}>")
            return
        self.writer.warn(WarningKind.EMBED, src)
        link = self.writer.anchor(src, escape(title or src, quote=False))
        if link.startswith("<a"):
            self._add_prose(f"<p>{link}</p>")
