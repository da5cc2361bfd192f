"""Error pages, health, site map: what belongs to no room."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Site

from .registry import navigation
from .selectors import site_map_tree


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer the monitoring of the host: 200 when the database answers."""
    Site.objects.exists()
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def site_map_page(request: HttpRequest) -> HttpResponse:
    """Show every page that the reader may open, as a tree (RGAA 12.1)."""
    site = Site.find_for_request(request)
    tree = site_map_tree(request.user, site.root_page) if site else []
    links = [link for link in navigation.all() if link.shows_to(request.user)]
    return render(request, "base/site_map.html", {"tree": tree, "links": links})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where they may go: the public pages, not the doors."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /compte/", "Disallow: /recherche/"]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain an expired form without jargon."""
    return render(request, "errors/form_expired.html", status=403)


@login_not_required
def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Explain that sign-in is paused after too many failures."""
    return render(request, "errors/locked_out.html", status=429)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 without any query: the request itself is in doubt (unknown host name…)."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None, **kwargs: Any) -> HttpResponse:
    """Answer 404, with the search box."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without any query: the database may be what is down."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
