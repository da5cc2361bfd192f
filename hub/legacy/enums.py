"""Vocabulary of the import: what happened to each thing, and why something is missing."""

from __future__ import annotations

from django.db import models


class Cause(models.TextChoices):
    """Why something did not arrive as it was on the former site."""

    BROKEN_FRONT_MATTER = "broken_front_matter", "En-tête illisible"
    BROKEN_DATA = "broken_data", "Donnée illisible"
    BINARY_FILE = "binary_file", "Fichier binaire au lieu d’un texte"
    OVERSIZED = "oversized", "Fichier trop lourd"
    ENCODING = "encoding", "Encodage autre que UTF-8, deviné"
    EMPTY = "empty", "Document vide"
    MISSING_TITLE = "missing_title", "Titre absent"
    MISSING_DATA = "missing_data", "Fiche absente des données du site"
    BAD_DATE = "bad_date", "Date illisible"
    BAD_ADDRESS = "bad_address", "Adresse web mal formée"
    DUPLICATE = "duplicate", "Adresse déjà prise par un autre document"
    NOT_PUBLISHED = "not_published", "Document non publié sur l’ancien site"
    UNKNOWN_PERSON = "unknown_person", "Personne inconnue"
    UNKNOWN_DEFI = "unknown_defi", "Défi inconnu"
    UNKNOWN_SKILL = "unknown_skill", "Compétence inconnue"
    UNKNOWN_TECHNOLOGY = "unknown_technology", "Technologie absente du registre"
    UNKNOWN_STATUS = "unknown_status", "État du défi incompris"
    UNPLACED = "unplaced", "Champ sans place dans le hub"
    UNKNOWN_LINK = "unknown_link", "Lien vers une page inconnue"
    UNKNOWN_ANCHOR = "unknown_anchor", "Lien vers une partie inconnue"
    MISSING_IMAGE = "missing_image", "Image introuvable"
    BAD_IMAGE = "bad_image", "Image illisible ou refusée"
    MISSING_ALT = "missing_alt", "Image sans texte de remplacement"
    BAD_FILE = "bad_file", "Fichier joint refusé"
    UNSAFE = "unsafe", "Code dangereux retiré"
    EMBED = "embed", "Contenu intégré remplacé par un lien"
    TEMPLATE_CODE = "template_code", "Code de gabarit retiré"
    LOST_LINK = "lost_link", "Lien retiré d’une légende"
    UNUSED_FOOTNOTE = "unused_footnote", "Note de bas de page sans appel"
    EDITED_SINCE = "edited_since", "Modifié dans le hub depuis l’import : laissé tel quel"
    REMOVED_SINCE = "removed_since", "Supprimé du hub depuis l’import : non recréé"
    FAILED = "failed", "Échec de l’import"


class Outcome(models.TextChoices):
    """What the run did with a thing."""

    CREATED = "created", "Créés"
    UPDATED = "updated", "Mis à jour"
    UNCHANGED = "unchanged", "Inchangés"
    SKIPPED = "skipped", "Laissés"


class Kind(models.TextChoices):
    """What is imported, in the order of the table."""

    PROMOTION = "promotion", "Promotions"
    ADMINISTRATION = "administration", "Administrations"
    SKILL = "skill", "Compétences"
    IMAGE = "image", "Images"
    DOCUMENT = "document", "Fichiers"
    PERSON = "person", "Personnes"
    DEFI = "defi", "Défis"
    NEWS = "news", "Actualités"
    EXPERIENCE = "experience", "Retours d’expérience"
    RESOURCE = "resource", "Ressources"
    REDIRECT = "redirect", "Redirections"
