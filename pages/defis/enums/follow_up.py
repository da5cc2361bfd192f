"""What becomes of a défi: its history, and the follow-ups after its end."""

from __future__ import annotations

from django.db import models


class HistoryKind(models.TextChoices):
    """What an entry of the history tells."""

    CHANGE = "change", "Modification publiée"
    CONFIRMATION = "confirmation", "Plan confirmé"
    FOLLOW_UP = "follow_up", "Nouvelles reçues"
    SILENCE = "silence", "Sans réponse"


class FollowUpState(models.TextChoices):
    """State of a follow-up, asked three, six and twelve months after the end."""

    WAITING = "waiting", "En attente de réponse"
    ANSWERED = "answered", "Réponse reçue"
    SILENT = "silent", "Sans réponse"
    SKIPPED = "skipped", "Pas demandé"


class ProductStatus(models.TextChoices):
    """What became of the product."""

    IN_PRODUCTION = "in_production", "En production"
    PLANNED = "planned", "Mise en production prévue"
    STOPPED = "stopped", "Arrêté"


class AddressState(models.TextChoices):
    """Whether the product’s address still answers."""

    ALIVE = "alive", "Oui, elle fonctionne"
    MOVED = "moved", "Elle a changé"
    DEAD = "dead", "Non, elle ne répond plus"
    UNKNOWN = "unknown", "Je ne sais pas"
