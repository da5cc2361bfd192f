"""The mentor resource centre."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models, transaction
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from hub.base.models import BodyPage
from hub.base.ordering import OrderedRow
from hub.base.slugs import unique_slug

from .enums import Moment, ResourceKind


class Theme(models.Model):
    """A theme of resources."""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)

    panels: ClassVar[list[Panel]] = [FieldPanel("name")]

    class Meta:
        verbose_name = "thème"
        verbose_name_plural = "thèmes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the row an address of its own."""
        if not self.slug:
            self.slug = unique_slug(Theme, self.name, self.pk)
        super().save(*args, **kwargs)


class ResourceIndexPage(BodyPage):
    """The resource centre: every resource, with its filters."""

    kind_label = "Rubrique"
    pictogram = "document/binders"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["centre.ResourcePage"]
    max_count = 1
    page_description = "Le centre de ressources et ses filtres. Un seul dans le hub."
    template = "centre/resource_index_page.html"

    class Meta:
        verbose_name = "centre de ressources"
        verbose_name_plural = "centres de ressources"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered list of the resources that the reader may open."""
        from .selectors import list_resources

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = list_resources(request.user, self, request.GET)
        return context


class ResourcePage(BodyPage):
    """A resource that a mentor or an EIG can use at once."""

    kind = models.CharField("nature", max_length=15, choices=ResourceKind.choices, default=ResourceKind.GUIDE)
    themes = ParentalManyToManyField(Theme, blank=True, related_name="resources", verbose_name="thèmes")
    moment = models.CharField("moment du défi", max_length=15, choices=Moment.choices, default=Moment.ALWAYS)
    link = models.URLField(
        "lien", blank=True, max_length=500, help_text="Si la ressource se trouve sur un autre site."
    )

    kind_label = "Ressource"
    answer_order = 1
    pictogram = "document/document-search"
    content_panels = [
        *BodyPage.content_panels[:-1],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("moment")]),
                FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
                FieldPanel("link"),
            ],
            heading="Classement",
        ),
        InlinePanel("files", label="Fichier", heading="Fichiers"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["centre.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Un guide, un modèle, une liste à cocher, une vidéo, un lien…"
    template = "centre/resource_page.html"

    class Meta:
        verbose_name = "ressource"
        verbose_name_plural = "ressources"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add themes, files and neighbouring resources."""
        from .selectors import resource_sheet

        context = super().get_context(request, *args, **kwargs)
        context["sheet"] = resource_sheet(request.user, self)
        return context


class ResourceFile(OrderedRow):
    """A file of a resource."""

    resource = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "base.HubDocument", on_delete=models.CASCADE, related_name="+", verbose_name="document"
    )
    label = models.CharField("intitulé", max_length=200, blank=True)

    panels: ClassVar[list[Panel]] = [FieldPanel("document"), FieldPanel("label")]

    class Meta(OrderedRow.Meta):
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"

    def __str__(self) -> str:
        return self.label or self.document.title
