"""What the open data of the défis hold, described as a Table Schema.

Table Schema (Data Package 2.0, https://datapackage.org/standard/table-schema/) is what the catalogues of
public data read; the page of the hub shows the same fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..enums import ComplianceState, DefiPhase, EndState

SEPARATOR = " | "
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
NAME = "defis-entrepreneurs-interet-general"
TITLE = "Défis des entrepreneurs d’intérêt général"
DESCRIPTION = (
    "Les défis du programme dont la page est ouverte au public, un par ligne\u00a0: ce qu’ils sont, "
    "où ils en sont, ce qu’ils publient. Ni personne, ni montant, ni risque."
)
# Raised whenever a field is added, removed or changes its meaning.
VERSION = "1.0.0"
PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


@dataclass(frozen=True)
class Field:
    """A column."""

    name: str
    title: str
    description: str
    type: str = "string"
    constraints: dict[str, Any] = field(default_factory=dict)

    @property
    def type_label(self) -> str:
        """Return the type in French."""
        return TYPE_LABELS[self.type]

    def as_dict(self) -> dict[str, Any]:
        """Return the field as a Table Schema writes it."""
        described: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "type": "string" if self.type in ("uuid", "uri") else self.type,
        }
        if self.type in ("uuid", "uri"):
            described["format"] = self.type
        if self.type == "list":
            described |= {"delimiter": SEPARATOR, "itemType": "string"}
        if self.constraints:
            described["constraints"] = self.constraints
        return described


TYPE_LABELS = {
    "string": "Texte",
    "uuid": "Identifiant (UUID)",
    "uri": "Adresse",
    "date": "Date",
    "datetime": "Date et heure",
    "integer": "Nombre entier",
    "list": "Liste",
}


def _labels(choices: Any) -> dict[str, Any]:
    return {"enum": list(choices.labels)}


FIELDS: tuple[Field, ...] = (
    Field(
        "identifiant",
        "Identifiant",
        "Ne change jamais, même quand le défi change de nom ou d’adresse.",
        "uuid",
        {"required": True, "unique": True},
    ),
    Field("titre", "Titre", "Nom du défi.", constraints={"required": True, "maxLength": 255}),
    Field("resume", "Résumé", "Le défi en une ou deux phrases.", constraints={"maxLength": 400}),
    Field("administration", "Administration d’accueil", "Nom de l’administration qui accueille l’équipe."),
    Field("sigle", "Sigle", "Sigle de l’administration d’accueil."),
    Field("ministere", "Ministère", "Administration au sommet de celle qui accueille l’équipe."),
    Field("promotion", "Promotion", "Promotion d’entrepreneurs d’intérêt général."),
    Field("debut", "Début", "Premier jour du défi.", "date"),
    Field("fin", "Fin", "Dernier jour du défi.", "date"),
    Field("lieu", "Lieu", "Ville ou site où l’équipe travaille."),
    Field("phase", "Phase", "Où en est le défi.", constraints={"required": True, **_labels(DefiPhase)}),
    Field(
        "etat_fin",
        "État à la fin",
        "État du produit à la fin des dix mois.",
        constraints={"required": True, **_labels(EndState)},
    ),
    Field("competences", "Compétences", "Compétences de l’équipe.", "list"),
    Field("technologies", "Technologies", "Langages, bibliothèques et outils employés.", "list"),
    Field(
        "problemes_communs", "Problèmes communs", "Problèmes que d’autres défis rencontrent aussi.", "list"
    ),
    Field("produit", "Produit", "Adresse du produit.", "uri"),
    Field("code_source", "Code source", "Adresse du dépôt de code.", "uri"),
    Field("licence", "Licence du code", "Adresse de la licence du code.", "uri"),
    Field("donnees_ouvertes", "Données ouvertes", "Adresse des données que le défi publie.", "uri"),
    Field(
        "rgaa_etat",
        "Accessibilité",
        "Conformité au référentiel d’accessibilité (RGAA).",
        constraints=_labels(ComplianceState),
    ),
    Field(
        "rgaa_taux",
        "Taux RGAA",
        "Part des critères du RGAA respectés, en pourcentage.",
        "integer",
        {"minimum": 0, "maximum": 100},
    ),
    Field("rgaa_date", "Date RGAA", "Date de la vérification.", "date"),
    Field("adresse", "Page", "Adresse de la page du défi.", "uri", {"required": True}),
    Field("modifie_le", "Modifié le", "Dernière publication de la page, en temps universel.", "datetime"),
)


def table_schema(updated: str) -> dict[str, Any]:
    """Return the Table Schema of the files.

    Args:
        updated: date of the last change of the data, ISO 8601; empty when there is none.
    """
    return {
        "$schema": PROFILE,
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": VERSION,
        "lastModified": updated,
        "licenses": [LICENCE],
        "fields": [one.as_dict() for one in FIELDS],
        "primaryKey": ["identifiant"],
        "missingValues": [""],
    }
