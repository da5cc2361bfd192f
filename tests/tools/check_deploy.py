"""Runs ``check --deploy`` on the production settings, with the example environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> int:
    """Return the exit status of the check."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "hub.settings.production",
            "HUB_DATA_DIR": folder,
            "HUB_SECRET_KEY": "x7" * 40 + "abcdefghij",
            "HUB_ALLOWED_HOSTS": "hub.example.org",
            "HUB_BASE_URL": "https://hub.example.org",
            "HUB_EMAIL_FROM": "hub@example.org",
            "HUB_TEAM_EMAIL": "equipe@example.org",
            "EMAIL_URL": "smtp://localhost:25",
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
