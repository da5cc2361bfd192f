"""Enumerations of the ground floor."""

from __future__ import annotations

from django.conf import settings
from django.db import models


def audiences() -> list[tuple[str, str]]:
    """Return the audiences that the project declares, as ``(code, label)``."""
    return list(settings.HUB_AUDIENCES)


class CalloutTone(models.TextChoices):
    """Tones of a highlighted box."""

    INFO = "info", "Information"
    TIP = "tip", "Conseil"
    WARNING = "warning", "Attention"
    IMPORTANT = "important", "Important"
