"""What the programme asks: standard questions of the three axes, kinds of scenarios, helps of the forms.

Facts from the programme’s guide to sustainability; the sentences are the hub’s own.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from ..enums import Axis, HandoverItem, ScenarioKind

STANDARD_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    Axis.DEPLOYMENT: (
        "Quel nom de domaine le produit garde-t-il, et qui le renouvelle\u202f?",
        "Où le produit est-il hébergé, et qui paie l’hébergement\u202f?",
        "Les briques libres utilisées sont-elles admises par la DSI\u202f?",
        "Qui sait mettre une nouvelle version en production\u202f?",
    ),
    Axis.TRANSMISSION: (
        "Qui reprend le code et la maintenance, et cette personne l’a-t-elle pris en main\u202f?",
        "La documentation suffit-elle à quelqu’un qui n’a pas suivi le défi\u202f?",
        "Les supports de formation peuvent-ils servir sans l’équipe\u202f?",
        "Les choix faits sur les données et la technique sont-ils expliqués\u202f?",
    ),
    Axis.RELIABILITY: (
        "Qui répond quand le produit tombe en panne, et sous quel délai\u202f?",
        "À qui les personnes qui l’utilisent s’adressent-elles\u202f?",
        "Qui corrige les failles et met à jour les bibliothèques\u202f?",
        "Qui continue les rituels de l’équipe (tests, retours, priorités)\u202f?",
    ),
}
AXIS_HELP: Mapping[str, str] = {
    Axis.DEPLOYMENT: "Où le produit vit-il, et qui peut l’y faire évoluer\u202f?",
    Axis.TRANSMISSION: "Qui sait le reprendre, et avec quoi\u202f?",
    Axis.RELIABILITY: "Que se passe-t-il quand il tombe en panne, ou quand l’équipe est partie\u202f?",
}
SCENARIO_TITLES: Mapping[str, str] = {
    ScenarioKind.IN_HOUSE: "Une équipe interne le reprend",
    ScenarioKind.CONTRACTOR: "Un prestataire le maintient, par un marché public",
    ScenarioKind.OTHER_SCHEME: "Un autre dispositif d’innovation l’accueille",
    ScenarioKind.OTHER_ADMINISTRATION: "Une autre administration le porte",
    ScenarioKind.STOP: "Le défi s’arrête",
}
# Field of a form -> what helps to fill it.
HELP: Mapping[str, str] = {
    "objective": "Une phrase qui dit ce qui aura changé.",
    "success_criteria": "À quoi saurez-vous que c’est réussi\u202f?",
    "constraints": "Ce qui peut gêner\u00a0: calendrier, accès, droit, dépendances.",
    "answer": "Ce que vous savez aujourd’hui, même incomplet.",
    "evidence_url": "Un lien qui le montre\u00a0: dépôt, compte rendu, page.",
    "benefits": "Pour les personnes qui l’utilisent, pour l’administration.",
    "technical": "Hébergement, outils, accès.",
    "human": "Qui, combien de temps, avec quel encadrement.",
    "fte": "Par exemple\u00a0: 1,5.",
    "financial": "Ce que couvrent les montants.",
    "yearly_cost": "En euros, sans centimes. Vide\u00a0: pas encore connu.",
    "investment": "En euros, une seule fois, au départ.",
    "funding_source": "Quelle ligne, quel fonds, quelle direction.",
    "governance": "Qui pilote, qui arbitre, à quel rythme.",
    "risks": "Ce qui ferait échouer ce scénario.",
    "consequences": "Surtout pour l’arrêt\u00a0: que deviennent les personnes et les données\u202f?",
    "note": "Par exemple\u00a0: à compléter, où le trouver, qui le tient.",
}
# The checklist in its order, all families together.
CHECKLIST: tuple[str, ...] = tuple(HandoverItem.values)
# Share of letters in common from which two questions are one, reworded. The programme’s own stay below.
ALIKE = 0.75


def says_the_same(question: str, other: str) -> bool:
    """Tell whether two questions are the same one, or nearly: a word of the programme’s was changed."""
    return SequenceMatcher(None, question.casefold(), other.casefold(), autojunk=False).ratio() >= ALIKE
