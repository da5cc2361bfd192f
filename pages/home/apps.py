"""Accueil."""

from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Accueil."""

    name = "pages.home"
    label = "home"
    verbose_name = "Accueil"
