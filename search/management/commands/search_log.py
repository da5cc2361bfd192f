"""The upkeep of the query log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.models import SearchEvent, SearchQuery
from search.query_log.upkeep import KEPT_MONTHS, count_popular, purge


class Command(BaseCommand):
    """``manage.py search_log purge|status``: what the hub does by itself once a day, on demand."""

    help = "Oublie les recherches de plus de treize mois (purge), ou dit ce que le journal contient (status)."

    def add_arguments(self, parser: Any) -> None:
        """Declare the action."""
        parser.add_argument("action", choices=["purge", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        if options["action"] == "purge":
            purged = purge()
            suggested = count_popular()
            self.stdout.write(
                f"Recherches de plus de {KEPT_MONTHS} mois\u00a0: {purged.events} événements et "
                f"{purged.queries} recherches oubliés. {suggested} recherches peuvent être proposées."
            )
            return
        oldest = SearchEvent.objects.order_by("day").values_list("day", flat=True).first()
        since = f", depuis le {oldest:%d/%m/%Y}" if oldest else ""
        self.stdout.write(
            f"{SearchQuery.objects.count()} recherches, {SearchEvent.objects.count()} événements{since}."
        )
