"""Vocabulary of the défis, their roadmaps and their sustainability plans."""

from __future__ import annotations

from django.db import models


class DefiPhase(models.TextChoices):
    """Where a défi stands."""

    PREPARATION = "preparation", "Préparation"
    INVESTIGATION = "investigation", "Investigation"
    CONSTRUCTION = "construction", "Construction"
    PRODUCTION = "production", "En production"
    TAKEOVER = "takeover", "Relève"
    STOPPED = "stopped", "Arrêté"


ACTIVE_PHASES = [DefiPhase.PREPARATION, DefiPhase.INVESTIGATION, DefiPhase.CONSTRUCTION]


class TeamRole(models.TextChoices):
    """What somebody does in a défi."""

    EIG = "eig", "EIG"
    MENTOR_OPERATIONAL = "mentor_operational", "Mentor opérationnel"
    MENTOR_HIGH = "mentor_high", "Mentor de haut niveau"
    COACH = "coach", "Coach"
    PROJECT_OWNER = "project_owner", "Porteur ou porteuse de projet"
    SPONSOR = "sponsor", "Sponsor"
    DSI_CONTACT = "dsi_contact", "Contact à la DSI"
    SUCCESSOR = "successor", "Relève"


class DefiLinkKind(models.TextChoices):
    """Where a link of a défi leads."""

    PRODUCT = "product", "Produit"
    CODE = "code", "Code source"
    PROJECT = "project", "Page du projet"
    DOCUMENTATION = "documentation", "Documentation"
    OPEN_DATA = "open_data", "Données ouvertes"
    VIDEO = "video", "Vidéo"
    OTHER = "other", "Autre lien"


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


class EndState(models.TextChoices):
    """State of the product at the end of the ten months."""

    UNKNOWN = "unknown", "Pas encore connu"
    NONE = "none", "Pas de mise en production"
    PLANNED = "planned", "Mise en production prévue"
    IN_PRODUCTION = "in_production", "En production"


class Axis(models.TextChoices):
    """The three technical axes of sustainability."""

    DEPLOYMENT = "deployment", "Déploiement"
    TRANSMISSION = "transmission", "Transmission"
    RELIABILITY = "reliability", "Fiabilisation"


class ItemState(models.TextChoices):
    """State of a question or of a document to hand over."""

    TODO = "todo", "À faire"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Fait"
    NOT_APPLICABLE = "not_applicable", "Sans objet"


class ScenarioKind(models.TextChoices):
    """Ways in which a défi may go on, or stop."""

    IN_HOUSE = "in_house", "Équipe interne"
    CONTRACTOR = "contractor", "Prestataire ou marché public"
    OTHER_SCHEME = "other_scheme", "Autre dispositif d’innovation"
    OTHER_ADMINISTRATION = "other_administration", "Autre administration ou acteur"
    STOP = "stop", "Arrêt"


class HandoverItem(models.TextChoices):
    """What is handed over at the end of a défi."""

    NEEDS = "needs", "Expression des besoins"
    USER_MANUAL = "user_manual", "Guide d’utilisation"
    TECHNICAL_DOCUMENTATION = "technical_documentation", "Documentation technique"
    INSTALLATION_DOCUMENTATION = "installation_documentation", "Documentation d’installation"
    ARCHITECTURE = "architecture", "Schéma d’architecture"
    CODE = "code", "Code source"
    TRAINING_MATERIAL = "training_material", "Supports de formation"
    PLANNING = "planning", "Planning"
    MINUTES = "minutes", "Comptes rendus"
    COMMUNICATION = "communication", "Supports de communication"
    FEEDBACK = "feedback", "Retours des personnes utilisatrices"
