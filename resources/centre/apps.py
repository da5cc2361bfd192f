"""Centre de ressources."""

from __future__ import annotations

from django.apps import AppConfig


class CentreConfig(AppConfig):
    """Centre de ressources."""

    name = "resources.centre"
    label = "centre"
    verbose_name = "Centre de ressources"
