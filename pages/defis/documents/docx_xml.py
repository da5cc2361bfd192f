"""Pieces of WordprocessingML that python-docx does not write: links, fields, headers of tables, alternatives.

References are to ECMA-376, part 1, unless said otherwise.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from .model import Run, Runs, plain

# Word refuses longer addresses and bookmarks.
LONGEST_URL, LONGEST_BOOKMARK = 2000, 40
# [MS-ODRAWXML] 2.24: what marks a picture as decorative for assistive technologies.
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_DECORATIVE_URI = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def element(tag: str, **attributes: object) -> Any:
    """Return an element of WordprocessingML; attributes are in its namespace too."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def add_runs(paragraph: Any, pieces: Runs, origin: str) -> None:
    """Write runs in a paragraph; those with an address are links (17.16.22)."""
    if reads_right_to_left(plain(pieces)):
        set_right_to_left(paragraph)
    for piece in pieces:
        address = f"{origin}{piece.url}" if piece.is_inner else piece.url
        if address and len(address) <= LONGEST_URL:
            paragraph._p.append(_link(paragraph, piece, address))
        else:
            _write(paragraph.add_run(), piece)


def _write(run: Any, piece: Run) -> None:
    run.text = piece.text
    run.bold = piece.bold or None
    run.italic = piece.italic or None
    if reads_right_to_left(piece.text):
        run.font.rtl = True


def _link(paragraph: Any, piece: Run, address: str) -> Any:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run()
    run._r.style = "Hyperlink"
    _write(run, piece)
    link.append(run._r)
    return link


def reads_right_to_left(text: str) -> bool:
    """Tell whether the first letter of a text is of a script that is read from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def set_right_to_left(paragraph: Any) -> None:
    """Lay a paragraph out from right to left (17.3.1.6)."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Write a field, such as the number of the page (17.16.5), with what stands for it meanwhile."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """Name the text of a paragraph so that the table of contents leads to it (17.13.6)."""
    start = element("w:bookmarkStart", id=number, name=name[:LONGEST_BOOKMARK])
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(element("w:bookmarkEnd", id=number))


def add_inner_link(paragraph: Any, text: str, bookmark: str) -> None:
    """Write a link to a bookmark of the document."""
    link = element("w:hyperlink", anchor=bookmark[:LONGEST_BOOKMARK], history=1)
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def begin_field(paragraph: Any, instruction: str) -> None:
    """Open a field, which may end in a later paragraph: see :func:`end_field`."""
    text = element("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    begin, separate = (element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    for piece in (begin, text, separate):
        paragraph.add_run()._r.append(piece)


def end_field(paragraph: Any) -> None:
    """Close the field opened by :func:`begin_field`."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def set_header_row(row: Any) -> None:
    """Mark a row as the header of its table, repeated on each page (17.4.49)."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """Keep a row on one page (17.4.6)."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def describe_table(table: Any, title: str, description: str) -> None:
    """Give a table its alternative text (17.4.62, 17.4.47)."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=title))
    properties.append(element("w:tblDescription", val=description))


def set_look(table: Any, *, first_column: bool) -> None:
    """Say which rows and columns of a table are headers (17.4.56)."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        look = element("w:tblLook")
        table._tbl.tblPr.append(look)
    look.attrib.clear()
    values = {
        "val": "04A0" if first_column else "0420",
        "firstRow": 1,
        "lastRow": 0,
        "firstColumn": int(first_column),
        "lastColumn": 0,
        "noHBand": 0,
        "noVBand": 1,
    }
    for name, value in values.items():
        look.set(qn(f"w:{name}"), str(value))


def describe_picture(inline: Any, number: int, alternative: str) -> None:
    """Give a picture its alternative text (20.4.2.5), or mark it as decorative.

    Args:
        inline: the ``wp:inline`` element.
        number: an identifier of the picture, its own in the document.
        alternative: what it says; empty: nothing.
    """
    properties = inline.docPr
    properties.set("id", str(number))
    properties.set("name", f"Image {number}")
    properties.set("descr", alternative)
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("descr", alternative)
    if alternative:
        return
    extensions = properties.makeelement(f"{{{_DRAWING}}}extLst")
    extension = extensions.makeelement(f"{{{_DRAWING}}}ext", {"uri": _DECORATIVE_URI})
    mark = extension.makeelement(f"{{{_DECORATIVE}}}decorative", {"val": "1"}, nsmap={"adec": _DECORATIVE})
    extension.append(mark)
    extensions.append(extension)
    properties.append(extensions)
