"""Files made for the tests: good ones, broken ones, and some made to hurt."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
from odf.opendocument import OpenDocumentText
from odf.text import H, P
from pptx import Presentation
from pypdf import PdfWriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_docx(*paragraphs: str) -> bytes:
    """Return a DOCX of some paragraphs, the last one in a table."""
    document = docx.Document()
    for text in paragraphs[:-1]:
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = paragraphs[-1]
    return _saved(document)


def make_pptx(*slides: str) -> bytes:
    """Return a PPTX with a slide for each text, and notes under the first one."""
    deck = Presentation()
    for text in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        slide.shapes.title.text = text
    deck.slides[0].notes_slide.notes_text_frame.text = "Penser au chronomètre."
    return _saved(deck)


def make_odt(title: str, *paragraphs: str) -> bytes:
    """Return an ODT."""
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text=title))
    for text in paragraphs:
        document.text.addElement(P(text=text))
    return _saved(document)


def _saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def make_pdf(*pages: str, count: int | None = None, kids: int | None = None) -> bytes:
    """Return a PDF.

    Args:
        pages: the text of each page, in ASCII.
        count: what the file says of its number of pages.
        kids: number of entries of the tree of pages, which repeats the first one.
    """
    total = len(pages)
    listed = [f"{3 + 2 * number} 0 R" for number in range(total)]
    if kids:
        listed = listed[:1] * kids
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(listed)}] /Count {count or len(listed)} >>",
    ]
    for number, text in enumerate(pages):
        content = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {4 + 2 * number} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _pdf(objects)


def _pdf(objects: list[str]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return data


def looping_pdf() -> bytes:
    """Return a PDF whose tree of pages contains itself."""
    return _pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])


def deep_pdf(depth: int = 20_000) -> bytes:
    """Return a PDF with arrays inside arrays."""
    return _pdf(["<< /Type /Catalog /Pages 2 0 R >>", "[" * depth + "]" * depth])


def inflating_pdf(size: int = 400 * 1024 * 1024) -> bytes:
    """Return a PDF with a page whose content is huge once expanded."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(size // (1024 * 1024)))
    packed += packer.flush()
    return _pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
            + packed.decode("latin-1")
            + "\nendstream",
        ]
    )


def encrypted_pdf(password: str) -> bytes:
    """Return a PDF that a password protects."""
    writer = PdfWriter(io.BytesIO(make_pdf("Le narval dort")))
    writer.encrypt(password, owner_password="autre", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Return a compressed archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return file.getvalue()


def word_archive(body: str, prologue: str = "", **more: bytes) -> bytes:
    """Return the least that can be called a DOCX."""
    text = f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{WORD}">{body}</w:document>'
    return archive({"word/document.xml": text.encode(), **more})


def billion_laughs() -> bytes:
    """Return a DOCX whose entities grow without end."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return word_archive("<w:t>&a11;</w:t>", f"<!DOCTYPE w [{entities}]>")


def outside_entity() -> bytes:
    """Return a DOCX that asks for a file of the server."""
    prologue = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return word_archive("<w:t>&x;</w:t>", prologue)


def zip_bomb(size: int = 200 * 1024 * 1024) -> bytes:
    """Return a DOCX that is a thousand times bigger once expanded."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w") as one,
    ):
        for _ in range(size // (1024 * 1024)):
            one.write(b" " * 1024 * 1024)
    return file.getvalue()


def lying_bomb(size: int = 80 * 1024 * 1024) -> bytes:
    """Return a zip bomb whose directory says that it is small."""
    data = zip_bomb(size)
    # Sizes of the local header and of the directory; the data goes on.
    return data.replace(struct.pack("<L", size), struct.pack("<L", 4000))


def overlapping_entries(count: int = 20_000) -> bytes:
    """Return an archive with far too many entries."""
    return archive({"word/document.xml": b"<a/>", **{f"word/{n}.xml": b"" for n in range(count)}})


def nested(depth: int = 100_000) -> bytes:
    """Return a DOCX with elements inside elements."""
    return word_archive("<w:p>" * depth + "</w:p>" * depth)


def huge_picture() -> bytes:
    """Return a good DOCX with a picture of 250 MB of one colour."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:t>Narval</w:t></w:document>')
        with packed.open("word/media/image1.bmp", "w") as picture:
            for _ in range(250):
                picture.write(b"\x00" * 1024 * 1024)
    return file.getvalue()


def quine_zip() -> bytes:
    """Return an archive that holds an archive that holds an archive…"""
    data = archive({"word/document.xml": b"<a/>"})
    for _ in range(60):
        data = archive({"word/document.xml": data, "inside.docx": data})
    return data
