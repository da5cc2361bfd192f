"""Défis."""

from __future__ import annotations

from django.apps import AppConfig


class DefisConfig(AppConfig):
    """Défis."""

    name = "pages.defis"
    label = "defis"
    verbose_name = "Défis"
