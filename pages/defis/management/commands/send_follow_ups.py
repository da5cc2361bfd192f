"""Ask for the news of défis that ended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pages.defis.follow_ups.rounds import Kind, Step, carry_out, plan_round
from pages.defis.wording import counted, listed

WOULD = {
    Kind.SILENCE: "noter l’absence de réponse",
    Kind.SKIP: "renoncer à demander",
    Kind.ASK: "demander des nouvelles",
    Kind.REMIND: "écrire encore",
}


class Command(BaseCommand):
    """Three, six and twelve months after the end of a défi, ask whoever can tell; then remind, then give up.

    Run it every day; twice, at once in two processes, or late, it does the same.
    """

    help = "Prend des nouvelles des défis trois, six et douze mois après leur fin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait, sans rien faire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say what was done.

        Raises:
            CommandError: a message could not leave; the next run tries again.
        """
        steps = plan_round(timezone.localdate())
        if options["dry_run"]:
            self._foretell(steps)
        else:
            self._run(steps)

    def _foretell(self, steps: list[Step]) -> None:
        told = [step for step in steps if step.messages or step.kind is not Kind.REMIND]
        for step in told:
            names = listed(_name(each.name, number) for each, number in step.messages)
            to_whom = f"\u00a0: {names}" if names else ""
            self.stdout.write(f"{_term(step)}\u00a0: {WOULD[step.kind]}{to_whom}.")
        self._unreachable(steps)
        messages = sum(len(step.messages) for step in told)
        self.stdout.write(
            f"Essai\u00a0: {counted(len(told), 'action', 'actions')}, "
            f"{counted(messages, 'message', 'messages')}. Rien n’a été fait."
        )

    def _run(self, steps: list[Step]) -> None:
        report = carry_out(steps)
        self._unreachable(steps)
        self.stdout.write(
            f"Prises de nouvelles\u00a0: {counted(report.asked, 'demande', 'demandes')}, "
            f"{counted(report.reminded, 'relance', 'relances')}, "
            f"{counted(report.messages, 'message envoyé', 'messages envoyés')}, "
            f"{counted(report.skipped, 'échéance passée', 'échéances passées')} sans être demandées, "
            f"{counted(report.silent, 'silence constaté', 'silences constatés')}."
        )
        if report.failures:
            for failure in report.failures:
                self.stderr.write(f"Message non envoyé\u00a0: {failure}")
            number = counted(len(report.failures), "message n’est pas parti", "messages ne sont pas partis")
            raise CommandError(f"{number}\u00a0: la prochaine exécution essaiera de nouveau.")

    def _unreachable(self, steps: list[Step]) -> None:
        for step in steps:
            if step.kind not in (Kind.ASK, Kind.REMIND):
                continue
            if not step.candidate.witnesses:
                self.stdout.write(f"{_term(step)}\u00a0: personne à qui demander.")
            elif step.unreachable:
                self.stdout.write(f"{_term(step)}\u00a0: pas d’adresse pour {listed(step.unreachable)}.")


def _term(step: Step) -> str:
    return f"{step.candidate.title} (+{step.months}\u00a0mois)"


def _name(name: str, number: int) -> str:
    return f"{name} (relance {number})" if number else name
