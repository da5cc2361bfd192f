"""Record in the history of the défis the publications that could not be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pages.defis.history.services import catch_up
from pages.defis.wording import counted


class Command(BaseCommand):
    """Compare each published défi with the last publication told in its history, and tell what is missing.

    Run it every night; twice or late, it tells each change once.
    """

    help = "Complète l’historique des défis avec les publications qui n’y ont pas été notées."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say for how many défis."""
        late = catch_up()
        self.stdout.write(f"Historique complété pour {counted(len(late), 'défi', 'défis')}.")
