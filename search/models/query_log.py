"""What people look for, without any person in it.

Nothing here says who searched: no account, no address, no session, no hour. An event has a day and a group
of at least five accounts (:mod:`search.query_log.privacy`); its identifier is random, so that the order of
the rows tells nothing either.

Rows are kept thirteen months: the lifetime that the CNIL recommends for the measure of an audience, long
enough to compare a month with the same one a year before (CNIL, « Cookies : solutions pour les outils de
mesure d’audience », which allows twenty-five months for the figures themselves: we keep the shorter).

Wagtail’s search promotions have a ``Query`` and its ``QueryDailyHits``: they count, and know neither the
number of results, nor the click, nor the group; this hub never calls ``add_hit``. Ours is the only log;
Wagtail’s ``Query`` is used for what the editors promote, nothing else.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

MAX_TEXT = 100


class Handling(models.TextChoices):
    """What the team did about a query."""

    SYNONYM = "synonym", "Synonyme ajouté"
    PROMOTION = "promotion", "Page mise en avant"
    PAGE = "page", "Page créée"
    ASKED = "asked", "Demandé à une personne référente"
    DONE = "done", "Marquée comme traitée"


class SearchQuery(models.Model):
    """Something that people look for, whatever the case, the accents and the spaces they type."""

    class State(models.TextChoices):
        """Whether the team has done something about it."""

        TODO = "todo", "À traiter"
        HANDLED = "handled", "Traitée"

    key = models.CharField("forme de comparaison", max_length=MAX_TEXT, unique=True, editable=False)
    text = models.CharField(
        "recherche", max_length=MAX_TEXT, help_text="La forme que les personnes tapent le plus souvent."
    )
    since = models.DateField("vue depuis le", default=timezone.localdate)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.TODO)
    handled_how = models.CharField("suite donnée", max_length=10, choices=Handling.choices, blank=True)
    handled_on = models.DateField("traitée le", null=True, blank=True)
    note = models.CharField("note", max_length=300, blank=True, help_text="Sans nom de personne.")
    hidden = models.BooleanField("jamais proposée", default=False)
    # Counted once a day, so that suggestions read one index (search.query_log.upkeep).
    popularity = models.PositiveIntegerField("fréquence", default=0, editable=False)
    public_popularity = models.PositiveIntegerField("fréquence au public", default=0, editable=False)

    class Meta:
        verbose_name = "recherche faite"
        verbose_name_plural = "recherches faites"
        ordering = ["key"]
        indexes = [
            models.Index(fields=["popularity", "key"], name="search_query_popular"),
            models.Index(fields=["public_popularity", "key"], name="search_query_public"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_handled(self) -> bool:
        """Tell whether the team has done something about it."""
        return self.state == self.State.HANDLED


class SearchEvent(models.Model):
    """A search that was made: what was typed, what it found, and which result was opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    query = models.ForeignKey(
        SearchQuery, on_delete=models.CASCADE, related_name="events", db_index=False, verbose_name="recherche"
    )
    day = models.DateField("jour", db_index=True)
    typed = models.CharField("texte tapé", max_length=MAX_TEXT)
    filters = models.JSONField("filtres", default=dict, blank=True)
    exact = models.BooleanField("sans correction", default=False)
    role_group = models.CharField("groupe", max_length=20)
    results = models.PositiveIntegerField("résultats")
    position = models.PositiveSmallIntegerField("rang du résultat ouvert", null=True, blank=True)

    class Meta:
        verbose_name = "événement de recherche"
        verbose_name_plural = "événements de recherche"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["query", "day"], name="search_event_query_day")]

    def __str__(self) -> str:
        return f"{self.typed} ({self.day:%d/%m/%Y})"
