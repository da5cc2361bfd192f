"""What a défi is: its phases, its people, its links, its compliance, its impact."""

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
    LICENCE = "licence", "Licence"
    PROJECT = "project", "Page du projet"
    DOCUMENTATION = "documentation", "Documentation"
    OPEN_DATA = "open_data", "Données ouvertes"
    VIDEO = "video", "Vidéo"
    OTHER = "other", "Autre lien"


class ComplianceTopic(models.TextChoices):
    """What a public digital service has to comply with, or commits to."""

    RGAA = "rgaa", "Accessibilité (RGAA)"
    RGPD = "rgpd", "Données personnelles (RGPD)"
    SECURITY = "security", "Sécurité (homologation)"
    ECO_DESIGN = "eco_design", "Écoconception (RGESN)"
    OPEN_SOURCE = "open_source", "Ouverture du code"


class ComplianceState(models.TextChoices):
    """Where compliance stands on a topic."""

    NOT_STARTED = "not_started", "Pas commencé"
    IN_PROGRESS = "in_progress", "En cours"
    PARTIAL = "partial", "Partiellement conforme"
    COMPLIANT = "compliant", "Conforme"
    NOT_COMPLIANT = "not_compliant", "Non conforme"
    NOT_APPLICABLE = "not_applicable", "Sans objet"


class IndicatorTheme(models.TextChoices):
    """The four themes over which a défi measures its impact."""

    PUBLIC_POLICY = "public_policy", "Politique publique"
    PERFORMANCE = "performance", "Performance du produit"
    TRANSFORMATION = "transformation", "Transformation numérique"
    OPENNESS = "openness", "Ouverture"


class Stance(models.IntegerChoices):
    """How much interest or influence a stakeholder has."""

    LOW = 1, "Faible"
    MEDIUM = 2, "Moyen"
    HIGH = 3, "Fort"
