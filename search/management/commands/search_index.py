"""Look after the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.checking import Drift, compare, repair
from search.engines import get_engine
from search.engines.base import EngineError
from search.file_reading import note_missed_files, read_waiting_files
from search.indexing import build_if_missing, catch_up, count_documents, rebuild
from search.models import FileText, PendingIndexing

NAMED = 20


class Command(BaseCommand):
    """Rebuild the index, compare it with the database, catch up with what waits, or tell its state.

    ``check`` exits with an error when the index and the database differ, ``status`` when the index cannot
    answer.
    """

    help = (
        "Index de recherche : rebuild (tout réindexer), check (comparer à la base), "
        "catch-up (rattraper l’attente et lire les fichiers), status (état)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the actions."""
        parser.add_argument("action", choices=["rebuild", "check", "catch-up", "status"])
        parser.add_argument(
            "--repair", action="store_true", help="avec check : réindexer tout ce qui diffère"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action."""
        actions: dict[str, Callable[[], None]] = {
            "rebuild": self._rebuild,
            "check": lambda: self._check(repairing=options["repair"]),
            "catch-up": self._catch_up,
            "status": self._status,
        }
        try:
            actions[options["action"]]()
        except EngineError as error:
            raise CommandError(str(error)) from error

    def _rebuild(self) -> None:
        report = rebuild(self._progress("Documents", count_documents()))
        self.stdout.write(f"Index reconstruit : {report.indexed} documents.")
        for reference, reason in report.failed.items():
            self.stderr.write(f"  {reference} n’a pas pu être indexé : {reason}")

    def _check(self, *, repairing: bool) -> None:
        drift = compare(self._progress("Documents", count_documents()))
        if not drift.references:
            self.stdout.write(f"L’index et la base concordent : {drift.compared} documents comparés.")
            return
        self._describe(drift)
        if not repairing:
            raise CommandError("L’index et la base diffèrent. Lancez : manage.py search_index check --repair")
        repair(drift)
        catch_up(self._progress("Documents", PendingIndexing.objects.count()))
        left = compare().references
        if left:
            raise CommandError(f"Diffèrent encore : {', '.join(left[:NAMED])}")
        self.stdout.write(f"Réparé : {len(drift.references)} documents réindexés.")

    def _describe(self, drift: Drift) -> None:
        waiting = set(PendingIndexing.objects.values_list("reference", flat=True))
        for label, references in (
            ("Absents de l’index", drift.missing),
            ("Périmés dans l’index", drift.stale),
            ("En trop dans l’index", drift.surplus),
            ("Illisibles dans la base", list(drift.unreadable)),
        ):
            if references:
                self.stderr.write(f"{label} : {len(references)}")
                self._name(references, waiting, drift)

    def _name(self, references: Iterable[str], waiting: set[str], drift: Drift) -> None:
        for number, reference in enumerate(references):
            if number == NAMED:
                self.stderr.write("  …")
                return
            reason = drift.unreadable.get(reference, "")
            notes = [note for note in ("en attente" if reference in waiting else "", reason) if note]
            self.stderr.write(f"  {reference}" + (f" ({', '.join(notes)})" if notes else ""))

    def _catch_up(self) -> None:
        if build_if_missing():
            self.stdout.write("L’index manquait ou était endommagé : il est reconstruit.")
        note_missed_files()
        read = read_waiting_files(self._progress("Fichiers", FileText.objects.to_read().count()))
        done = catch_up(self._progress("Documents", PendingIndexing.objects.count()))
        left = PendingIndexing.objects.count()
        self.stdout.write(
            f"Documents rattrapés : {done}. Encore en attente : {left}. Fichiers joints lus : {read}."
        )

    def _status(self) -> None:
        health = get_engine().health()
        if health.ready and PendingIndexing.objects.exists():
            catch_up()
        left = PendingIndexing.objects.count()
        if not health.ready:
            raise CommandError(f"{health.detail} Lancez : manage.py search_index rebuild")
        self.stdout.write(
            f"Index prêt : {health.documents} documents, construit le {health.built_at}. En attente : {left}."
        )
        if health.detail:
            self.stdout.write(health.detail)
        for note in PendingIndexing.objects.exclude(last_error="")[:NAMED]:
            self.stderr.write(f"  {note.reference} ({note.attempts} essais) : {note.last_error}")
        files = FileText.objects
        self.stdout.write(
            f"Fichiers joints : {files.filter(state=FileText.State.READ).count()} lus, "
            f"{files.filter(state=FileText.State.WAITING).count()} en attente, "
            f"{files.unreadable().count()} sans texte lisible."
        )

    def _progress(self, label: str, total: int) -> Callable[[int], None] | None:
        """Return what draws a progress bar on a terminal, None elsewhere."""
        if not self.stdout.isatty() or not total:
            return None
        drawn = -1

        def show(done: int) -> None:
            nonlocal drawn
            percent = min(100, 100 * done // total)
            if percent == drawn:
                return
            drawn = percent
            filled = 30 * percent // 100
            bar = "#" * filled + "·" * (30 - filled)
            end = "\n" if percent == 100 else ""
            self.stdout.write(f"\r  {label} [{bar}] {done}/{total}", ending=end)
            self.stdout.flush()

        return show
