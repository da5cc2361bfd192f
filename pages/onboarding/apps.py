"""Parcours d’accueil."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Parcours d’accueil."""

    name = "pages.onboarding"
    label = "onboarding"
    verbose_name = "Parcours d’accueil"
