"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def hub(request: HttpRequest) -> dict[str, Any]:
    """Return the hub’s name, its navigation and what the reader may do; read only when used."""
    from wagtail.models import Site

    from .selectors import main_menu
    from .visibility import may_enter_admin

    user = getattr(request, "user", None)

    def menu() -> Any:
        site = Site.find_for_request(request)
        return main_menu(user, site.root_page if site else None, request.path) if user is not None else []

    return {
        "hub_name": settings.HUB_NAME,
        "hub_tagline": settings.HUB_TAGLINE,
        "hub_brand_lines": settings.HUB_BRAND_LINES,
        "hub_team_email": settings.HUB_TEAM_EMAIL,
        "hub_accessibility": settings.HUB_ACCESSIBILITY_STATUS,
        "main_menu": SimpleLazyObject(menu),
        "may_enter_admin": SimpleLazyObject(
            lambda: user is not None and user.is_authenticated and may_enter_admin(user)
        ),
    }
