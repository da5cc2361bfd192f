"""Pages courantes."""

from __future__ import annotations

from django.apps import AppConfig


class StandardConfig(AppConfig):
    """Pages courantes."""

    name = "pages.standard"
    label = "standard"
    verbose_name = "Pages courantes"
