"""The files open in LibreOffice, which finds their headings, their language and their pages."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from pages.defis.models import RoadmapObjective
from tests.factories.defis import full_defi

from .papers import HANDOVER, NAMES, file_of

pytestmark = [pytest.mark.django_db, pytest.mark.libreoffice]

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
REQUIRED = os.environ.get("HUB_REQUIRE_LIBREOFFICE") == "1"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@pytest.fixture
def converted(tmp_path: Path) -> Any:
    """Return what converts a file: ``converted(data, "odt", "odt")`` gives its content in a format."""
    if not SOFFICE:
        sentence = "LibreOffice n’est pas installé : « apt-get install libreoffice-writer »."
        if REQUIRED:
            pytest.fail(f"{sentence} Il est exigé (HUB_REQUIRE_LIBREOFFICE=1).")
        pytest.skip(sentence)

    def convert(data: bytes, extension: str, form: str) -> bytes:
        source = tmp_path / "document.docx"
        source.write_bytes(data)
        # A profile of its own: two conversions at once would wait for each other.
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            SOFFICE,
            "--headless",
            profile,
            "--convert-to",
            form,
            "--outdir",
            str(tmp_path),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (tmp_path / f"document.{extension}").read_bytes()

    return convert


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_reads_the_structure(
    client: Any, roles: Any, tree: Any, converted: Any, name: str
) -> None:
    """Headings with their levels, header rows, language and alternative texts survive the conversion."""
    roles.sign_in(client, "staff")
    odt = converted(file_of(client, full_defi(tree), name), "odt", "odt")
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        content, styles = (etree.fromstring(archive.read(f"{part}.xml")) for part in ("content", "styles"))
    headings = [
        (int(each.get(f"{TEXT}outline-level")), "".join(each.itertext())) for each in content.iter(f"{TEXT}h")
    ]
    assert (1, "Ce qui manque encore") in headings
    assert (2, "La solution") in headings
    assert {level for level, _text in headings} <= {1, 2, 3}
    tables = list(content.iter(f"{TABLE}table"))
    assert tables
    assert all(table.find(f"{TABLE}table-header-rows") is not None for table in tables)
    assert {each.get(f"{FORMAT}language") for each in styles.iter() if each.get(f"{FORMAT}language")} <= {
        "fr",
        "zxx",
        "none",
    }
    described = [each.text or "" for each in content.iter(f"{SVG}desc", f"{SVG}title")]
    assert any("Frise du calendrier" in text for text in described)


def test_libreoffice_prints_it(client: Any, roles: Any, tree: Any, converted: Any) -> None:
    """A long file makes several A4 pages, numbered, with the header row of a cut table on each."""
    defi = full_defi(tree)
    RoadmapObjective.objects.bulk_create(
        RoadmapObjective(defi=defi, horizon="short", objective=f"Objectif numéro {at} " * 5)
        for at in range(60)
    )
    roles.sign_in(client, "staff")
    pdf = PdfReader(io.BytesIO(converted(file_of(client, defi, HANDOVER), "pdf", TAGGED)))
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 6
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert all(f"page {at} sur {len(pages)}" in " ".join(text.split()) for at, text in enumerate(pages, 1))
    assert sum("Échéance et" in text for text in pages) >= 3
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/Lang"] == "fr-FR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Dossier de passation – Défi complet"
