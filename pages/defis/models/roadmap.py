"""The roadmap matrix, filled by EIG and mentors together and revised at mid-term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from ..enums import Horizon, ObjectiveState, RoadmapStage
from .rows import KeyedRow, person_key


class RoadmapMixin(models.Model):
    """The fields of the roadmap that the défi holds once."""

    roadmap_stage = models.CharField(
        "version", max_length=10, choices=RoadmapStage.choices, default=RoadmapStage.FIRST
    )
    roadmap_dated = models.DateField(
        "version du",
        null=True,
        blank=True,
        help_text="La date à laquelle EIG et mentors se sont accordés sur cette version.",
    )

    roadmap_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("roadmap_stage"), FieldPanel("roadmap_dated")])],
            heading="Version",
            help_text="La feuille de route est révisée à mi-parcours\u00a0; "
            "chaque version publiée reste consultable.",
        ),
        InlinePanel(
            "objectives",
            label="Objectif",
            heading="Objectifs",
            help_text="Par horizon\u00a0: que visez-vous, à quoi saurez-vous que c’est réussi, "
            "qu’est-ce qui peut vous en empêcher\u202f? Court terme\u00a0: des tests, de premières "
            "personnes utilisatrices. Moyen terme\u00a0: d’autres services, d’autres régions. "
            "Long terme\u00a0: un outil en service, une documentation solide.",
        ),
    ]

    class Meta:
        abstract = True


class RoadmapObjective(KeyedRow):
    """One objective of the matrix: what, how one will know, and what stands in the way."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="objectives")
    horizon = models.CharField("horizon", max_length=10, choices=Horizon.choices)
    objective = models.CharField("objectif", max_length=300)
    success_criteria = models.TextField("critères de réussite", max_length=1000, blank=True)
    constraints = models.TextField("contraintes", max_length=1000, blank=True)
    state = models.CharField(
        "état", max_length=15, choices=ObjectiveState.choices, default=ObjectiveState.PLANNED
    )
    person = person_key("qui s’en charge")
    due = models.DateField("échéance", null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("horizon"), FieldPanel("state"), FieldPanel("due")]),
        FieldPanel("objective"),
        FieldPanel("success_criteria"),
        FieldPanel("constraints"),
        FieldPanel("person"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"

    def __str__(self) -> str:
        return self.objective
