"""The sitemap.xml of what the asking robot or person may open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site

from .selectors import page_url
from .visibility import visible_to


class PagesSitemap(Sitemap):
    """Pages visible to the user of the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> Any:
        """Return the pages, newest change first."""
        site = Site.find_for_request(self.request)
        if site is None:
            return Page.objects.none()
        pages = visible_to(Page.objects.descendant_of(site.root_page, inclusive=True), self.request.user)
        return pages.order_by("path").only("url_path", "last_published_at")

    def location(self, item: Page) -> str:
        """Return the address of a page."""
        return page_url(item.url_path)

    def lastmod(self, item: Page) -> Any:
        """Return when the page last changed."""
        return item.last_published_at


@login_not_required
def serve_sitemap(request: HttpRequest) -> HttpResponse:
    """Serve sitemap.xml."""
    return sitemap(request, sitemaps={"pages": PagesSitemap(request)})
