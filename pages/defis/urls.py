"""Addresses of the défis beside their pages."""

from __future__ import annotations

from django.urls import include, path

app_name = "defis"
urlpatterns = [
    path("suivi-des-defis/sante/", include("pages.defis.health.urls")),
    path("suivi-des-defis/entraide/", include("pages.defis.bridges_urls")),
    path("suivi-des-defis/", include("pages.defis.dashboard.urls")),
    path("donnees-ouvertes/", include("pages.defis.opendata.urls")),
    path("nouvelles-du-defi/", include("pages.defis.follow_ups.urls")),
]
