"""Pages and files of the open data; open to everybody, signed in or not."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from hub.base.exports import spreadsheet_safe

from .schema import DESCRIPTION, FIELDS, LICENCE, SEPARATOR, TITLE, table_schema
from .selectors import Row, last_change, open_rows


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Explain the files: what they hold, under which licence, since when."""
    rows = _rows(request)
    context = {
        "title": TITLE,
        "description": DESCRIPTION,
        "licence": LICENCE,
        "fields": FIELDS,
        "count": len(rows),
        "updated": last_change(rows),
        "separator": SEPARATOR.strip(),
    }
    return render(request, "defis/opendata/index.html", context)


@login_not_required
@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """Give the défis as CSV (RFC 4180, UTF-8)."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(field.name for field in FIELDS)
    for row in _rows(request):
        writer.writerow(_cell(row[field.name]) for field in FIELDS)
    return _file(request, content.getvalue(), "text/csv; charset=utf-8", "defis.csv")


@login_not_required
@require_safe
def json_file(request: HttpRequest) -> HttpResponse:
    """Give the défis as JSON, with what a catalogue needs to know of them."""
    rows = _rows(request)
    content = {
        "titre": TITLE,
        "description": DESCRIPTION,
        "licence": LICENCE,
        "date": _iso(last_change(rows)),
        "schema": request.build_absolute_uri("schema.json"),
        "defis": [{field.name: _value(row[field.name]) for field in FIELDS} for row in rows],
    }
    return _file(request, _dumps(content), "application/json", "defis.json")


@login_not_required
@require_safe
def schema_file(request: HttpRequest) -> HttpResponse:
    """Give the Table Schema of the files."""
    updated = _iso(last_change(_rows(request))) or ""
    return _file(request, _dumps(table_schema(updated)), "application/json", "schema.json")


def _rows(request: HttpRequest) -> list[Row]:
    return open_rows(request.build_absolute_uri)


def _dumps(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def _iso(value: Any) -> str | None:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if value else None


def _value(value: Any) -> Any:
    """Return a value as JSON writes it; what is not known is null, never an empty text."""
    if isinstance(value, dt.date):
        return _iso(value)
    return None if value == "" else value


def _cell(value: Any) -> str:
    """Return a value as a cell; what somebody typed never runs as a formula in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return _iso(value) or ""
    return spreadsheet_safe(SEPARATOR.join(value) if isinstance(value, list) else str(value))


def _file(request: HttpRequest, content: str, content_type: str, name: str) -> HttpResponse:
    body = content.encode()
    digest = hashlib.sha256(body).hexdigest()
    etag, since = f'"{digest[:32]}"', _first_seen(f"{request.get_host()}:{name}", digest)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(since)
    response["Cache-Control"] = "public, no-cache"
    # The same for everybody, without any cookie: pages of other sites may read it.
    response["Access-Control-Allow-Origin"] = "*"
    answer: Any = get_conditional_response(request, etag, since, response)
    return cast("HttpResponse", answer)


def _first_seen(name: str, digest: str) -> int:
    """Return since when a file has been what it is.

    The last publication would not do: a défi that is no longer public, or an administration that changes
    its name, changes the file too.
    """
    key = f"defis-opendata:{hashlib.sha256(name.encode()).hexdigest()}"
    known = cache.get(key)
    if not known or known[0] != digest:
        known = (digest, int(timezone.now().timestamp()))
        cache.set(key, known, timeout=None)
    return int(known[1])
