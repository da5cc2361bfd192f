"""Personnes."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Personnes."""

    name = "hub.people"
    label = "people"
    verbose_name = "Personnes"
