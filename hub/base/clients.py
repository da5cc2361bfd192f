"""Who is at the other end of a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as the last trusted proxy saw it.

    Each proxy appends the address of its own client to ``X-Forwarded-For``: with N proxies of ours,
    the Nth value from the right is the only one that a client cannot forge.

    Args:
        request: read for its headers; ``HUB_TRUSTED_PROXIES`` says how many proxies are ours.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.HUB_TRUSTED_PROXIES
    if not proxies:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return chain[-proxies] if len(chain) >= proxies else direct
