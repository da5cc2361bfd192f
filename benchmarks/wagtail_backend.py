"""Wagtail’s own search on the same documents: a table of a throw-away database, indexed by its backend."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, models
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from search.documents import SearchDocument
from search.engines.base import KIND

from .corpus import Asked

BATCH = 1000


class BenchmarkPage(index.Indexed, models.Model):
    """A document as Wagtail’s search sees it."""

    title = models.CharField(max_length=500)
    summary = models.TextField()
    body = models.TextField()
    kind = models.CharField(max_length=50)
    theme = models.CharField(max_length=50)
    date = models.DateField(null=True)

    search_fields = [
        index.SearchField("title", boost=3),
        index.AutocompleteField("title"),
        index.SearchField("summary", boost=1.5),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("theme"),
        index.FilterField("date"),
    ]

    class Meta:
        app_label = "benchmarks"
        indexes = [models.Index(fields=["kind"]), models.Index(fields=["theme"])]

    def __str__(self) -> str:
        return self.title


class WagtailBackend:
    """The same questions, as far as Wagtail’s backend answers them: no excerpt, the counts of two facets."""

    def __init__(self) -> None:
        call_command("migrate", "wagtailsearch", verbosity=0)
        with connection.schema_editor() as editor:
            editor.create_model(BenchmarkPage)
        self.backend = get_search_backend()

    def rebuild(self, documents: Iterator[SearchDocument]) -> None:
        """Save everything, then index it."""
        entries = self.backend.get_index_for_model(BenchmarkPage)
        while batch := list(islice(documents, BATCH)):
            pages = [
                BenchmarkPage(
                    title=document.title[:500],
                    summary=document.summary,
                    body=document.body,
                    kind=document.kind,
                    theme=document.facets["theme"][0],
                    date=document.date,
                )
                for document in batch
            ]
            entries.add_items(BenchmarkPage, BenchmarkPage.objects.bulk_create(pages))

    def restart(self) -> None:
        """Nothing is remembered between two queries."""

    def ask(self, asked: Asked) -> None:
        """Ask for the first page of results, the total and two facets."""
        pages = BenchmarkPage.objects.all()
        if asked.filters:
            pages = pages.filter(kind__in=asked.filters[KIND], theme__in=asked.filters["theme"])
        found: Any = self.backend.search(asked.text, pages, operator="or")
        list(found[:10])
        found.count()
        found.facet("kind")
        found.facet("theme")

    def suggest(self, text: str) -> None:
        """Ask for eight titles."""
        list(self.backend.autocomplete(text, BenchmarkPage)[:8])

    def size(self) -> int:
        """Return the size of the database: the documents and their index."""
        return Path(connection.settings_dict["NAME"]).stat().st_size

    def close(self) -> None:
        """Drop the table and what was indexed."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM wagtailsearch_indexentry")
        with connection.schema_editor() as editor:
            editor.delete_model(BenchmarkPage)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
