"""Défis."""

from __future__ import annotations

from django.apps import AppConfig


class DefisConfig(AppConfig):
    """Défis."""

    name = "pages.defis"
    label = "defis"
    verbose_name = "Défis"

    def ready(self) -> None:
        """Show their défis on people’s pages."""
        from hub.people.registry import person_sections

        from .selectors import person_section

        person_sections.register("defis", person_section, order=10)
