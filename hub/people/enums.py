"""Roles, trades and groups of the programme (glossary of the programme)."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What somebody is in the programme."""

    EIG = "eig", "EIG"
    MENTOR = "mentor", "Mentor"
    ALUMNI = "alumni", "Alumni"
    COACH = "coach", "Coach"
    SPONSOR_EXPERT = "sponsor_expert", "Parrain ou marraine"
    PROJECT_OWNER = "project_owner", "Porteur ou porteuse de projet"
    SPONSOR = "sponsor", "Sponsor"
    TEAM = "team", "Équipe du programme"
    PARTNER = "partner", "Partenaire"


class Trade(models.TextChoices):
    """What somebody does for a living (métier)."""

    DEV = "dev", "Développement"
    DESIGN = "design", "Design"
    DATASCIENCE = "datascience", "Data science"
    DATAENGINEERING = "dataengineering", "Ingénierie des données"
    GEOMATICS = "geomatics", "Géomatique"
    PRODUCT = "product", "Produit"
    LEGAL = "legal", "Droit"
    SECURITY = "security", "Sécurité"
    MANAGEMENT = "management", "Pilotage"
    OTHER = "other", "Autre"


class LinkKind(models.TextChoices):
    """Where a personal link leads."""

    WEBSITE = "website", "Site personnel"
    CODE = "code", "Dépôt de code"
    PROFESSIONAL = "professional", "Profil professionnel"
    SOCIAL = "social", "Réseau social"


class HubGroup(models.TextChoices):
    """The groups that the hub creates; the value is the name of the Django group."""

    TEAM = "Équipe du programme", "Équipe du programme"
    EDITORS = "Rédaction", "Rédaction"
    MENTORS = "Mentors", "Mentors"
    EIG = "EIG", "EIG"
    ALUMNI = "Alumni", "Alumni"
    COACHES = "Coachs", "Coachs"


# What a group’s members are in the programme: the code of an audience (settings.HUB_AUDIENCES).
AUDIENCE_OF_GROUP: dict[str, str] = {
    HubGroup.TEAM: "team",
    HubGroup.EDITORS: "team",
    HubGroup.MENTORS: "mentor",
    HubGroup.EIG: "eig",
    HubGroup.ALUMNI: "alumni",
    HubGroup.COACHES: "coach",
}

ROLE_OF_GROUP: dict[str, str] = {
    HubGroup.TEAM: Role.TEAM,
    HubGroup.EDITORS: Role.TEAM,
    HubGroup.MENTORS: Role.MENTOR,
    HubGroup.EIG: Role.EIG,
    HubGroup.ALUMNI: Role.ALUMNI,
    HubGroup.COACHES: Role.COACH,
}


# Addresses of the demo accounts: a domain that can receive nothing.
DEMO_DOMAIN = "demo.hub-eig.example"


def roles() -> list[tuple[str, str]]:
    """Return the roles as ``(code, label)``."""
    return list(Role.choices)
