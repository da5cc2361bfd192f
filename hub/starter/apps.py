"""Contenu de départ."""

from __future__ import annotations

from django.apps import AppConfig


class StarterConfig(AppConfig):
    """Contenu de départ."""

    name = "hub.starter"
    label = "starter"
    verbose_name = "Contenu de départ"
