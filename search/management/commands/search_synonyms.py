"""The vocabulary of the search, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import mythes
from search.analysis import ANALYSIS_VERSION
from search.models import SynonymSet, Vocabulary
from search.vocabulary import ship_synonyms


class Command(BaseCommand):
    """``manage.py search_synonyms status|ship|load FILE|unload``."""

    help = "Tient le vocabulaire de la recherche : synonymes livrés et thésaurus au format MyThes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("status", help="dire ce que la recherche connaît")
        actions.add_parser("ship", help="mettre au registre les synonymes livrés (fait aussi par migrate)")
        load = actions.add_parser("load", help="charger un thésaurus, à la place du précédent")
        load.add_argument("file", type=Path, metavar="FICHIER")
        actions.add_parser("unload", help="retirer le thésaurus")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is asked, and say it."""
        getattr(self, f"_{options['action']}")(options)

    def _status(self, options: dict[str, Any]) -> None:
        active = SynonymSet.objects.filter(active=True).count()
        self.stdout.write(f"Synonymes : {SynonymSet.objects.count()} ensembles, {active} en service.")
        state = Vocabulary.objects.filter(pk=1).first()
        if state is None or not state.thesaurus_entries:
            self.stdout.write("Thésaurus : aucun.")
            return
        self.stdout.write(f"Thésaurus : {state.thesaurus_name}, {state.thesaurus_entries} entrées.")
        if state.thesaurus_analysis != ANALYSIS_VERSION:
            self.stdout.write("Il date d’une autre analyse : chargez-le de nouveau pour qu’il serve.")

    def _ship(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Registre des synonymes : {ship_synonyms()} changements.")

    def _load(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            # One byte more than allowed tells that the file is too large without reading it whole.
            with path.open("rb") as file:
                loaded = mythes.load(file.read(mythes.MOST_BYTES + 1), path.name)
        except OSError as error:
            raise CommandError(f"Fichier illisible : {error}") from error
        except mythes.ThesaurusError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Thésaurus chargé : {loaded.entries} entrées, {loaded.words} synonymes.")

    def _unload(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Thésaurus retiré : {mythes.unload()} entrées.")
