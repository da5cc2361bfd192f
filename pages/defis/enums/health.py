"""Health of a défi."""

from __future__ import annotations

from django.db import models


class HealthLevel(models.TextChoices):
    """How a défi does, from the most to the least worrying."""

    DANGER = "danger", "En danger"
    SILENT = "silent", "Sans nouvelles"
    WATCH = "watch", "À surveiller"
    HEALTHY = "healthy", "Sain"
