"""Address of the page where missing skills meet those who have them."""

from __future__ import annotations

from django.urls import path

from . import bridges_views

urlpatterns = [path("", bridges_views.list_needs, name="bridges")]
