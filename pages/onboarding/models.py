"""Onboarding paths: ordered steps with tasks, and what each person has done."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from hub.base.blocks import html_to_text
from hub.base.models import BodyPage
from hub.base.ordering import OrderedRow

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class OnboardingPathPage(RoutablePageMixin, BodyPage):
    """A path: what to do, when, with whom; each reader ticks what is done."""

    kind_label = "Parcours d’accueil"
    pictogram = "map/compass"
    content_panels = [
        *BodyPage.content_panels,
        InlinePanel("steps", label="Étape", heading="Étapes du parcours"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "standard.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Des étapes et des tâches que chaque personne coche à son rythme."
    template = "onboarding/onboarding_path_page.html"

    class Meta:
        verbose_name = "parcours d’accueil"
        verbose_name_plural = "parcours d’accueil"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the reader’s progress."""
        from .selectors import path_progress

        context = super().get_context(request, *args, **kwargs)
        context["progress"] = path_progress(request.user, self)
        return context

    @path("taches/<uuid:key>/")
    def tick(self, request: Any, key: uuid.UUID) -> Any:
        """Tick or untick a task (POST), then come back to it."""
        from .views import tick_task

        return tick_task(request, self, key)

    def stream_text(self) -> str:
        """Return the introduction, the steps and the tasks."""
        words = [super().stream_text()]
        for step in self.steps.all():
            words += [step.title, html_to_text(step.introduction)]
            words += [f"{task.title} {html_to_text(task.detail)}" for task in step.tasks.all()]
        return " ".join(words).strip()

    def headings(self) -> list[dict[str, str]]:
        """Return the steps, for the summary."""
        return [{"text": step.title, "anchor": step.anchor} for step in self.steps.all()]


class OnboardingStep(ClusterableModel, OrderedRow):
    """A step of a path."""

    path = ParentalKey(OnboardingPathPage, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField("titre", max_length=200)
    period = models.CharField(
        "période", max_length=80, blank=True, help_text="« Deux mois avant », « Semaine 1 »…"
    )
    introduction = RichTextField("introduction", features=FEATURES, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("period")]),
        FieldPanel("introduction"),
        InlinePanel("tasks", label="Tâche", heading="Tâches"),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "étape"
        verbose_name_plural = "étapes"

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return the fragment identifier of the step."""
        return f"etape-{(self.sort_order or 0) + 1}"


class OnboardingTask(OrderedRow):
    """A task of a step; its key follows it through revisions and copies of the page."""

    step = ParentalKey(OnboardingStep, on_delete=models.CASCADE, related_name="tasks")
    key = models.UUIDField("clé", default=uuid.uuid4, editable=False)
    title = models.CharField("tâche", max_length=200)
    detail = RichTextField("comment faire", features=FEATURES, blank=True)
    offset_days = models.SmallIntegerField(
        "jours depuis l’arrivée", default=0, help_text="Négatif : avant l’arrivée ; 0 : le jour même."
    )
    who = models.CharField("qui aide", max_length=200, blank=True)
    link = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page utile",
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("title"),
        FieldPanel("detail"),
        FieldRowPanel([FieldPanel("offset_days"), FieldPanel("who")]),
        PageChooserPanel("link"),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "tâche"
        verbose_name_plural = "tâches"

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return the fragment identifier of the task."""
        return f"tache-{self.key.hex[:8]}"

    @property
    def timing(self) -> str:
        """Return when to do it, in words."""
        days = self.offset_days
        if days == 0:
            return "le jour de l’arrivée"
        number, unit = abs(days), "jour" if abs(days) == 1 else "jours"
        if number >= 14 and number % 7 == 0:
            number, unit = number // 7, "semaines"
        moment = "avant l’arrivée" if days < 0 else "après l’arrivée"
        return f"{number}\u00a0{unit} {moment}"


class TaskCompletion(models.Model):
    """Somebody did a task: recorded once, with its date."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="task_completions"
    )
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    task_key = models.UUIDField("tâche")
    done_at = models.DateTimeField("faite le", auto_now_add=True)

    class Meta:
        verbose_name = "tâche faite"
        verbose_name_plural = "tâches faites"
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "task_key"], name="unique_task_completion"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.task_key}"
