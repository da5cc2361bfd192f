"""What the team chooses for all défis."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Moderation(models.TextChoices):
    """What becomes of what the members of a défi write."""

    PUBLISH = "publish", "Elles sont publiées aussitôt"
    REVIEW = "review", "L’équipe du programme les relit avant publication"


@register_setting(icon="group")
class DefiSettings(BaseSiteSetting):
    """How the members of défis edit them."""

    moderation = models.CharField(
        "les modifications des membres d’un défi",
        max_length=10,
        choices=Moderation.choices,
        default=Moderation.PUBLISH,
    )

    panels = [FieldPanel("moderation")]

    class Meta:
        verbose_name = "Suivi des défis"
