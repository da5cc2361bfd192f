"""The roadmap matrix."""

from __future__ import annotations

from django.db import models


class Horizon(models.TextChoices):
    """Horizons of the roadmap matrix."""

    SHORT = "short", "Court terme"
    MEDIUM = "medium", "Moyen terme"
    LONG = "long", "Long terme"


class ObjectiveState(models.TextChoices):
    """State of an objective."""

    PLANNED = "planned", "Prévu"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Atteint"
    DROPPED = "dropped", "Abandonné"


class RoadmapStage(models.TextChoices):
    """Which version of the roadmap this is: it is revised at mid-term (mentors’ roadmap matrix)."""

    FIRST = "first", "Première version"
    MID_TERM = "mid_term", "Révision de mi-parcours"
    LAST = "last", "Bilan de fin"
