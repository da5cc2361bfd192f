"""From Markdown (with inline HTML) to a cleaned tree of HTML nodes.

The dialect is CommonMark plus tables, strikethrough, footnotes and ``:::name Title`` containers,
which is what the sources of the hub use. HTML is allowed in: what is dangerous is cut from the tree here,
and what is merely unknown is unwrapped by the walker, which writes only what it knows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Comment, Declaration, Doctype, ProcessingInstruction, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .vocabulary import MarkupWarning, WarningKind

#: Tags removed with everything they hold.
UNSAFE_TAGS = frozenset(
    {"script", "style", "form", "input", "button", "select", "textarea", "option", "svg", "math", "canvas"}
    | {
        "template",
        "noscript",
        "link",
        "meta",
        "base",
        "applet",
        "frame",
        "frameset",
        "dialog",
        "title",
        "head",
    }
)
#: Attribute that carries the name of a ``:::`` container from the Markdown parser to the walker.
CONTAINER = "data-container"
CONTAINER_TITLE = "data-container-title"

_NOT_CONTENT = (Comment, Declaration, Doctype, ProcessingInstruction)
_CONTAINER_LINE = re.compile(r"^([ \t]{0,3}:{3,})[ \t]*(\S[^\n]*?)?[ \t]*$", re.MULTILINE)
_CHECKBOX = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[([ xX])\][ \t]+", re.MULTILINE)


def _open_container(self: Any, tokens: Any, idx: int, options: Any, env: Any) -> str:
    """Render the opening line of a container as a ``div`` that remembers its name and title."""
    token = tokens[idx]
    if token.nesting == 1:
        name, _, title = token.info.strip().partition(" ")
        token.attrs = {CONTAINER: name.lower(), CONTAINER_TITLE: title.strip()}
    return str(self.renderToken(tokens, idx, options, env))


def _any_link(url: str) -> bool:
    return True


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False)
    # Any name is accepted: a container that we do not know must give its content, not its markers.
    parser.use(container_plugin, name="any", validate=lambda *_: True, render=_open_container)
    # Dangerous addresses are ours to judge: the parser would leave the brackets of the link in the text.
    parser.validateLink = _any_link  # type: ignore[method-assign]
    return parser


def normalise_newlines(text: str) -> str:
    """Give a text Unix line ends, without byte order mark nor null characters."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def parse(text: str) -> tuple[BeautifulSoup, list[MarkupWarning]]:
    """Parse Markdown or HTML and cut what is dangerous.

    Args:
        text: the source; HTML is a special case of Markdown.

    Returns:
        The tree, and a warning for each dangerous thing removed.
    """
    text = normalise_newlines(text)
    text = _CONTAINER_LINE.sub(lambda m: f"{m[1]} {m[2]}" if m[2] else m[1], text)
    text = _CHECKBOX.sub(lambda m: m[1] + ("☑ " if m[2] in "xX" else "☐ "), text)
    env: dict[str, Any] = {}
    html = _markdown().render(text, env)
    soup = BeautifulSoup(html, "html.parser")
    warnings = _cut_unsafe(soup)
    refs = env.get("footnotes", {}).get("refs", {})
    warnings += [
        MarkupWarning(WarningKind.UNUSED_FOOTNOTE, label.removeprefix(":"))
        for label, position in refs.items()
        if position < 0
    ]
    return soup, warnings


def parse_html(text: str) -> tuple[BeautifulSoup, list[MarkupWarning]]:
    """Parse HTML and cut what is dangerous."""
    soup = BeautifulSoup(normalise_newlines(text), "html.parser")
    return soup, _cut_unsafe(soup)


def _cut_unsafe(soup: BeautifulSoup) -> list[MarkupWarning]:
    warnings = []
    for node in soup.find_all(string=lambda s: isinstance(s, _NOT_CONTENT)):
        node.extract()
    for tag in soup.find_all(list(UNSAFE_TAGS)):
        if tag.decomposed:
            continue
        warnings.append(MarkupWarning(WarningKind.UNSAFE, f"<{tag.name}>"))
        tag.decompose()
    for tag in soup.find_all(True):
        events = [name for name in tag.attrs if name.lower().startswith("on")]
        for name in events:
            warnings.append(MarkupWarning(WarningKind.UNSAFE, f"<{tag.name} {name}>"))
            del tag[name]
    return warnings


def text_of(node: Tag) -> str:
    """Give the visible text of a node on one line."""
    return re.sub(r"[ \t\n\r\f]+", " ", node.get_text()).strip()
