"""How the tests read the documents of a défi."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from docx import Document

NOTE, HANDOVER = "note-strategique", "dossier-de-passation"
NAMES = [NOTE, HANDOVER]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def address(defi: Any, name: str = "", form: str = "") -> str:
    """Return the address of the list of documents, of a document, or of its file."""
    return f"{defi.url}documents/" + (f"{name}/" if name else "") + (f"{form}/" if form else "")


def soup(client: Any, defi: Any, name: str = "", query: str = "") -> BeautifulSoup:
    """Return the page of a document, or of their list."""
    response = client.get(address(defi, name) + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def article(client: Any, defi: Any, name: str, query: str = "") -> BeautifulSoup:
    """Return a document in its page."""
    found = soup(client, defi, name, query).find("article", class_="hub-document")
    assert found is not None
    return found


def file_of(client: Any, defi: Any, name: str, query: str = "") -> bytes:
    """Return the file of a document."""
    response = client.get(address(defi, name, "docx") + query)
    assert response.status_code == 200
    return response.content


def docx_of(client: Any, defi: Any, name: str, query: str = "") -> Any:
    """Return the file of a document, opened by python-docx."""
    return Document(io.BytesIO(file_of(client, defi, name, query)))


def everything_in(data: bytes) -> str:
    """Return all that a DOCX holds, properties and addresses of links included, runs put end to end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return unescape("\n".join(part + re.sub(r"<[^>]+>", "", part) for part in parts))


def texts(document: Any) -> list[str]:
    """Return the paragraphs of a file, those of its tables included."""
    return [words(line) for line in document.element.iter(f"{W}p")]


def words(element: Any) -> str:
    """Return the text of an element of a file."""
    return "".join(node.text or "" for node in element.iter(f"{W}t"))
