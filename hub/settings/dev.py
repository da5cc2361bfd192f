"""Settings of ``make run``: a demo hub on this machine, everything embedded."""

from __future__ import annotations

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = SECRET_KEY or "demonstration-seulement-ne-jamais-utiliser-en-production"  # noqa: F405
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]  # noqa: F405
HUB_DEMO = True
INTERNAL_IPS: list[str] = []
