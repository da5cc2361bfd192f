"""Code de conduite."""

from __future__ import annotations

from django.apps import AppConfig


class ConductConfig(AppConfig):
    """Code de conduite."""

    name = "pages.conduct"
    label = "conduct"
    verbose_name = "Code de conduite"
