"""The roadmap matrix, filled by EIG and mentors together and revised at mid-term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from ..enums import Horizon, ObjectiveState


class RoadmapObjective(Orderable):
    """One objective of the matrix: what, how one will know, and what stands in the way."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="objectives")
    horizon = models.CharField("horizon", max_length=10, choices=Horizon.choices)
    objective = models.CharField("objectif", max_length=300)
    success_criteria = models.TextField("critères de réussite", max_length=1000, blank=True)
    constraints = models.TextField("contraintes", max_length=1000, blank=True)
    state = models.CharField(
        "état", max_length=15, choices=ObjectiveState.choices, default=ObjectiveState.PLANNED
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldRowPanel([FieldPanel("horizon"), FieldPanel("state")]),
        FieldPanel("objective"),
        FieldPanel("success_criteria"),
        FieldPanel("constraints"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"

    def __str__(self) -> str:
        return self.objective
