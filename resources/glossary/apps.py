"""Glossaire."""

from __future__ import annotations

from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    """Glossaire."""

    name = "resources.glossary"
    label = "glossary"
    verbose_name = "Glossaire"
