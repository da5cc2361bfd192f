"""Settings of ``make run``: a demo hub on this machine, everything embedded."""

from __future__ import annotations

import os

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, SECRET_KEY

# Off by default, so that a demo shows the hub’s own error pages; ``make dev`` turns it on.
DEBUG = os.environ.get("HUB_DEBUG") == "1"
SECRET_KEY = SECRET_KEY or "demonstration-seulement-ne-jamais-utiliser-en-production"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
HUB_DEMO = True
# Static files are read where they are: nothing to collect before serving.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
