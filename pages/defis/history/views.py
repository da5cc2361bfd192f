"""Wiring of the timeline and of the versions of the roadmap; Wagtail has let the reader open the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from hub.base.selectors import page_url

from ..models import DefiPage
from .selectors import read_comparison, read_timeline


def timeline(request: HttpRequest, defi: DefiPage) -> HttpResponse:
    """Tell what happened to a défi."""
    context: dict[str, Any] = {"timeline": read_timeline(request.user, defi, request.GET)}
    response: HttpResponse = defi.render_part(request, "timeline", "defis/defi_timeline.html", **context)
    return response


def compare_roadmaps(request: HttpRequest, defi: DefiPage) -> HttpResponse:
    """Say what changed between two versions of the roadmap."""
    context: dict[str, Any] = {
        "comparison": read_comparison(request.user, defi, request.GET),
        "roadmap_url": f"{page_url(defi.url_path)}feuille-de-route/",
    }
    response: HttpResponse = defi.render_part(request, "roadmap", "defis/defi_versions.html", **context)
    return response
