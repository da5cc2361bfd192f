"""Measure the search: index a corpus apart, ask it queries, write what came out."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.documents import SIGNED_IN, SearchDocument
from search.engines.base import Allowance, EngineError, EngineQuery, SearchEngine
from search.engines.elastic import ElasticEngine
from search.engines.sqlite import SqliteEngine
from search.thesaurus import NO_SYNONYMS
from search.vocabulary import shipped_thesaurus

DEPTH = 100
# A measure is not a reader: it waits.
PATIENCE = 30.0


class Command(BaseCommand):
    """Write a run (one JSON line for each query: ``qid``, ``ranked``) from a corpus and queries.

    The corpus goes to a throw-away index, deleted at the end: the hub’s own is neither read nor changed.
    Only ``qid`` and ``query`` are read from the queries, never their judgements.
    """

    help = "Indexe un corpus à part, lui pose des requêtes et écrit le classement obtenu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the files and the engine."""
        parser.add_argument("--corpus", required=True, type=Path)
        parser.add_argument("--queries", required=True, type=Path)
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument(
            "--engine",
            choices=["sqlite", "elasticsearch"],
            default="sqlite",
            help="elasticsearch : le serveur d’ELASTICSEARCH_URL, dans un index au nom unique",
        )
        parser.add_argument(
            "--synonyms",
            choices=["none", "shipped"],
            default="none",
            help="shipped : le vocabulaire livré avec le hub, sans celui des registres",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        documents = [_document(entry) for entry in _read(options["corpus"])]
        queries = [(entry["qid"], entry["query"]) for entry in _read(options["queries"])]
        allowed = Allowance(frozenset({SIGNED_IN}))
        thesaurus = shipped_thesaurus() if options["synonyms"] == "shipped" else NO_SYNONYMS
        try:
            with _throw_away(options["engine"]) as engine:
                engine.rebuild(documents)
                with options["output"].open("w", encoding="utf-8") as output:
                    for qid, text in queries:
                        asked = EngineQuery(text, allowed, limit=DEPTH, thesaurus=thesaurus)
                        ranked = [hit.id for hit in engine.search(asked).hits]
                        output.write(json.dumps({"qid": qid, "ranked": ranked}, ensure_ascii=False) + "\n")
        except EngineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(documents)} documents, {len(queries)} requêtes : {options['output']}")


@contextmanager
def _throw_away(name: str) -> Iterator[SearchEngine]:
    """Give an engine with an index of its own, deleted afterwards."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield SqliteEngine(folder)
        return
    if not settings.ELASTICSEARCH_URL:
        raise CommandError("Renseignez ELASTICSEARCH_URL : l’adresse du serveur à mesurer.")
    engine = ElasticEngine(
        settings.ELASTICSEARCH_URL,
        index=f"{settings.ELASTICSEARCH_INDEX}-run-{uuid.uuid4().hex[:12]}",
        ca_file=settings.ELASTICSEARCH_CA_FILE,
        timeout=PATIENCE,
    )
    try:
        yield engine
    finally:
        engine.drop()


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
