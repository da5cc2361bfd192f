"""Retours d’expérience."""

from __future__ import annotations

from django.apps import AppConfig


class ExperienceConfig(AppConfig):
    """Retours d’expérience."""

    name = "pages.experience"
    label = "experience"
    verbose_name = "Retours d’expérience"

    def ready(self) -> None:
        """Show their reports on people’s pages."""
        from hub.people.registry import person_sections

        from .selectors import person_section

        person_sections.register("reports", person_section, order=20)
