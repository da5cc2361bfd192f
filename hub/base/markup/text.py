"""Plain text out of Markdown or HTML."""

from __future__ import annotations

import re

from .parser import parse, text_of

_SENTENCE_END = re.compile(r"[.!?…](?:\s*»)?(?=\s|$)")


def plain_text(
    text: str, max_length: int | None = None, *, first_paragraph: bool = False, paragraphs: bool = False
) -> str:
    """Give the readable text of a Markdown or HTML source.

    Args:
        text: the source.
        max_length: cut at the end of a sentence if one ends in the last half, else of a word (then « … »).
        first_paragraph: keep only the first paragraph that is not a heading, a picture or its caption.
        paragraphs: keep paragraphs and items of lists apart, with an empty line between them.
    """
    soup, _warnings = parse(text)
    for tag in soup.find_all(["img", "figure", "iframe", "sup", "table", "pre"]):
        tag.extract()
    if first_paragraph:
        candidates = (p for p in soup.find_all("p") if p.find_parent(["blockquote", "li"]) is None)
        texts = (text_of(p) for p in candidates if not _is_aside(p))
        plain = next((found for found in texts if found), "")
    elif paragraphs:
        for tag in soup.find_all(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6"]):
            tag.insert_before("\0")
        plain = "\n\n".join(part for part in map(_one_line, soup.get_text().split("\0")) if part)
    else:
        for tag in soup.find_all(["p", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6"]):
            tag.insert_before(" ")
        plain = text_of(soup)
    return shorten(plain, max_length) if max_length else plain


def shorten(text: str, max_length: int) -> str:
    """Cut a text at the end of a sentence, or of a word, so that it holds in ``max_length`` characters."""
    if len(text) <= max_length:
        return text
    head = text[:max_length]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= max_length // 2:
        return head[: ends[-1]].strip()
    return head[: max_length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()


def _is_aside(paragraph) -> bool:  # type: ignore[no-untyped-def]
    """Tell whether a paragraph is all in italics: a caption or a note, not the matter."""
    meaningful = [c for c in paragraph.children if str(c).strip()]
    return bool(meaningful) and all(getattr(c, "name", None) in {"em", "i"} for c in meaningful)
