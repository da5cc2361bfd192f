"""Retours d’expérience."""

from __future__ import annotations

from django.apps import AppConfig


class ExperienceConfig(AppConfig):
    """Retours d’expérience."""

    name = "pages.experience"
    label = "experience"
    verbose_name = "Retours d’expérience"
