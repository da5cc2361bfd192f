"""Settings of the test suite: fast hashing, everything in memory or in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "tests-seulement"
ALLOWED_HOSTS = ["*"]
HUB_DEMO = False
DATA_DIR = Path(tempfile.gettempdir()) / f"hub-tests-{os.getpid()}"
MEDIA_ROOT = DATA_DIR / "media"
HUB_SEARCH_DIR = DATA_DIR / "search"
# No thread: what follows a save is done when the save returns.
HUB_SEARCH_INLINE = True
# Whatever the environment says: tests that need a server say so (HUB_TEST_ELASTICSEARCH_URL).
HUB_SEARCH_ENGINE = "search.engines.sqlite.SqliteEngine"
ELASTICSEARCH_URL = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = True
WAGTAIL_AUTOSAVE_INTERVAL = 500
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests serve no static file: no folder of collected files is needed.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
