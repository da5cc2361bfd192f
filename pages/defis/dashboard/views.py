"""Wiring of the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import exports, selectors, states, timeline

View = Callable[[HttpRequest], HttpResponse]


def _for_those_who_follow(view: View) -> View:
    """Say kindly what the dashboard is to those who follow no défi."""

    @require_safe
    @never_cache
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except selectors.FollowsNothing:
            return render(request, "defis/dashboard/nothing_to_follow.html", status=403)

    return inner


@_for_those_who_follow
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the défis that the reader follows, the most worrying first."""
    sheet = selectors.read_dashboard(request.user, request.GET)
    return render(request, "defis/dashboard/dashboard.html", {"sheet": sheet, "listing": sheet.listing})


@_for_those_who_follow
def pictures(request: HttpRequest) -> HttpResponse:
    """Draw the défis in time, and what became of the products."""
    sheet = selectors.read_pictures(request.user, request.GET)
    context = {
        "sheet": sheet,
        "listing": sheet.listing,
        "timeline": timeline.draw_timeline(sheet.rows, sheet.today),
        "states": states.draw_states(sheet.every_period, sheet.promotions),
    }
    return render(request, "defis/dashboard/pictures.html", context)


@_for_those_who_follow
def export_csv(request: HttpRequest) -> HttpResponse:
    """Give the défis that the reader follows, filtered alike, as CSV."""
    return _export(request, "csv", exports.CSV_TYPE, exports.write_csv)


@_for_those_who_follow
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """Give the défis that the reader follows, filtered alike, as a workbook."""
    return _export(request, "xlsx", exports.XLSX_TYPE, exports.write_xlsx)


def _export(
    request: HttpRequest, extension: str, content_type: str, write: Callable[[Any], bytes]
) -> HttpResponse:
    followed = selectors.read_followed(request.user, request.GET)
    lines = exports.read_lines(followed.kept(request.GET), request.build_absolute_uri)
    name = f"suivi-des-defis-{followed.today:%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(lines), content_type=content_type, headers=headers)
