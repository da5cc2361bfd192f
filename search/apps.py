"""Recherche."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Recherche."""

    name = "search"
    label = "hub_search"
    verbose_name = "Recherche"
