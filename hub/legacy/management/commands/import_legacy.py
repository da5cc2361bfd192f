"""``manage.py import_legacy DIR [--dry-run] [--report FILE]``: import the former site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.legacy.errors import LegacyError
from hub.legacy.progress import Progress
from hub.legacy.services import import_site


class Command(BaseCommand):
    """Reads a Jekyll site and VuePress guides, and writes them into the hub, once or again."""

    help = (
        "Reprend l’ancien site (Jekyll) et ses guides (VuePress) dans le hub. Peut être relancée sans risque."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder, the dry run and the report."""
        parser.add_argument("directory", metavar="DOSSIER", help="dossier de l’ancien site ou des guides")
        parser.add_argument("--dry-run", action="store_true", help="tout lire et comparer, ne rien écrire")
        parser.add_argument("--report", metavar="FICHIER", help="écrire le rapport détaillé, en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print its table."""
        target = Path(options["report"]) if options["report"] else None
        try:
            if not options["directory"].strip():
                raise LegacyError("Indiquez le dossier de l’ancien site.")
            if target is not None and not target.absolute().parent.is_dir():
                raise LegacyError(f"Le dossier du rapport « {target.parent} » n’existe pas.")
            if target is not None and target.is_dir():
                raise LegacyError(f"Le rapport « {target} » est un dossier : donnez un nom de fichier.")
            progress = Progress(silent=options["verbosity"] == 0)
            report = import_site(Path(options["directory"]), dry_run=options["dry_run"], progress=progress)
        except KeyboardInterrupt as error:
            message = "Import interrompu : rien n’est à moitié fait, relancez la même commande pour finir."
            raise CommandError(message) from error
        except LegacyError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self._tell(report, options["dry_run"])
        if target is not None:
            try:
                report.write(target)
            except LegacyError as error:
                raise CommandError(str(error)) from error
        if options["verbosity"] == 0:
            return
        if target is not None:
            self.stdout.write(f"Rapport détaillé : {target}")
        elif report.warnings:
            self.stdout.write("Ajoutez « --report rapport.json » pour la liste des avertissements.")

    def _tell(self, report: Any, dry_run: bool) -> None:
        """Print the table, before anything else can fail."""
        if dry_run:
            self.stdout.write("Essai à blanc : rien n’a été écrit.\n")
        self.stdout.write(report.table().encode("utf-8", "replace").decode("utf-8"))
        self.stdout.write(f"\nDurée : {report.seconds:.1f} s".replace(".", ","))
