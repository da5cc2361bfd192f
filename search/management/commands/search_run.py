"""Measure the search: index a corpus apart, ask it queries, write what came out."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.documents import SIGNED_IN, SearchDocument
from search.engines.base import Allowance, EngineQuery, SearchEngine
from search.engines.sqlite import SqliteEngine

DEPTH = 100


class Command(BaseCommand):
    """Write a run (one JSON line for each query: ``qid``, ``ranked``) from a corpus and queries.

    The corpus goes to a throw-away index: the hub’s own is neither read nor changed. Only ``qid`` and
    ``query`` are read from the queries, never their judgements.
    """

    help = "Indexe un corpus à part, lui pose des requêtes et écrit le classement obtenu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the files and the engine."""
        parser.add_argument("--corpus", required=True, type=Path)
        parser.add_argument("--queries", required=True, type=Path)
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--engine", choices=["sqlite"], default="sqlite")
        parser.add_argument("--synonyms", choices=["none"], default="none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        documents = [_document(entry) for entry in _read(options["corpus"])]
        queries = [(entry["qid"], entry["query"]) for entry in _read(options["queries"])]
        allowed = Allowance(frozenset({SIGNED_IN}))
        with tempfile.TemporaryDirectory() as folder:
            engine: SearchEngine = SqliteEngine(folder)
            engine.rebuild(documents)
            with options["output"].open("w", encoding="utf-8") as output:
                for qid, text in queries:
                    found = engine.search(EngineQuery(text, allowed, limit=DEPTH))
                    ranked = [hit.id for hit in found.hits]
                    output.write(json.dumps({"qid": qid, "ranked": ranked}, ensure_ascii=False) + "\n")
        self.stdout.write(f"{len(documents)} documents, {len(queries)} requêtes : {options['output']}")


def _read(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except ValueError as error:
                        raise CommandError(f"{path}, ligne {number} : JSON illisible ({error}).") from error
    except OSError as error:
        raise CommandError(f"Fichier illisible : {error}") from error


def _document(entry: dict[str, Any]) -> SearchDocument:
    year, parent = entry.get("year"), entry.get("parent") or ""
    headings = tuple(entry.get("headings") or ())
    return SearchDocument(
        id=entry["id"],
        kind=entry.get("kind") or "document",
        title=entry.get("title") or "",
        summary=entry.get("summary") or "",
        # The title of the guide that a part comes from.
        headings=(parent, *headings) if parent and parent != entry.get("title") else headings,
        body=entry.get("body") or "",
        tags=tuple(entry.get("tags") or ()),
        access=(SIGNED_IN,),
        date=dt.date(year, 1, 1) if isinstance(year, int) and 1 <= year <= 9999 else None,
    )
