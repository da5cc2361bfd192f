"""Look after the search index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import get_engine
from search.engines.base import EngineError
from search.indexing import catch_up, count_documents, rebuild
from search.models import PendingIndexing


class Command(BaseCommand):
    """Rebuild the index, catch up with what waits, or tell its state.

    ``status`` exits with an error when the index cannot answer.
    """

    help = "Index de recherche : rebuild (tout réindexer), catch-up (rattraper l’attente), status (état)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the actions."""
        parser.add_argument("action", choices=["rebuild", "catch-up", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action."""
        actions = {"rebuild": self._rebuild, "catch-up": self._catch_up, "status": self._status}
        try:
            actions[options["action"]]()
        except EngineError as error:
            raise CommandError(str(error)) from error

    def _rebuild(self) -> None:
        report = rebuild(self._progress(count_documents()))
        self.stdout.write(f"Index reconstruit : {report.indexed} documents.")
        for reference, reason in report.failed.items():
            self.stderr.write(f"  {reference} n’a pas pu être indexé : {reason}")

    def _catch_up(self) -> None:
        done = catch_up(self._progress(PendingIndexing.objects.count()))
        left = PendingIndexing.objects.count()
        self.stdout.write(f"Documents rattrapés : {done}. Encore en attente : {left}.")

    def _status(self) -> None:
        health = get_engine().health()
        if health.ready and PendingIndexing.objects.exists():
            catch_up()
        left = PendingIndexing.objects.count()
        if not health.ready:
            raise CommandError(f"{health.detail} Lancez : manage.py search_index rebuild")
        self.stdout.write(
            f"Index prêt : {health.documents} documents, construit le {health.built_at}. En attente : {left}."
        )
        for note in PendingIndexing.objects.exclude(last_error="")[:20]:
            self.stderr.write(f"  {note.reference} ({note.attempts} essais) : {note.last_error}")

    def _progress(self, total: int) -> Callable[[int], None] | None:
        if not self.stdout.isatty() or not total:
            return None

        def show(done: int) -> None:
            if done % 20 == 0 or done >= total:
                filled = min(30, 30 * done // total)
                bar = "#" * filled + "·" * (30 - filled)
                self.stdout.write(f"\r  [{bar}] {done}/{total}", ending="\n" if done >= total else "")
                self.stdout.flush()

        return show
