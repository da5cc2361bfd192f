"""Loads the starter content into an empty hub."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hub.starter.services import AlreadyLoaded, load_starter


class Command(BaseCommand):
    """``manage.py load_starter``: safe to run at each start, it never touches existing content."""

    help = "Charge le contenu de départ dans un hub vide (sans effet sinon)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done."""

        def progress(done: int, total: int) -> None:
            if self.stdout.isatty():
                self.stdout.write(f"\r  pages {done}/{total}", ending="")
                self.stdout.flush()

        try:
            loaded = load_starter(demo=settings.HUB_DEMO, progress=progress)
        except AlreadyLoaded:
            self.stdout.write("Le hub a déjà du contenu : rien n’a été touché.")
            return
        if self.stdout.isatty():
            self.stdout.write("")
        self.stdout.write(
            f"Contenu de départ chargé : {loaded.pages} pages, {loaded.people} personnes, "
            f"{loaded.accounts} comptes de démonstration."
        )
