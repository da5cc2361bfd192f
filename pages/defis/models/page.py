"""The page of a défi and its index."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable

from hub.base.models import BodyPage, HubPage, HubPageForm

from ..enums import DefiLinkKind, DefiPhase, TeamRole
from .plan import SustainabilityPlanMixin


class DefiIndexPage(BodyPage):
    """The list of défis, with its filters."""

    kind_label = "Rubrique"
    pictogram = "digital/innovation"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["defis.DefiPage"]
    max_count = 1
    page_description = "La liste des défis, avec ses filtres. Une seule dans le hub."
    template = "defis/defi_index_page.html"

    class Meta:
        verbose_name = "rubrique des défis"
        verbose_name_plural = "rubriques des défis"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered list of the défis that the reader may open."""
        from ..selectors import list_defis

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = list_defis(request.user, self, request.GET)
        return context


class DefiPageForm(HubPageForm):
    """The edit form of a défi."""

    def is_valid(self) -> bool:
        """Refuse two recommended scenarios, on the row to correct.

        The page itself cannot tell: while it is validated it still holds the rows of the last save.
        """
        valid: bool = super().is_valid()
        rows = self.formsets["scenarios"].forms if "scenarios" in self.formsets else []
        ticked = [row for row in rows if self._recommends(row)]
        for row in ticked[1:]:
            row.add_error("recommended", "Un seul scénario peut être recommandé\u00a0: décochez l’autre.")
        return valid and len(ticked) < 2

    @staticmethod
    def _recommends(row: Any) -> bool:
        data = getattr(row, "cleaned_data", {})
        return bool(data.get("recommended") and not data.get("DELETE"))


class DefiPage(RoutablePageMixin, SustainabilityPlanMixin, BodyPage):
    """One défi: what it is, who works on it, where it goes, and how it will live on."""

    administration = models.ForeignKey(
        "people.Administration",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="defis",
        verbose_name="administration d’accueil",
    )
    promotion = models.ForeignKey(
        "people.Promotion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="defis",
        verbose_name="promotion",
    )
    phase = models.CharField("phase", max_length=15, choices=DefiPhase.choices, default=DefiPhase.PREPARATION)
    start = models.DateField("début", null=True, blank=True)
    end = models.DateField("fin", null=True, blank=True)
    place = models.CharField("lieu", max_length=150, blank=True)
    skills = ParentalManyToManyField(
        "people.Skill", blank=True, related_name="defis", verbose_name="compétences"
    )
    image = models.ForeignKey(
        "base.HubImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )

    base_form_class = DefiPageForm
    kind_label = "Défi"
    read_with = ("content_owner", "administration", "promotion")
    pictogram = "digital/innovation"
    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("administration"), FieldPanel("promotion")]),
                FieldRowPanel([FieldPanel("phase"), FieldPanel("start"), FieldPanel("end")]),
                FieldPanel("place"),
                FieldPanel("image"),
            ],
            heading="Carte d’identité",
        ),
        FieldPanel("body"),
        InlinePanel("members", label="Membre", heading="Équipe"),
        FieldPanel("skills", widget=forms.CheckboxSelectMultiple),
        InlinePanel("key_figures", label="Chiffre", heading="Chiffres clés"),
        InlinePanel("links", label="Lien", heading="Liens"),
    ]
    extra_tabs: ClassVar[list[tuple[list[Panel], str]]] = [
        ([InlinePanel("objectives", label="Objectif", heading="Feuille de route")], "Feuille de route"),
        (SustainabilityPlanMixin.plan_panels, "Pérennisation"),
    ]
    parent_page_types: ClassVar[list[str]] = ["defis.DefiIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Un défi : équipe, feuille de route, plan de pérennisation."
    template = "defis/defi_page.html"

    class Meta:
        verbose_name = "défi"
        verbose_name_plural = "défis"

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": "La fin du défi précède son début."})

    @path("")
    def presentation(self, request: Any) -> Any:
        """Show what the défi is, who works on it and what it achieved."""
        from ..selectors import presentation_sheet

        return self._render_part(request, "presentation", presentation_sheet(request.user, self))

    @path("feuille-de-route/")
    def roadmap(self, request: Any) -> Any:
        """Show the roadmap matrix."""
        from ..selectors import roadmap_sheet

        return self._render_part(request, "roadmap", roadmap_sheet(request.user, self))

    @path("perennisation/")
    def plan(self, request: Any) -> Any:
        """Show the sustainability plan."""
        from ..selectors import plan_sheet

        return self._render_part(request, "plan", plan_sheet(request.user, self))

    def _render_part(self, request: Any, part: str, sheet: Any) -> Any:
        from ..selectors import part_links

        context = {"sheet": sheet, "part": part, "parts": part_links(self, part)}
        return self.render(request, context_overrides=context, template=f"defis/defi_{part}.html")


class DefiMember(Orderable):
    """Somebody’s part in a défi, with its dates."""

    defi = ParentalKey(DefiPage, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="defi_memberships", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=20, choices=TeamRole.choices, default=TeamRole.EIG)
    start = models.DateField("depuis", null=True, blank=True)
    end = models.DateField("jusqu’à", null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("person"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("start"), FieldPanel("end")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "membre"
        verbose_name_plural = "membres"

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": "Le départ précède l’arrivée."})


class DefiKeyFigure(Orderable):
    """A figure that tells what the défi achieved."""

    defi = ParentalKey(DefiPage, on_delete=models.CASCADE, related_name="key_figures")
    value = models.CharField("chiffre", max_length=60)
    label = models.CharField("ce qu’il compte", max_length=250)

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("value"), FieldPanel("label")])]

    class Meta(Orderable.Meta):
        verbose_name = "chiffre clé"
        verbose_name_plural = "chiffres clés"

    def __str__(self) -> str:
        return f"{self.value} {self.label}"


class DefiLink(Orderable):
    """A link of a défi."""

    defi = ParentalKey(DefiPage, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField("nature", max_length=15, choices=DefiLinkKind.choices)
    url = models.URLField("adresse", max_length=500)
    label = models.CharField("intitulé", max_length=250, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]),
        FieldPanel("url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "lien"
        verbose_name_plural = "liens"

    def __str__(self) -> str:
        return self.label or self.get_kind_display()
