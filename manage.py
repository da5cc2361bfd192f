#!/usr/bin/env python3
"""Entry point of the hub’s administrative commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command with the development settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # One clear sentence instead of a page of code.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
