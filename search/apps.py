"""The search room: how things are found, whatever they are."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Recherche."""

    name = "search"
    label = "hub_search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        """Let the rooms register what they have (their ``search_documents`` module), then follow it."""
        from . import checks, signals  # noqa: F401

        autodiscover_modules("search_documents")
        signals.connect()
