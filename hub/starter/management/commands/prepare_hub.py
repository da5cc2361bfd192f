"""Everything between an empty folder and a hub ready to be served; safe to run at each start."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hub.people.models import User
from hub.starter.registers import DEMO_ACCOUNTS, DEMO_DOMAIN, DEMO_PASSWORD
from hub.starter.services import has_content, load_starter
from search.engines import get_engine
from search.indexing import rebuild


class Command(BaseCommand):
    """``manage.py prepare_hub``: database, starter content, search index, one visible line each."""

    help = "Prépare la base de données, le contenu de départ et l’index de recherche."

    def add_arguments(self, parser: Any) -> None:
        """Declare the address to print."""
        parser.add_argument("--address", default="", help="adresse à afficher à la fin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step that is needed."""
        self._step("Base de données", self._migrate)
        self._step("Contenu de départ", self._load)
        self._step("Index de recherche", self._index)
        if options["address"]:
            self._announce(options["address"])

    def _step(self, label: str, work: Callable[[], str]) -> None:
        started = time.monotonic()
        self.stdout.write(f"→ {label}… ", ending="")
        self.stdout.flush()
        result = work()
        self.stdout.write(f"{result} ({time.monotonic() - started:.1f} s)".replace(".", ","))

    def _migrate(self) -> str:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "à jour"
        call_command("migrate", verbosity=0, interactive=False)
        return "prête"

    def _load(self) -> str:
        if has_content():
            return "déjà là, rien n’a été touché"
        loaded = load_starter(demo=settings.HUB_DEMO)
        return f"{loaded.pages} pages, {loaded.people} personnes"

    def _index(self) -> str:
        if get_engine().health().ready:
            return "prêt"
        return f"{rebuild().indexed} documents"

    def _announce(self, address: str) -> None:
        self.stdout.write(f"\nLe hub est servi à l’adresse {address}")
        if not settings.HUB_DEMO:
            return
        present = set(User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}").values_list("email", flat=True))
        if not present:
            return
        self.stdout.write(f"Comptes de démonstration (mot de passe : {DEMO_PASSWORD}) :")
        for slug, group in DEMO_ACCOUNTS.items():
            email = f"{slug}@{DEMO_DOMAIN}"
            if email in present:
                self.stdout.write(f"  {email:<45} {group}")
