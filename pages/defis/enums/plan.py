"""The sustainability plan."""

from __future__ import annotations

from django.db import models


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
    """What is handed over at the end of a défi: the slots of the programme’s checklist."""

    ASTONISHMENT = "astonishment", "Rapport d’étonnement"
    NEEDS = "needs", "Expression des besoins"
    STATE_OF_PLAY = "state_of_play", "État des lieux"
    PEOPLE_MET = "people_met", "Liste des personnes rencontrées"
    FUNCTIONAL_DESCRIPTION = "functional_description", "Descriptif fonctionnel"
    USER_MANUAL = "user_manual", "Guide d’utilisation"
    TECHNICAL_DOCUMENTATION = "technical_documentation", "Documentation technique"
    INSTALLATION_DOCUMENTATION = "installation_documentation", "Documentation d’installation"
    ARCHITECTURE = "architecture", "Schéma d’architecture"
    CODE = "code", "Code source"
    TRAINING_MATERIAL = "training_material", "Supports de formation"
    PLANNING = "planning", "Planning"
    MINUTES = "minutes", "Comptes rendus"
    NEXT_STEPS = "next_steps", "Suites à donner"
    OTHER_PROJECTS = "other_projects", "Autres projets possibles"
    COMMUNICATION = "communication", "Supports de communication"
    FEEDBACK = "feedback", "Retours des personnes utilisatrices"


# Parts of the checklist, in its order.
HANDOVER_FAMILIES: dict[str, tuple[HandoverItem, ...]] = {
    "Le besoin": (
        HandoverItem.ASTONISHMENT,
        HandoverItem.NEEDS,
        HandoverItem.STATE_OF_PLAY,
        HandoverItem.PEOPLE_MET,
    ),
    "Le produit": (
        HandoverItem.FUNCTIONAL_DESCRIPTION,
        HandoverItem.USER_MANUAL,
        HandoverItem.TECHNICAL_DOCUMENTATION,
        HandoverItem.INSTALLATION_DOCUMENTATION,
        HandoverItem.ARCHITECTURE,
        HandoverItem.CODE,
        HandoverItem.TRAINING_MATERIAL,
    ),
    "Le projet et ses suites": (
        HandoverItem.PLANNING,
        HandoverItem.MINUTES,
        HandoverItem.NEXT_STEPS,
        HandoverItem.OTHER_PROJECTS,
    ),
    "Faire connaître": (HandoverItem.COMMUNICATION, HandoverItem.FEEDBACK),
}

# Without these nobody can take the product over; the others depend on the défi.
REQUIRED_HANDOVER: tuple[HandoverItem, ...] = (
    HandoverItem.NEEDS,
    HandoverItem.USER_MANUAL,
    HandoverItem.TECHNICAL_DOCUMENTATION,
    HandoverItem.INSTALLATION_DOCUMENTATION,
    HandoverItem.ARCHITECTURE,
    HandoverItem.CODE,
    HandoverItem.TRAINING_MATERIAL,
)


class Readers(models.TextChoices):
    """Who may read a delicate part of the plan."""

    PAGE = "page", "Toutes les personnes qui peuvent lire la page"
    TEAM = "team", "L’équipe du défi et l’équipe du programme"
