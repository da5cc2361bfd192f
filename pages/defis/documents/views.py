"""Pages and files of the documents of a défi."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from hub.base.selectors import page_url

from ..models import DefiPage
from .catalogue import KINDS, Kind, assemble, assemble_all
from .docx import DOCX_TYPE, write_docx
from .html import html_blocks, summary
from .model import Document, clean

# ?version=a-diffuser: an insider’s document without what is reserved to insiders.
TO_SHARE = "a-diffuser"
# Longer names are refused by some file systems once encoded.
LONGEST_NAME = 100


@require_safe
def list_documents(request: Any, defi: DefiPage) -> Any:
    """List the documents with their formats and, for those who fill the record, what is missing."""
    found = [
        {"kind": kind, "document": document, "missing": len(document.missing)}
        for kind, document in assemble_all(request.user, defi)
    ]
    return _private(
        defi.render_part(
            request,
            "documents",
            "defis/documents/list.html",
            entries=found,
            address=f"{page_url(defi.url_path)}documents/",
            to_share=TO_SHARE,
        )
    )


@require_safe
def show_document(request: Any, defi: DefiPage, name: str) -> Any:
    """Show a document as a page that prints well.

    Raises:
        Http404: there is no such document.
    """
    kind = _kind(name)
    document = _assembled(request, kind, defi)
    shown = html_blocks(document)
    return _private(
        defi.render_part(
            request,
            "documents",
            "defis/documents/document.html",
            document=document,
            blocks=shown,
            summary=summary(shown),
            origin=_origin(request),
            to_share=TO_SHARE,
            file=f"{page_url(defi.url_path)}documents/{name}/docx/{_query(request)}",
        )
    )


@require_safe
def download_document(request: Any, defi: DefiPage, name: str) -> HttpResponse:
    """Give a document as an editable file.

    Raises:
        Http404: there is no such document.
    """
    kind = _kind(name)
    document = _assembled(request, kind, defi)
    response = HttpResponse(
        write_docx(document, request.build_absolute_uri("/").rstrip("/")), content_type=DOCX_TYPE
    )
    response["Content-Disposition"] = disposition(kind, document)
    response["X-Content-Type-Options"] = "nosniff"
    return _private(response)


def disposition(kind: Kind, document: Document) -> str:
    """Return the header that names the file, in French, with a plain name for old software (RFC 6266)."""
    about = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', " ", document.subtitle)
    about = " ".join("".join(c for c in about if unicodedata.category(c) not in {"Cf", "Cs"}).split())
    name = f"{kind.file_name} – {about}"[:LONGEST_NAME].rstrip(" .–")
    stem = slugify(f"{kind.file_name} {document.subtitle}")[:LONGEST_NAME].strip("-") or kind.name
    day = document.date.isoformat()
    full = quote(f"{name} – {day}.docx", safe="")
    return f"attachment; filename=\"{stem}-{day}.docx\"; filename*=UTF-8''{full}"


def _origin(request: Any) -> str:
    """Return the scheme and host under which the hub was asked for."""
    return str(request.build_absolute_uri("/")).rstrip("/")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404("Ce document n’existe pas.")
    return KINDS[name]


def _assembled(request: Any, kind: Kind, defi: DefiPage) -> Document:
    return assemble(kind, request.user, defi, to_share=bool(_query(request)))


def _query(request: Any) -> str:
    return f"?version={TO_SHARE}" if clean(request.GET.get("version", "")) == TO_SHARE else ""


def _private(response: Any) -> Any:
    """Keep what was made for one reader out of every cache."""
    response["Cache-Control"] = "private, no-store"
    return response
