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
        """Let the rooms register what they have, then follow it.

        Their ``search_documents`` module says what is found, ``search_vocabulary`` what stands for what.
        """
        from . import attachments, checks, signals, vocabulary  # noqa: F401

        autodiscover_modules("search_documents")
        autodiscover_modules("search_vocabulary")
        attachments.connect()
        signals.connect()
        vocabulary.follow_vocabulary()
