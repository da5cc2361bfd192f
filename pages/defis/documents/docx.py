"""A document as a DOCX file: real styles, headings, lists and tables, to be edited in any word processor."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.conf import settings
from docx import Document as new_docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from hub.base.templatetags.hub import french_date

from ..wording import counted
from . import docx_xml as xml
from .docx_columns import column_widths
from .docx_styles import FACT, LANGUAGE, MENTION, MISSING, TABLE, TEXT_WIDTH, set_up
from .model import (
    Block,
    BulletList,
    Calendar,
    Cell,
    Document,
    Facts,
    Figure,
    Heading,
    Missing,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Table,
    cell,
    clean,
    runs,
)
from .pictures import frieze, frieze_in_words, picture
from .wording import NBSP

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGE_WIDTH, FRIEZE_WIDTH = Cm(9), TEXT_WIDTH
# Deeper, a table of contents is longer than what it opens.
CONTENTS_LEVELS = 2
EMPTY = "–"
AFTER_TABLE = Pt(8)
# A table this short stays on one page; of a longer one, the header and the first row do: kept whole, it
# would leave half of a page blank.
SHORT_TABLE, FIRST_ROWS = 3, 1


def write_docx(document: Document, origin: str) -> bytes:
    """Return a document as a DOCX file.

    Args:
        document: the document.
        origin: scheme and host of the hub, put before the addresses that lead to it.
    """
    writer = _Writer(document, origin)
    file = io.BytesIO()
    writer.write().save(file)
    return file.getvalue()


class _Writer:
    """Writes one document; blocks are written by the method of their type."""

    def __init__(self, document: Document, origin: str) -> None:
        self.document = document
        self.origin = origin
        self.file = new_docx()
        self.pictures = 0
        self.headings = 0
        set_up(self.file)
        # python-docx goes through every style each time that one is given by its name.
        self.style_ids = {style.name: style.style_id for style in self.file.styles}

    def write(self) -> Any:
        """Return the python-docx document, ready to be saved."""
        self._properties()
        self._furniture()
        self._front()
        for block in self.document.blocks:
            self._block(block)
        self._end()
        return self.file

    # --- Around the contents

    def _properties(self) -> None:
        about = self.file.core_properties
        about.title = f"{self.document.title} – {self.document.subtitle}"[:255]
        about.subject = self.document.subtitle[:255]
        about.author = about.last_modified_by = self.document.author.split(" – ")[0][:255]
        about.language = LANGUAGE
        about.keywords = "pérennisation, défi"
        about.category = self.document.title[:255]
        about.comments = " ".join(self.document.mentions)[:255]
        about.revision = 1
        now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
        about.created = about.modified = now

    def _furniture(self) -> None:
        """Write the header and the footer: what the document is, whom it is for, the number of the page."""
        section = self.file.sections[0]
        top = section.header.paragraphs[0]
        self._runs(top, runs(f"{settings.HUB_NAME} – {self.document.title} – {self.document.subtitle}"))
        bottom = section.footer.paragraphs[0]
        if self.document.reserved:
            self._runs(bottom, runs(Run(self.document.mentions[0], bold=True), " – "))
        self._runs(bottom, runs(f"{french_date(self.document.date)} – page{NBSP}"))
        xml.add_field(bottom, "PAGE", "1")
        self._runs(bottom, runs(" sur "))
        xml.add_field(bottom, "NUMPAGES", "1")

    def _front(self) -> None:
        self._paragraph(self.document.title, "Title")
        self._paragraph(self.document.subtitle, "Subtitle")
        for mention in self.document.mentions:
            self._paragraph(mention, MENTION)
        self._paragraph(f"{self.document.author}. Établi le {french_date(self.document.date)}.")
        self._facts(self.document.facts)
        if self.document.missing:
            self._summary_of_missing()
        if self.document.contents:
            self._contents()

    def _summary_of_missing(self) -> None:
        count = len(self.document.missing)
        self._heading(Heading(1, "Ce qui manque encore"))
        self._paragraph(
            f"{counted(count, 'point reste', 'points restent')} à compléter dans la fiche du défi. "
            "Cette liste ne figure pas dans les versions des autres lecteurs et lectrices."
        )
        for each in self.document.missing:
            self._runs(self._paragraph("", "List Bullet"), runs(Run(each.sentence, url=each.url)))

    def _contents(self) -> None:
        """Write the table of contents as a field, filled already: nobody has to update it to read it."""
        self._paragraph("Sommaire", "TOC Heading")
        shown = [
            (at, heading)
            for at, heading in enumerate(self.document.headings, start=self.headings + 1)
            if heading.level <= CONTENTS_LEVELS
        ]
        for place, (at, heading) in enumerate(shown):
            line = self._paragraph("", f"toc {heading.level}")
            if not place:
                # \n: no page number, which only the word processor knows; \h: links.
                xml.begin_field(line, f'TOC \\o "1-{CONTENTS_LEVELS}" \\n \\h \\z \\u')
            xml.add_inner_link(line, heading.text, _bookmark(at))
            if place == len(shown) - 1:
                xml.end_field(line)

    def _end(self) -> None:
        """Close the file on a sentence: after a table, an empty paragraph would stand there instead."""
        text = f"Document établi par le {settings.HUB_NAME} le {french_date(self.document.date)}, "
        self._paragraph(f"{text}à partir de la fiche du défi.", MENTION)

    # --- Blocks

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._runs(self._paragraph("", MENTION if block.mention else None), block.runs)
            case BulletList():
                self._list(block)
            case Table():
                self._table(block)
            case Facts():
                self._facts(block)
            case Missing():
                self._missing(block)
            case Figure():
                self._figure(block)
            case Calendar():
                self._calendar(block)
            case PageBreak():
                self._page_break()

    def _heading(self, heading: Heading) -> None:
        self.headings += 1
        line = self._paragraph(heading.text, f"Heading {heading.level}")
        xml.add_bookmark(line, _bookmark(self.headings), self.headings)

    def _list(self, block: BulletList) -> None:
        number = self._restarted_numbers() if block.ordered else None
        for item in block.items:
            line = self._paragraph("", "List Number" if block.ordered else "List Bullet")
            if number is not None:
                properties = line._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number
            self._runs(line, item)

    def _restarted_numbers(self) -> int:
        """Return a numbering that begins at 1, for a list of its own."""
        numbering = self.file.part.numbering_part.numbering_definitions._numbering
        style = self.file.styles["List Number"].element.pPr.numPr.numId.val
        model = next(num for num in numbering.num_lst if num.numId == style)
        added = numbering.add_num(model.abstractNumId.val)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)

    def _table(self, block: Table) -> None:
        self._paragraph(block.caption, "Caption")
        made = self.file.add_table(rows=1 + len(block.rows), cols=len(block.header), style=TABLE)
        made.autofit = False
        widths = [Emu(width) for width in column_widths(block, TEXT_WIDTH)]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        together = len(block.rows) if len(block.rows) <= SHORT_TABLE else FIRST_ROWS
        contents = (tuple(map(cell, block.header)), *block.rows)
        for at, (row, values) in enumerate(zip(made.rows, contents, strict=True)):
            xml.keep_row_whole(row)
            # The cells of python-docx are worked out again each time that they are asked for.
            for holder, value, width in zip(row.cells, values, widths, strict=True):
                holder.width = width
                self._fill(holder, value, with_next=at < together)
        xml.set_header_row(made.rows[0])
        xml.set_look(made, first_column=block.row_headers)
        columns = f"{counted(len(block.header), 'colonne', 'colonnes')}{NBSP}: {', '.join(block.header)}."
        xml.describe_table(made, block.caption, columns)

    def _fill(self, holder: Any, value: Cell, *, with_next: bool) -> None:
        lines: tuple[Runs, ...] = value.lines or (runs(EMPTY),)
        for at, line in enumerate(lines):
            paragraph = holder.paragraphs[0] if not at else holder.add_paragraph()
            paragraph._p.style = self.style_ids["Texte de tableau"]
            if with_next:
                paragraph.paragraph_format.keep_with_next = True
            self._runs(paragraph, line)

    def _facts(self, block: Facts) -> None:
        for term, value in block.rows:
            line = self._paragraph("", FACT)
            self._runs(line, runs(Run(f"{term}{NBSP}: ", bold=True)))
            for at, pieces in enumerate(value.lines):
                if at:
                    line.add_run().add_break(WD_BREAK.LINE)
                self._runs(line, pieces)

    def _missing(self, block: Missing) -> None:
        line = self._paragraph("", MISSING)
        self._runs(line, runs(Run(f"À compléter{NBSP}: ", bold=True), block.sentence, " "))
        if block.url:
            self._runs(line, runs(Run("Compléter la fiche", url=block.url), "."))

    def _figure(self, block: Figure) -> None:
        data = picture(block.image)
        if data is not None:
            self._picture(data, block.alternative, IMAGE_WIDTH)

    def _calendar(self, block: Calendar) -> None:
        legend = "pastille pleine\u00a0: étape faite\u202f; pastille vide\u00a0: étape à venir"
        self._paragraph(f"Frise du calendrier ({legend})", "Caption")
        self._picture(frieze(block), frieze_in_words(block), FRIEZE_WIDTH)
        rows = tuple(
            (
                cell(str(at)),
                cell(french_date(step.date)),
                cell(step.label),
                cell("Faite" if step.done else "À venir"),
                cell(step.who),
            )
            for at, step in enumerate(block.steps, start=1)
        )
        header = ("Numéro", "Date", "Étape", "État", "Responsable")
        self._table(Table(block.caption, header, rows, weights=(2, 4, 8, 2, 4)))

    def _picture(self, data: bytes, alternative: str, width: Any) -> None:
        self.pictures += 1
        shape = self._paragraph("").add_run().add_picture(io.BytesIO(data), width=width)
        xml.describe_picture(shape._inline, self.pictures, alternative)

    def _page_break(self) -> None:
        self.file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)

    # --- Lines

    def _paragraph(self, text: str, style: str | None = None) -> Any:
        line = self.file.add_paragraph()
        if style:
            line._p.style = self.style_ids[style]
        before = line._p.getprevious()
        if before is not None and before.tag == qn("w:tbl"):
            # A table leaves no space after itself.
            line.paragraph_format.space_before = AFTER_TABLE
        if text:
            self._runs(line, runs(clean(text)))
        return line

    def _runs(self, paragraph: Any, pieces: Runs) -> None:
        xml.add_runs(paragraph, pieces, self.origin)


def _bookmark(number: int) -> str:
    return f"titre_{number}"
