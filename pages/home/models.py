"""The home page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel, Panel
from wagtail.models import Page

from hub.base.enums import audiences
from hub.base.fields import ChoiceSetField
from hub.base.models import HubPage
from hub.base.ordering import OrderedRow


class HomePage(HubPage):
    """Search first, then the reader’s next step, then tiles for their role."""

    kind_label = "Accueil"
    pictogram = "buildings/house"
    content_panels = [
        *HubPage.content_panels,
        InlinePanel("tiles", label="Tuile", heading="Tuiles"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "standard.SectionPage",
        "standard.ContentPage",
        "conduct.CodeOfConductPage",
        "onboarding.OnboardingPathPage",
        "centre.ResourceIndexPage",
        "experience.ExperienceIndexPage",
        "defis.DefiIndexPage",
        "news.NewsIndexPage",
    ]
    max_count = 1
    page_description = "L’accueil du hub. Une seule."
    template = "home/home_page.html"

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what matters to the reader’s role."""
        from .selectors import home_sheet

        context = super().get_context(request, *args, **kwargs)
        context["sheet"] = home_sheet(request.user, self)
        return context

    def route(self, request: Any, path_components: list[str]) -> Any:
        """Find a page with one query instead of one per level of its address.

        The deepest live page on the way is asked for the rest of the address (feeds, tasks…).
        """
        if path_components:
            ends = range(1, len(path_components) + 1)
            addresses = [f"{self.url_path}{'/'.join(path_components[:end])}/" for end in ends]
            found = Page.objects.filter(url_path__in=addresses, live=True).order_by("-depth").first()
            model = found.specific_class if found is not None else None
            if found is not None and model is not None and issubclass(model, HubPage):
                page = model._default_manager.select_related(*model.read_with).get(pk=found.pk)
                return page.route(request, path_components[found.depth - self.depth :])
        return super().route(request, path_components)


class HomeTile(OrderedRow):
    """A tile of the home page, for everybody or for some roles."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="tiles")
    title = models.CharField("titre", max_length=100)
    text = models.CharField("texte", max_length=250, blank=True)
    link = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name="page"
    )
    roles = ChoiceSetField(
        "pour qui", choices_from=audiences, help_text="Rien de coché : pour tout le monde."
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("title"),
        FieldPanel("text"),
        PageChooserPanel("link"),
        FieldPanel("roles"),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "tuile"
        verbose_name_plural = "tuiles"

    def __str__(self) -> str:
        return self.title
