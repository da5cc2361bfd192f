"""Actualités."""

from __future__ import annotations

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Actualités."""

    name = "pages.news"
    label = "news"
    verbose_name = "Actualités"
