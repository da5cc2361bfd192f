"""Everything between an empty folder and a hub ready to be served; safe to run at each start."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hub.people.models import User
from hub.starter.registers import DEMO_ACCOUNTS, DEMO_DOMAIN, DEMO_PASSWORD
from hub.starter.services import has_content, load_starter
from search.engines import get_engine
from search.file_reading import note_missed_files, read_waiting_files
from search.indexing import catch_up, rebuild


class Command(BaseCommand):
    """``manage.py prepare_hub``: database, starter content, search index, one visible line each."""

    help = "Prépare la base de données, le contenu de départ et l’index de recherche."

    def add_arguments(self, parser: Any) -> None:
        """Declare the address to print, and whether it is about to be served."""
        parser.add_argument("--address", default="", help="adresse à afficher à la fin")
        parser.add_argument("--serve", action="store_true", help="vérifier d’abord que le port est libre")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step that is needed."""
        if options["address"]:
            self._check_port(options["address"], bind=options["serve"])
        self._step("Base de données", self._migrate)
        self._step("Contenu de départ", self._load)
        self._step("Index de recherche", self._index)
        if options["address"]:
            self._announce(options["address"])

    def _check_port(self, address: str, *, bind: bool) -> None:
        """Refuse a port that makes no sense or, before serving, one that is taken."""
        port = urlsplit(address).netloc.rpartition(":")[2]
        if not port.isdecimal() or not 1 <= int(port) <= 65535:
            raise CommandError(f"HUB_PORT : « {port} » n’est pas un port (de 1 à 65535).")
        if not bind:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(port)))
            except OSError as error:
                message = f"Le port {port} n’est pas libre : choisissez-en un autre, HUB_PORT=8001 make run."
                raise CommandError(message) from error

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
        note_missed_files()
        read_waiting_files()
        if get_engine().health().ready:
            # What a process killed since the last start left behind.
            late = catch_up()
            return f"prêt, {late} rattrapés" if late else "prêt"
        return f"{rebuild().indexed} documents"

    def _announce(self, address: str) -> None:
        self.stdout.write(f"\nAdresse du hub : {address}")
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
