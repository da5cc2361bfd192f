"""Addresses of the hub."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from hub.base.privacy import HubPrivacyView
from hub.base.sitemaps import serve_sitemap
from hub.base.views import not_found

urlpatterns = [
    # Wagtail’s privacy dialog in the hub’s words, at its own address.
    path("admin/pages/<int:page_id>/privacy/", require_admin_access(HubPrivacyView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("hub.people.urls")),
    path("glossaire/", include("resources.glossary.urls")),
    path("recherche/", include("search.urls")),
    path("", include("pages.defis.urls")),
    path("sitemap.xml", serve_sitemap, name="sitemap"),
    path("", include("hub.base.urls")),
    # Shared passwords are off: their form has nothing to open.
    path("_util/authenticate_with_password/<path:anything>", not_found),
    # One sign-in page: Wagtail’s own would stand beside the hub’s.
    path(
        "_util/login/",
        login_not_required(RedirectView.as_view(pattern_name="people:sign_in", query_string=True)),
    ),
    path("", include(wagtail_urls)),
]

handler400 = "hub.base.views.bad_request"
handler403 = "hub.base.views.forbidden"
handler404 = "hub.base.views.not_found"
handler500 = "hub.base.views.server_error"
