"""The text of DOCX, PPTX and ODT files: archives of XML, checked before anything in them is read.

The XML is read as it comes, tag after tag: neither the archive nor a document is ever held whole, and
pictures are never opened.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any, BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from . import limits
from .limits import Budget, Refused

BROKEN = "Ce fichier est abîmé ou n’est pas du format que dit son nom : il ne peut pas être lu."
LOCKED = "Ce fichier est protégé par un mot de passe : déposez-en une version sans protection."
BOMB = "Ce fichier grossit démesurément quand on l’ouvre : il n’est pas lu, par prudence."
# How office programs write files that a password protects: an OLE container, not an archive.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_archive(kind: str, file: BinaryIO, budget: Budget) -> tuple[list[str], int]:
    """Return the text of each part (slide, or whole document), and how many there are.

    Args:
        kind: ``docx``, ``pptx`` or ``odt``.
        file: the file, opened in binary.
        budget: what may be read.

    Raises:
        Refused: the file is locked, broken or hostile.
    """
    if file.read(8) == OLE:
        raise Refused(LOCKED)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            parts = PARTS[kind](archive)
            texts = []
            for part in parts:
                texts.append(budget.take(_text(archive, part, kind)))
                if budget.spent:
                    break
            return texts, len(parts)
    except DefusedXmlException as error:
        raise Refused("Ce fichier contient des définitions XML interdites : il n’est pas lu.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, SAXException, NotImplementedError) as error:
        raise Refused(BROKEN) from error
    except RuntimeError as error:
        # zipfile says so when an entry is encrypted.
        raise Refused(LOCKED if "encrypted" in str(error) else BROKEN) from error


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    expanded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    swollen = expanded > limits.RATIO_FROM_BYTES and expanded > packed * limits.MAX_RATIO
    if len(entries) > limits.MAX_ENTRIES or expanded > limits.MAX_EXPANDED_BYTES or swollen:
        raise Refused(BOMB)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(LOCKED)


def _docx_parts(archive: zipfile.ZipFile) -> list[str]:
    archive.getinfo("word/document.xml")
    names = set(archive.namelist())
    notes = ["word/footnotes.xml", "word/endnotes.xml"]
    return ["word/document.xml", *(name for name in notes if name in names)]


SLIDE = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)(\d{1,6})\.xml")


def _pptx_parts(archive: zipfile.ZipFile) -> list[str]:
    archive.getinfo("ppt/presentation.xml")
    found = [match for match in map(SLIDE.fullmatch, archive.namelist()) if match]
    # The notes of a speaker come after all the slides.
    return [
        match[0] for match in sorted(found, key=lambda match: (match[1] != "slides/slide", int(match[2])))
    ]


def _odt_parts(archive: zipfile.ZipFile) -> list[str]:
    names = set(archive.namelist())
    manifest = b""
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as source:
            manifest = source.read(limits.MEGABYTE)
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise Refused(LOCKED)
    archive.getinfo("content.xml")
    return ["content.xml"]


PARTS: dict[str, Callable[[zipfile.ZipFile], list[str]]] = {
    "docx": _docx_parts,
    "pptx": _pptx_parts,
    "odt": _odt_parts,
}


class _Bounded:
    """A reader that stops when an entry gives more than it should; what the archive says is not believed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.left = limits.MAX_XML_BYTES

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self.source.read(min(size, 65536) if size >= 0 else 65536)
        self.left -= len(data)
        if self.left < 0:
            raise Refused(BOMB)
        return data

    def close(self) -> None:
        """Do nothing: whoever opened the entry closes it."""


# Local names of what ends a line, and of what is a gap inside one.
LINES = {"p", "h", "tr", "table-row"}
GAPS = {"tab", "br", "cr", "s", "line-break", "tc", "table-cell"}
# What holds text, and what holds some that readers of the file do not see.
HOLDERS = {"docx": {"t"}, "pptx": {"t"}, "odt": {"p", "h"}}
HIDDEN = {"docx": {"Fallback"}, "pptx": set[str](), "odt": {"tracked-changes", "annotation"}}


class _Enough(Exception):
    """All that may be kept was read."""


class _Words(ContentHandler):
    """Collects the words of an XML document, a paragraph on each line."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.holders, self.hidden = HOLDERS[kind], HIDDEN[kind]
        self.pieces: list[str] = []
        self.length = self.depth = self.held = self.silent = 0

    def startElement(self, name: str, attrs: Any) -> None:
        """Enter an element."""
        local = name.rpartition(":")[2]
        self.depth += 1
        if self.depth > limits.MAX_DEPTH:
            raise Refused("Ce fichier est imbriqué de façon démesurée : il n’est pas lu, par prudence.")
        self.held += local in self.holders
        self.silent += local in self.hidden
        if local in GAPS:
            self.pieces.append(" ")

    def endElement(self, name: str) -> None:
        """Leave an element."""
        local = name.rpartition(":")[2]
        self.depth -= 1
        self.held -= local in self.holders
        self.silent -= local in self.hidden
        if local in LINES:
            self.pieces.append("\n")

    def characters(self, content: str) -> None:
        """Take words."""
        if not self.held or self.silent:
            return
        self.pieces.append(content)
        self.length += len(content)
        if self.length > limits.MAX_CHARACTERS:
            raise _Enough


def _text(archive: zipfile.ZipFile, name: str, kind: str) -> str:
    words = _Words(kind)
    with archive.open(name) as source:
        try:
            # No entity, nothing fetched from elsewhere (defusedxml’s defaults).
            sax.parse(_Bounded(source), words)
        except _Enough:
            pass
    return "".join(words.pieces)
