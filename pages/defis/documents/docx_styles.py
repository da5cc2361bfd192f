"""Styles of the text files: the look is in the styles, never in the text, so that a reader can change it."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from .docx_xml import element

LANGUAGE = "fr-FR"
# On every computer, or with a twin of the same widths (Liberation Sans).
FONT = "Arial"
TABLE = "Tableau du hub"
MISSING = "À compléter"
MENTION = "Mention"
FACT = "Fait"
BLUE, INK = RGBColor(0x00, 0x00, 0x91), RGBColor(0x16, 0x16, 0x16)
# Size, space before, space after, in points.
HEADINGS = {
    "Title": (26, 0, 4),
    "Subtitle": (16, 0, 14),
    "Heading 1": (18, 16, 6),
    "Heading 2": (14, 12, 4),
    "Heading 3": (12, 12, 4),
}
A4 = (Cm(21), Cm(29.7))
MARGIN = Cm(2)
TEXT_WIDTH = A4[0] - 2 * MARGIN


def set_up(document: Any) -> None:
    """Give a new python-docx document the hub’s page, language and styles."""
    _forget_template(document)
    _set_page(document.sections[0])
    _set_language(document)
    _set_text(document.styles["Normal"], 11, INK, 0, 6)
    for name, (size, before, after) in HEADINGS.items():
        style = document.styles[name]
        _set_text(style, size, BLUE if name != "Subtitle" else INK, before, after)
        style.font.bold = name != "Subtitle"
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
        _remove(style.element.pPr, "w:pBdr")
        _remove(style.element.rPr, "w:spacing", "w:kern")
    _set_text(document.styles["Caption"], 10, INK, 8, 4)
    document.styles["Caption"].font.bold = True
    document.styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        _set_text(document.styles[name], 11, INK, 0, 4)
    for name in ("Header", "Footer"):
        _set_text(document.styles[name], 9, RGBColor(0x3A, 0x3A, 0x3A), 0, 0)
    _add_styles(document.styles)


def _forget_template(document: Any) -> None:
    """Drop what the template of python-docx says of itself: its thumbnail, the age of its format."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # [MS-DOCX] 2.6.2: older modes are announced in the title bar of Word.
            setting.set(qn("w:val"), "15")


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    section.header_distance = section.footer_distance = Cm(1)


def _set_language(document: Any) -> None:
    """Say French wherever a word processor or a screen reader looks for the language."""
    values = {"val": LANGUAGE, "eastAsia": LANGUAGE, "bidi": "ar-SA"}
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _remove(run, "w:lang")
    run.append(element("w:lang", **values))
    normal = document.styles["Normal"].element.get_or_add_rPr()
    _remove(normal, "w:lang")
    normal.append(element("w:lang", **values))
    settings = document.settings.element
    _remove(settings, "w:themeFontLang")
    language = element("w:themeFontLang", **values)
    after = settings.find(qn("w:clrSchemeMapping"))
    if after is not None:
        after.addprevious(language)
    else:
        settings.append(language)


def _set_text(style: Any, size: int, colour: RGBColor, before: int, after: int) -> None:
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    shape.line_spacing = 1.1
    shape.widow_control = True


def _add_styles(styles: Any) -> None:
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline = True
    link.font.color.rgb = BLUE
    fact = _paragraph_style(styles, FACT, 11, INK, 0, 4)
    fact.paragraph_format.left_indent = Cm(0.6)
    fact.paragraph_format.first_line_indent = Cm(-0.6)
    in_table = _paragraph_style(styles, "Texte de tableau", 10, INK, 1, 1)
    in_table.paragraph_format.line_spacing = 1.05
    for name, side in ((MISSING, "B34000"), (MENTION, "000091")):
        style = _paragraph_style(styles, name, 11, INK, 6, 6)
        style.paragraph_format.left_indent = Cm(0.4)
        border = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{side}"/>'
        style.element.get_or_add_pPr().insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"),
            "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr",
        )  # fmt: skip
    for level in (1, 2):
        # Word knows its own styles by these names, in lower case.
        style = _paragraph_style(styles, f"toc {level}", 11, INK, 0, 4, builtin=True)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
    _paragraph_style(styles, "TOC Heading", 14, BLUE, 16, 6).font.bold = True
    styles.element.append(parse_xml(_TABLE_XML))


def _paragraph_style(
    styles: Any, name: str, size: int, colour: RGBColor, before: int, after: int, *, builtin: bool = False
) -> Any:
    if name in styles:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
        style.base_style = styles["Normal"]
    _set_text(style, size, colour, before, after)
    style.quick_style = True
    return style


def _remove(parent: Any, *tags: str) -> None:
    for tag in tags:
        for child in parent.findall(qn(tag)) if parent is not None else ():
            parent.remove(child)


# A header row that stands out by its weight, its background and its rule, not by colour alone.
_TABLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TableauDuHub">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblStyleRowBandSize w:val="1"/>
    <w:tblBorders>
      <w:top w:val="single" w:sz="6" w:space="0" w:color="666666"/>
      <w:left w:val="single" w:sz="6" w:space="0" w:color="666666"/>
      <w:bottom w:val="single" w:sz="6" w:space="0" w:color="666666"/>
      <w:right w:val="single" w:sz="6" w:space="0" w:color="666666"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="999999"/>
      <w:insideV w:val="single" w:sz="4" w:space="0" w:color="999999"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="90" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:bCs/></w:rPr>
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="000091"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="E3E3FD"/>
    </w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>
</w:style>
"""
