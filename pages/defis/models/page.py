"""The page of a défi and its index."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models, transaction
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    PublishingPanel,
)
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from hub.base.models import BodyPage, HubPage

from ..enums import DefiPhase
from ..forms import DefiPageForm
from ..panels import ManagedInlinePanel
from ..permissions import DefiPermissionTester
from .plan import Scenario, SustainabilityPlanMixin
from .roadmap import RoadmapMixin
from .rows import let_exchange, refuse_disorder


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


# What the three texts of the presentation may hold.
FEATURES = ["bold", "italic", "link", "ul", "ol"]


class DefiPage(RoutablePageMixin, RoadmapMixin, SustainabilityPlanMixin, BodyPage):
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
    # The last of the phases that has begun: kept here for lists, filters and open data.
    phase = models.CharField("phase", max_length=15, choices=DefiPhase.choices, default=DefiPhase.PREPARATION)
    start = models.DateField("début", null=True, blank=True)
    end = models.DateField("fin", null=True, blank=True)
    place = models.CharField("lieu", max_length=150, blank=True)
    problem = RichTextField("le problème", features=FEATURES, blank=True)
    users = RichTextField("les personnes concernées", features=FEATURES, blank=True)
    solution = RichTextField("la solution", features=FEATURES, blank=True)
    skills = ParentalManyToManyField(
        "people.Skill", blank=True, related_name="defis", verbose_name="compétences de l’équipe"
    )
    skills_missing = ParentalManyToManyField(
        "people.Skill",
        blank=True,
        related_name="defis_lacking",
        verbose_name="compétences qui manquent",
        help_text="Elles sont proposées aux personnes qui les partagent.",
    )
    technologies = ParentalManyToManyField(
        "defis.Technology", blank=True, related_name="defis", verbose_name="technologies"
    )
    common_problems = ParentalManyToManyField(
        "defis.CommonProblem",
        blank=True,
        related_name="defis",
        verbose_name="problèmes communs",
        help_text="Ce que d’autres défis rencontrent aussi : ils sont montrés sur la page.",
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
    edit_label = "Modifier ce défi"
    read_with = ("content_owner", "administration", "promotion", "takeover_person", "image")
    pictogram = "digital/innovation"
    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("administration"), FieldPanel("promotion")]),
                FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                FieldPanel("place", help_text="La ville, ou le site, où l’équipe travaille."),
                FieldPanel("image"),
            ],
            heading="Carte d’identité",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "problem",
                    help_text="Qu’est-ce qui ne va pas aujourd’hui\u202f? "
                    "Comment le savez-vous\u00a0: un chiffre, une situation vécue\u202f?",
                ),
                FieldPanel(
                    "users",
                    help_text="Pour qui travaillez-vous\u202f? "
                    "Qui utilisera le produit, qui en sentira les effets\u202f?",
                ),
                FieldPanel(
                    "solution",
                    help_text="Que construisez-vous, et qu’est-ce que cela change pour ces personnes\u202f?",
                ),
            ],
            heading="Présentation",
        ),
        FieldPanel("body"),
        ManagedInlinePanel(
            "members",
            label="Membre",
            heading="Équipe",
            help_text="Les EIG, les mentors, les coachs, la relève et les porteurs et porteuses de projet "
            "modifient la fiche tant que leur période court, et trente jours après.",
        ),
        InlinePanel(
            "phases",
            label="Phase",
            heading="Phases",
            help_text="La phase actuelle du défi est la dernière commencée. "
            "N’effacez pas les précédentes\u00a0: elles racontent le défi.",
        ),
        InlinePanel(
            "key_figures",
            label="Chiffre",
            heading="Chiffres clés",
            help_text="Deux ou trois chiffres que l’on retient\u00a0: un délai gagné, "
            "un nombre d’agents équipés.",
        ),
        InlinePanel(
            "links",
            label="Lien",
            heading="Liens",
            help_text="Le produit, le code source et sa licence, les données ouvertes, les vidéos.",
        ),
        # Not in the tab of the settings, which members do not have: they comment too.
        CommentPanel(),
    ]
    settings_panels: ClassVar[list[Panel]] = [PublishingPanel()]
    extra_tabs: ClassVar[list[tuple[list[Panel], str]]] = [
        (
            [
                MultiFieldPanel(
                    [
                        FieldPanel("skills", widget=forms.CheckboxSelectMultiple),
                        FieldPanel("skills_missing", widget=forms.CheckboxSelectMultiple),
                    ],
                    heading="Compétences",
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("technologies", widget=forms.CheckboxSelectMultiple),
                        FieldPanel("common_problems", widget=forms.CheckboxSelectMultiple),
                    ],
                    heading="Ce que d’autres défis partagent",
                    help_text="Un mot manque à ces listes\u202f? Demandez-le à l’équipe du programme.",
                ),
                InlinePanel(
                    "compliance",
                    label="Point",
                    heading="Conformité",
                    help_text="Où en est le produit avec ses obligations\u202f? "
                    "Une ligne par sujet, avec la date de la dernière vérification.",
                ),
                InlinePanel(
                    "indicators",
                    label="Indicateur",
                    heading="Indicateurs d’impact",
                    help_text="À quoi verra-t-on que le défi est utile\u202f? La situation de départ, "
                    "la cible, puis une mesure de temps en temps.",
                ),
                InlinePanel(
                    "stakeholders",
                    label="Partie prenante",
                    heading="Parties prenantes",
                    help_text="De qui l’avenir du produit dépend-il\u202f? Qui décide, qui paie, "
                    "qui utilise, qui pourrait s’y opposer\u202f? Et quelle est la prochaine démarche\u202f?",
                ),
            ],
            "Fiche",
        ),
        (RoadmapMixin.roadmap_panels, "Feuille de route"),
        (
            [*SustainabilityPlanMixin.plan_panels, *SustainabilityPlanMixin.confidentiality_panels],
            "Pérennisation",
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["defis.DefiIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Un défi : équipe, feuille de route, plan de pérennisation."
    template = "defis/defi_page.html"

    class Meta:
        verbose_name = "défi"
        verbose_name_plural = "défis"
        permissions = [
            ("follow_defis", "Suivre tous les défis, montants et risques compris"),
            ("manage_defis", "Tenir l’équipe, les dates et la confidentialité des défis"),
        ]

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the current phase in step with the dated phases, and let rows exchange what is unique."""
        self.phase = self.current_phase()
        for relation, name in (("handover_documents", "item"), ("compliance", "topic")):
            let_exchange(self, relation, name)
        memory = getattr(self, "_cluster_related_objects", {})
        for indicator in memory.get("indicators", ()):
            let_exchange(indicator, "measures", "date")
        if self.pk and "scenarios" in memory:
            # The rows that follow say which one is recommended or retained: it may be another than before.
            ticked = Scenario.objects.filter(
                models.Q(recommended=True) | models.Q(decided=True), defi=self.pk
            )
            ticked.update(recommended=False, decided=False)
        super().save(*args, **kwargs)

    def current_phase(self) -> str:
        """Return the last phase begun; what the page says when none is dated."""
        today = timezone.localdate()
        begun = [step for step in self.phases.all() if step.start <= today]
        return max(begun, key=lambda step: step.start).phase if begun else self.phase

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        refuse_disorder(self, "start", "end", "La fin du défi précède son début.")

    def permissions_for_user(self, user: Any) -> DefiPermissionTester:
        """Return what a person may do with the page in the admin."""
        return DefiPermissionTester(user, self)

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

    @path("feuille-de-route/modifier/")
    def edit_roadmap(self, request: Any) -> Any:
        """Edit the roadmap in a plain form."""
        from ..editing.views import edit_roadmap

        return edit_roadmap(request, self)

    @path("feuille-de-route/versions/")
    def compare_roadmaps(self, request: Any) -> Any:
        """Say what changed between two versions of the roadmap."""
        from ..history.views import compare_roadmaps

        return compare_roadmaps(request, self)

    @path("perennisation/modifier/")
    def edit_plan(self, request: Any) -> Any:
        """Edit the sustainability plan in a plain form."""
        from ..editing.views import edit_plan

        return edit_plan(request, self)

    @path("perennisation/confirmer/")
    def confirm_plan(self, request: Any) -> Any:
        """Confirm that the plan is up to date."""
        from ..editing.views import confirm_plan

        return confirm_plan(request, self)

    @path("historique/")
    def timeline(self, request: Any) -> Any:
        """Tell what happened to the défi."""
        from ..history.views import timeline

        return timeline(request, self)

    @path("documents/")
    def documents(self, request: Any) -> Any:
        """List the documents assembled from the record."""
        from ..documents.views import list_documents

        return list_documents(request, self)

    @path("documents/<slug:name>/")
    def document(self, request: Any, name: str) -> Any:
        """Show a document assembled from the record."""
        from ..documents.views import show_document

        return show_document(request, self, name)

    # Wagtail serves addresses that end with a slash only; the header of the answer names the file.
    @path("documents/<slug:name>/docx/")
    def document_file(self, request: Any, name: str) -> Any:
        """Give a document assembled from the record, to be edited in a word processor."""
        from ..documents.views import download_document

        return download_document(request, self, name)

    def _render_part(self, request: Any, part: str, sheet: Any) -> Any:
        return self.render_part(request, part, f"defis/defi_{part}.html", sheet=sheet)

    def render_part(self, request: Any, part: str, template: str, **context: Any) -> Any:
        """Render a part of the record in the layout of the défi (``defis/defi_layout.html``).

        Args:
            request: the request.
            part: code of the part, current in the side menu (see ``selectors.part_links``).
            template: name of the template.
            context: what the template needs beside ``page``, ``part`` and ``parts``.
        """
        from ..selectors import part_links

        shared = {"part": part, "parts": part_links(request.user, self, part)}
        return self.render(request, context_overrides={**shared, **context}, template=template)
