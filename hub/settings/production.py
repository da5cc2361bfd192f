"""Settings of a real hub. Starts only when everything it needs is said (docs/production.md)."""

from __future__ import annotations

from .base import *  # noqa: F403
from .base import ENV
from .env import require

require(
    ENV,
    secret_key="HUB_SECRET_KEY",
    allowed_hosts="HUB_ALLOWED_HOSTS",
    base_url="HUB_BASE_URL",
    email="EMAIL_URL",
    email_from="HUB_EMAIL_FROM",
    team_email="HUB_TEAM_EMAIL",
)

DEBUG = False
HUB_DEMO = False
HUB_PRODUCTION = True
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
if ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
