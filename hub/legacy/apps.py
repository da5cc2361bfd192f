"""Reprise de l’ancien site."""

from __future__ import annotations

from django.apps import AppConfig


class LegacyConfig(AppConfig):
    """Reprise de l’ancien site."""

    name = "hub.legacy"
    label = "legacy"
    verbose_name = "Reprise de l’ancien site"
