"""The files of the starter content; a text is made into an ODT document that anybody can edit."""

from __future__ import annotations

import io
from pathlib import Path

from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.text import H, P

from .reading import CONTENT_DIR

FILES_DIR = CONTENT_DIR / "files"


def file_bytes(name: str) -> bytes:
    """Return a file of the starter content.

    Args:
        name: such as ``liste.csv``; ``memo.odt`` is made from ``memo.md`` when only that exists.

    Raises:
        FileNotFoundError: there is neither.
    """
    path = FILES_DIR / name
    source = path.with_suffix(".md")
    if path.suffix == ".odt" and not path.exists() and source.exists():
        return _document(source)
    return path.read_bytes()


def _document(source: Path) -> bytes:
    """Return an ODT made from headings, list items and paragraphs, each on its line."""
    document = OpenDocumentText()
    styles = {level: _heading_style(document, level) for level in (1, 2)}
    body = Style(name="Text body", family="paragraph")
    body.addElement(ParagraphProperties(marginbottom="0.2cm"))
    document.styles.addElement(body)
    for line in filter(None, map(str.strip, source.read_text(encoding="utf-8").splitlines())):
        marks, _space, text = line.partition(" ")
        if marks in ("#", "##"):
            level = len(marks)
            document.text.addElement(H(outlinelevel=level, stylename=styles[level], text=text))
        else:
            words = f"– {text}" if marks == "-" else line
            document.text.addElement(P(stylename=body, text=words))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _heading_style(document: OpenDocumentText, level: int) -> Style:
    style = Style(name=f"Heading {level}", family="paragraph")
    style.addElement(TextProperties(fontsize=f"{20 - 4 * level}pt", fontweight="bold"))
    style.addElement(ParagraphProperties(margintop="0.4cm", marginbottom="0.2cm"))
    document.styles.addElement(style)
    return style
