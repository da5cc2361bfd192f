"""The glossary: acronyms of the State and words of the programme."""

from __future__ import annotations

from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    """Glossaire."""

    name = "resources.glossary"
    label = "glossary"
    verbose_name = "Glossaire"

    def ready(self) -> None:
        """Give the glossary its place in the navigation and in the texts of the pages."""
        from hub.base.registry import NavigationLink, navigation, text_enrichers

        from .tooltips import explain_acronyms

        navigation.register("glossary", NavigationLink("Glossaire", "glossary:index"), order=80)
        text_enrichers.register("glossary", explain_acronyms)
