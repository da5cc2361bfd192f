"""What the défis need every day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hub.base.mailing import was_sent
from pages.defis.digests.services import team_occasion
from pages.defis.history.services import catch_up
from pages.defis.phases import refresh_phases, stale_phases
from pages.defis.teams import sync_teams
from pages.defis.wording import counted


class Command(BaseCommand):
    """Current phases, teams, history, follow-ups, on Mondays the digests; one that fails stops no other.

    A Monday without a run is made good on the first day that has one: the team’s message of the week tells.
    """

    help = "Fait ce dont les défis ont besoin chaque jour, et le lundi les courriels de la semaine."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the week and the dry run."""
        parser.add_argument("--weekly", action="store_true", help="avec les courriels de la semaine")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait, sans rien faire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step in order.

        Raises:
            CommandError: a step failed; run it again, or wait for tomorrow.
        """
        dry_run: bool = options["dry_run"]
        steps: list[tuple[str, Callable[[bool], None]]] = [
            ("phases", self._phases),
            ("équipes", self._teams),
            ("historique", self._history),
            ("prises de nouvelles", self._follow_ups),
        ]
        if options["weekly"] or self._digests_are_due():
            steps.append(("courriels de la semaine", self._digests))
        failed = []
        for name, step in steps:
            try:
                step(dry_run)
            except CommandError as error:
                self.stderr.write(f"{name}\u00a0: {error}")
                failed.append(name)
            except Exception as error:
                # The messages must leave even if a page cannot be saved; the log has the rest.
                self.stderr.write(f"{name}\u00a0: {type(error).__name__}, {error}")
                failed.append(name)
        if failed:
            raise CommandError(f"À revoir\u00a0: {', '.join(failed)}.")

    def _digests_are_due(self) -> bool:
        today = timezone.localdate()
        return today.isoweekday() == 1 or not was_sent(team_occasion(today))

    def _phases(self, dry_run: bool) -> None:
        changed = len(stale_phases()) if dry_run else len(refresh_phases())
        self.stdout.write(f"Phases\u00a0: {counted(changed, 'défi change', 'défis changent')} de phase.")

    def _teams(self, dry_run: bool) -> None:
        if dry_run:
            return
        changes = sync_teams()
        self.stdout.write(
            f"Équipes\u00a0: {counted(changes.entered, 'entrée', 'entrées')}, "
            f"{counted(changes.left, 'départ', 'départs')}."
        )

    def _history(self, dry_run: bool) -> None:
        if dry_run:
            return
        told = len(catch_up())
        self.stdout.write(
            f"Historique\u00a0: {counted(told, 'publication rattrapée', 'publications rattrapées')}."
        )

    def _follow_ups(self, dry_run: bool) -> None:
        call_command("send_follow_ups", dry_run=dry_run, stdout=self.stdout, stderr=self.stderr)

    def _digests(self, dry_run: bool) -> None:
        call_command("send_defi_digests", dry_run=dry_run, stdout=self.stdout, stderr=self.stderr)
