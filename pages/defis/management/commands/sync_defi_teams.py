"""Bring the groups of the défis in line with their teams."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pages.defis.models import DefiPage
from pages.defis.teams import sync_teams, team_groups


class Command(BaseCommand):
    """Memberships end with time, when nobody publishes anything: for cron, every night."""

    help = (
        "Accorde les groupes des défis avec leurs équipes\u00a0: les membres entrent et sortent aux dates de "
        "la fiche (avec trente jours de délai). À lancer chaque nuit\u00a0; sans effet si tout est à jour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        self.stdout.write(f"Défis à vérifier\u00a0: {DefiPage.objects.count()}.")
        changes = sync_teams()
        if changes.nothing:
            self.stdout.write(f"Tout était à jour\u00a0: groupes de défis, {team_groups().count()}.")
            return
        counts = {
            "groupes créés": changes.created,
            "groupes renommés": changes.renamed,
            "comptes entrés": changes.entered,
            "comptes sortis": changes.left,
            "permissions ajustées": changes.permissions,
        }
        for label, count in counts.items():
            self.stdout.write(f"  {label}\u00a0: {count}")
