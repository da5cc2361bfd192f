"""Vocabulary of the resource centre."""

from __future__ import annotations

from django.db import models


class ResourceKind(models.TextChoices):
    """What a resource is."""

    GUIDE = "guide", "Guide"
    TEMPLATE = "template", "Modèle"
    CHECKLIST = "checklist", "Liste à cocher"
    VIDEO = "video", "Vidéo"
    TRAINING = "training", "Formation"
    LINK = "link", "Lien"
    CONTACT = "contact", "Contact"
    FORM = "form", "Formulaire"


class Moment(models.TextChoices):
    """When in a défi a resource serves."""

    PREPARATION = "preparation", "Avant l’arrivée"
    ARRIVAL = "arrival", "À l’arrivée"
    PRODUCTION = "production", "Pendant la production"
    MID_TERM = "mid_term", "À mi-parcours"
    END = "end", "À la fin"
    AFTER = "after", "Après le défi"
    ALWAYS = "always", "À tout moment"
