"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggestions", views.suggestions, name="suggestions"),
    path("clic", views.click, name="click"),
]
