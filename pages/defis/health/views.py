"""Wiring of the page that explains the health."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..enums import HealthLevel
from .catalogue import rule_catalogue
from .thresholds import PROGRAMME

# What each level means.
MEANINGS = {
    HealthLevel.DANGER: "Quelque chose compromet la suite du défi et demande une décision.",
    HealthLevel.SILENT: "La fiche n’a pas bougé depuis trois mois, ou personne n’a répondu après la fin.",
    HealthLevel.WATCH: "Quelque chose manque ou prend du retard.",
    HealthLevel.HEALTHY: "Aucune règle n’a de remarque à faire.",
}


@require_safe
def health_rules(request: HttpRequest) -> HttpResponse:
    """Say how the health of a défi is worked out."""
    context = {
        "levels": [(level.label, MEANINGS[level]) for level in HealthLevel],
        "rules": rule_catalogue(),
        "limits": PROGRAMME,
    }
    return render(request, "defis/health_rules.html", context)
