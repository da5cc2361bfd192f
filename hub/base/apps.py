"""Ground floor of the hub: it knows no domain word."""

from __future__ import annotations

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Base page, blocks, visibility, files and everything the rooms share."""

    name = "hub.base"
    label = "base"
    verbose_name = "Socle du hub"

    def ready(self) -> None:
        """Plug in system checks and signals."""
        from . import checks, signals  # noqa: F401
