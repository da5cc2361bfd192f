"""Sections and ordinary pages."""

from __future__ import annotations

from typing import Any, ClassVar

from hub.base.models import BodyPage
from hub.base.visibility import visible_to

SUBPAGES = [
    "standard.SectionPage",
    "standard.ContentPage",
    "conduct.CodeOfConductPage",
    "onboarding.OnboardingPathPage",
]


class SectionPage(BodyPage):
    """Gathers pages and lists them."""

    kind_label = "Rubrique"
    pictogram = "digital/self-training"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "standard.SectionPage"]
    subpage_types: ClassVar[list[str]] = SUBPAGES
    page_description = "Rassemble des pages et en donne la liste."
    template = "standard/section_page.html"

    class Meta:
        verbose_name = "rubrique"
        verbose_name_plural = "rubriques"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages below that the reader may open."""
        from hub.base.selectors import page_cards

        context = super().get_context(request, *args, **kwargs)
        context["cards"] = page_cards(visible_to(self.get_children(), request.user))
        return context


class ContentPage(BodyPage):
    """An ordinary page: text, images, files."""

    kind_label = "Page"
    answer_order = 2
    pictogram = "document/document"
    parent_page_types: ClassVar[list[str]] = [
        "home.HomePage",
        "standard.SectionPage",
        "standard.ContentPage",
    ]
    subpage_types: ClassVar[list[str]] = ["standard.ContentPage"]
    page_description = "Du texte, des images, des fichiers."
    template = "standard/content_page.html"

    class Meta:
        verbose_name = "page de contenu"
        verbose_name_plural = "pages de contenu"
