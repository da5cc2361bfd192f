"""The files: real styles, headings, tables and links, in French, that hold whatever somebody typed."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml import etree
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from hub.base.models import HubImage
from pages.defis.documents.docx_columns import column_widths, word_width
from pages.defis.documents.docx_styles import TEXT_WIDTH
from pages.defis.documents.model import Calendar, Step, Table, cell, clean, safe_url
from pages.defis.documents.pictures import frieze
from pages.defis.models import DefiPage, Milestone, Scenario
from tests.factories.defis import day, full_defi

from .papers import HANDOVER, NAMES, NOTE, address, article, docx_of, everything_in, file_of, texts, words

pytestmark = pytest.mark.django_db

LISTS = "<ol><li>un</li><li>deux</li></ol>"


@pytest.fixture
def staff(client: Any, roles: Any) -> Any:
    """A client signed in as the team of the programme."""
    return roles.sign_in(client, "staff")


@pytest.fixture
def defi(tree: Any) -> Any:
    """A défi with everything filled in."""
    return full_defi(tree)


def add_image(defi: Any, description: str, *, broken: bool = False) -> None:
    """Give a défi a picture."""
    data = io.BytesIO()
    Image.new("RGBA", (300, 200), "red").save(data, "PNG")
    image = HubImage(title="Affiche", description=description)
    image.file.save("affiche.png", ContentFile(data.getvalue()), save=False)
    image.width, image.height = 300, 200
    image.save()
    if broken:
        with image.file.storage.open(image.file.name, "wb") as file:
            file.write(b"rien")
    defi.image = image
    defi.save()


def pictures(document: Any) -> list[Any]:
    """Return what describes each picture of a file."""
    return list(document.element.iter(qn("wp:docPr")))


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_headings(staff: Any, defi: Any, name: str) -> None:
    """The title, then the parts under headings whose levels follow each other."""
    document = docx_of(staff, defi, name)
    styles = [line.style.name for line in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    levels = [int(style[-1]) for style in styles if re.fullmatch(r"Heading \d", style)]
    assert levels[0] == 1
    assert max(levels) <= 3
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_spaced_by_empty_lines(staff: Any, defi: Any, name: str) -> None:
    """Each paragraph says something or shows something: space comes from the styles."""
    document = docx_of(staff, defi, name)
    empty = [
        line
        for line in document.element.iter(qn("w:p"))
        if not words(line).strip() and line.find(f".//{qn('w:drawing')}") is None
    ]
    assert empty == []


@pytest.mark.parametrize("name", NAMES)
def test_tables_say_what_their_headers_are(staff: Any, defi: Any, name: str) -> None:
    """A header row repeated on each page, rows that are not cut, a caption before and a text alternative."""
    document = docx_of(staff, defi, name)
    assert document.tables
    for table in document.tables:
        assert table.style.name == "Tableau du hub"
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
        caption = table._tbl.getprevious()
        assert caption.pPr.pStyle.val == "Caption"
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) in words(caption)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_header_is_cut(staff: Any, defi: Any, name: str) -> None:
    """Each column is as wide as the words of its header, and the table as the text."""
    Scenario.objects.filter(defi=defi).update(investment=20000, consequences="Retour aux tableurs")
    for table in docx_of(staff, defi, name).tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) <= TEXT_WIDTH
        for width, head in zip(widths, table.rows[0].cells, strict=True):
            assert width >= max(Pt(word_width(word)) for word in head.text.split())
        for row in table.rows:
            assert widths[0] >= max(Pt(word_width(word)) for word in row.cells[0].text.split(" "))


def test_columns_that_ask_for_too_much_share_the_page() -> None:
    """Ten columns of long words, or an address without a space: the table is never wider than the text."""
    heads = tuple(f"Investissement{at}" for at in range(10))
    assert sum(column_widths(Table("Trop", heads, ()), TEXT_WIDTH)) <= TEXT_WIDTH
    long = Table(
        "Adresse", ("Nature", "Adresse"), ((cell("Code"), cell("https://example.org/" + "a" * 200)),)
    )
    first, second = column_widths(long, TEXT_WIDTH)
    assert first == second
    assert 0 <= TEXT_WIDTH - first - second < 2000


def test_a_long_table_may_begin_at_the_bottom_of_a_page(staff: Any, defi: Any) -> None:
    """Its header keeps with its first row only; a table of three rows stays whole."""
    Milestone.objects.bulk_create(Milestone(defi=defi, date=day(at), label=f"Étape {at}") for at in range(4))
    document = docx_of(staff, defi, NOTE)
    for table in document.tables:
        kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
        whole = len(table.rows) - 1 <= 3
        assert kept == [at < (len(table.rows) - 1 if whole else 1) for at in range(len(kept))]
    assert len(document.tables[-1].rows) == 7


def test_the_file_is_in_french_on_a4(staff: Any, defi: Any) -> None:
    """Language of the styles, of the settings and of the properties; format of the paper."""
    document = docx_of(staff, defi, NOTE)
    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    assert {each.get(qn("w:val")) for each in languages} == {"fr-FR"}
    assert document.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "fr-FR"
    about = document.core_properties
    assert about.language == "fr-FR"
    assert about.title == "Note stratégique de pérennisation – Défi complet"
    assert about.author == "Programme Entrepreneurs d’Intérêt Général"
    assert about.created is not None
    assert "python-docx" not in everything_in(file_of(staff, defi, NOTE))
    section = document.sections[0]
    assert (round(section.page_width / Cm(1)), round(section.page_height / Cm(1))) == (21, 30)


def test_text_is_large_enough(staff: Any, defi: Any) -> None:
    """Eleven points for the text, ten in tables, nine around the page."""
    styles = docx_of(staff, defi, NOTE).styles
    sizes = {
        name: styles[name].font.size.pt for name in ("Normal", "Texte de tableau", "Footer", "Heading 1")
    }
    assert sizes == {"Normal": 11, "Texte de tableau": 10, "Footer": 9, "Heading 1": 18}


def test_pages_are_numbered(staff: Any, defi: Any) -> None:
    """The header says what the file is; the footer has the page, their number, and the reserve."""
    section = docx_of(staff, defi, NOTE).sections[0]
    assert "Note stratégique de pérennisation – Défi complet" in section.header.paragraphs[0].text
    footer = section.footer.paragraphs[0]
    fields = [each.text.strip() for each in footer._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "Ne pas diffuser en dehors de l’équipe." in footer.text


def test_the_handover_file_opens_with_its_contents(staff: Any, defi: Any) -> None:
    """A real field, filled already, each line of which leads to its heading; the note has none."""
    document = docx_of(staff, defi, HANDOVER)
    fields = [each.text for each in document.element.iter(qn("w:instrText"))]
    assert sum("TOC" in text for text in fields) == 1
    lines = [line for line in document.paragraphs if line.style.name.lower() in ("toc 1", "toc 2")]
    marks = {
        mark.get(qn("w:name")): words(mark.getparent())
        for mark in document.element.iter(qn("w:bookmarkStart"))
    }
    listed = [words(line._p) for line in lines]
    targets = [line._p.find(qn("w:hyperlink")).get(qn("w:anchor")) for line in lines]
    assert listed[0] == "Carte d’identité"
    assert [marks[target] for target in targets] == listed
    assert not any("TOC" in each.text for each in docx_of(staff, defi, NOTE).element.iter(qn("w:instrText")))


def test_links_are_links(staff: Any, defi: Any) -> None:
    """Addresses of the record can be followed, those of the hub with its own host."""
    document = docx_of(staff, defi, HANDOVER)
    targets = {each.target_ref for each in document.part.rels.values() if each.is_external}
    assert {"https://example.org/code", f"http://testserver{defi.url}"} <= targets
    used = {link.get(qn("r:id")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert used == {key for key, each in document.part.rels.items() if each.is_external}


def test_the_calendar_is_drawn_and_told(staff: Any, defi: Any) -> None:
    """The frieze has an alternative in words; the table after it has the same steps."""
    document = docx_of(staff, defi, NOTE)
    (picture,) = pictures(document)
    words = picture.get("descr")
    assert words.startswith("Frise du calendrier, du ")
    assert "Note présentée (fait)" in words
    assert "Décision de la direction (à faire)" in words
    steps = [row.cells[2].text for row in document.tables[-1].rows]
    assert steps == ["Étape", "Note présentée", "Décision de la direction"]


def test_a_long_calendar_still_draws(staff: Any, defi: Any) -> None:
    """Sixty steps on a few days: a picture of a reasonable size, a short alternative."""
    Milestone.objects.bulk_create(
        Milestone(defi=defi, date=day(at % 7), label=f"Étape {at}") for at in range(60)
    )
    document = docx_of(staff, defi, NOTE)
    (picture,) = pictures(document)
    assert "et 50 de plus dans le tableau qui suit" in picture.get("descr")
    drawn = next(part for part in document.part.related_parts.values() if "png" in part.partname)
    with Image.open(io.BytesIO(drawn.blob)) as image:
        assert image.width == 1800
        assert image.height < 1200


def test_a_calendar_of_one_day_draws() -> None:
    """A single date is a calendar too, and so is a century."""

    for end in (dt.date(2027, 1, 1), dt.date(2127, 1, 1)):
        start = dt.date(2027, 1, 1)
        data = frieze(Calendar("Étapes", (Step(start, "Début"),), start, end, dt.date(2026, 1, 1)))
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "PNG"


def test_a_picture_has_an_alternative(staff: Any, defi: Any) -> None:
    """The description of the image is its alternative text."""
    add_image(defi, "Une affiche rouge")
    assert article(staff, defi, NOTE).find("img")["alt"] == "Une affiche rouge"
    alternatives = [each.get("descr") for each in pictures(docx_of(staff, defi, NOTE))]
    assert alternatives[0] == "Une affiche rouge"
    assert len(alternatives) == 2


def test_a_picture_without_words_is_decorative(staff: Any, defi: Any) -> None:
    """No description: the file marks the image as decorative."""
    add_image(defi, "")
    first = pictures(docx_of(staff, defi, NOTE))[0]
    assert first.get("descr") == ""
    marks = [each for each in first.iter() if etree.QName(each).localname == "decorative"]
    assert [each.get("val") for each in marks] == ["1"]


def test_a_broken_picture_breaks_nothing(staff: Any, defi: Any) -> None:
    """A file that is no image is left out."""
    add_image(defi, "Une affiche", broken=True)
    assert len(pictures(docx_of(staff, defi, NOTE))) == 1


def test_a_picture_kept_in_a_closed_collection_stays_there(client: Any, roles: Any, defi: Any) -> None:
    """A file does not give the picture that the hub would refuse to its reader."""
    add_image(defi, "Une affiche rouge")
    closed = Collection.get_first_root_node().add_child(name="Fermée")
    barrier = CollectionViewRestriction.objects.create(collection=closed, restriction_type="groups")
    barrier.groups.set(Group.objects.filter(name="Équipe du programme"))
    HubImage.objects.update(collection=closed)
    for role, count in (("staff", 2), ("eig", 1)):
        roles.sign_in(client, role)
        assert len(pictures(docx_of(client, defi, NOTE))) == count


def test_a_numbered_list_begins_at_one(staff: Any, tree: Any) -> None:
    """Each numbered list of a text has numbers of its own."""
    defi = full_defi(tree, problem=LISTS, users="<ul><li>le public</li></ul>", solution=LISTS)
    document = docx_of(staff, defi, NOTE)
    numbers = [
        line._p.pPr.numPr.numId.val for line in document.paragraphs if line.style.name == "List Number"
    ]
    assert len(numbers) == 4
    assert len(set(numbers)) == 2
    assert "le public" in [line.text for line in document.paragraphs if line.style.name == "List Bullet"]


def test_any_text_fits(staff: Any, tree: Any) -> None:
    """Control characters, emoji, right-to-left scripts, markup and very long texts."""
    title = "Défi \x0b\x00\x1f« été » 🏛️ & <b>"
    defi = full_defi(
        tree,
        title=title[:5] + title[8:],
        takeover="فريق الخدمة الرقمية",
        plan_summary="Début\x08\ufffe\ud800 fin".encode("utf-8", "ignore").decode() + "\x0c" + "long " * 4000,
        problem="<p>Un\x03 problème</p>",
    )
    DefiPage.objects.filter(pk=defi.pk).update(decision_maker="Comité\x07 \x1bde direction")
    data = file_of(staff, defi, NOTE)
    document = Document(io.BytesIO(data))
    lines = texts(document)
    assert document.paragraphs[1].text == "Défi « été » 🏛️ & <b>"
    assert "Un problème" in lines
    assert any("Comité de direction" in line for line in lines)
    assert any(len(line) > 15000 for line in lines)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    arabic = [line for line in document.element.iter(qn("w:p")) if "فريق" in words(line)]
    assert arabic
    assert any(run.find(f".//{qn('w:rtl')}") is not None for run in arabic)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x0bc\rd\r\ne", "ab\nc\nd\ne"),
        ("\ufffe\uffffé🏛️", "é🏛️"),
        ("  x\n", "x"),
        (12, "12"),
    ],
)
def test_text_is_cleaned(typed: Any, kept: str) -> None:
    """What XML cannot hold goes, breaks are of one kind."""
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/é?a=1&b=2", "https://example.org/é?a=1&b=2"),
        ("/defis/complet/", "/defis/complet/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/x", ""),
        ("http://[x", ""),
        ("", ""),
    ],
)
def test_only_sound_addresses_are_links(typed: str, kept: str) -> None:
    """The Web, mail and the hub; nothing that runs."""
    assert safe_url(typed) == kept


def test_an_address_that_word_refuses_stays_text(staff: Any, tree: Any) -> None:
    """A link of several thousand characters would be a file that Word repairs."""
    long = "https://example.org/" + "a" * 3000
    defi = full_defi(tree, problem=f'<p><a href="{long}">très long</a></p>')
    document = docx_of(staff, defi, NOTE)
    assert all(len(each.target_ref) < 2100 for each in document.part.rels.values() if each.is_external)
    assert "très long" in texts(document)


@pytest.mark.parametrize(
    ("title", "plain", "french"),
    [
        ("Défi complet", "note-strategique-defi-complet-", "Note stratégique – Défi complet – "),
        ("A/B : « c » \\ *", "note-strategique-ab-c-", "Note stratégique – A B « c » – "),
        ("Гамма", "note-strategique-", "Note stratégique – Гамма – "),
        ("Défi " + "long " * 40, "note-strategique-defi-long-long-", "Note stratégique – Défi long long "),
    ],
)
def test_the_name_of_the_file(staff: Any, tree: Any, title: str, plain: str, french: str) -> None:
    """In French for those who read it, in plain letters for old software, dated, and not too long."""
    defi = full_defi(tree, title=title.strip())
    header = staff.get(address(defi, NOTE, "docx"))["Content-Disposition"]
    found = re.fullmatch(r"attachment; filename=\"([a-z0-9-]+\.docx)\"; filename\*=UTF-8''(\S+)", header)
    assert found is not None
    assert found[1].startswith(plain)
    assert unquote(found[2]).startswith(french)
    assert re.search(r"\d{4}-\d{2}-\d{2}\.docx$", unquote(found[2]))
    assert len(unquote(found[2])) < 130
