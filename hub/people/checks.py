"""What must never be deployed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def demo_accounts_stay_at_home(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse one-click demo accounts anywhere with production settings."""
    if settings.HUB_DEMO and settings.HUB_PRODUCTION:
        return [
            Error(
                "HUB_DEMO ouvre des comptes sans mot de passe : il est interdit en production.",
                hint="Laissez HUB_DEMO à False, comme dans hub.settings.production.",
                id="people.E001",
            )
        ]
    return []
