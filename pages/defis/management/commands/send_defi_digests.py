"""Send the weekly e-mails about the défis."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pages.defis.digests import send_digests
from pages.defis.wording import counted, listed


class Command(BaseCommand):
    """To the team, what worries and what is due; to each défi’s owner, what is due for theirs.

    Once a week for each address, however often the command runs.
    """

    help = "Envoie les courriels de la semaine sur les défis, à l’équipe et aux responsables."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the dry run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="dit qui recevrait un message, sans rien envoyer"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say what was sent.

        Raises:
            CommandError: a message could not leave; the next run of the week tries again.
        """
        report = send_digests(timezone.localdate(), dry_run=options["dry_run"])
        if options["dry_run"]:
            for title, addresses in (("Équipe", report.team), ("Responsables", report.owners)):
                self.stdout.write(f"{title}\u00a0: {listed(addresses) or 'personne'}.")
        for name in report.without_account:
            self.stdout.write(f"Pas de compte, donc pas de courriel de la semaine\u00a0: {name}.")
        self.stdout.write(
            f"Semaine {report.week}\u00a0: "
            f"{counted(len(report.team), 'message', 'messages')} à l’équipe, "
            f"{counted(len(report.owners), 'message', 'messages')} aux responsables, "
            f"{counted(report.quiet, 'responsable', 'responsables')} sans échéance, "
            f"{counted(report.already, 'message déjà parti', 'messages déjà partis')}."
            f"{' Rien n’a été envoyé.' if options['dry_run'] else ''}"
        )
        if report.failures:
            for address in report.failures:
                self.stderr.write(f"Message non envoyé\u00a0: {address}")
            number = counted(len(report.failures), "message n’est pas parti", "messages ne sont pas partis")
            raise CommandError(f"{number}\u00a0: relancez la commande cette semaine.")
