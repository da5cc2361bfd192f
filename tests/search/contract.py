"""The engines that go through the same tests, and what these tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from search.documents import SIGNED_IN
from search.engines.base import Allowance, EngineQuery, SearchEngine
from search.engines.sqlite import SqliteEngine

from .servers import elastic_engine

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"sqlite": SqliteEngine, "elasticsearch": elastic_engine}
ALL = Allowance(frozenset({SIGNED_IN}))


def at(page_id: int) -> tuple[str, ...]:
    """Return the tokens of a page below the root."""
    return (SIGNED_IN, "in:1000", f"in:{page_id}")


def found(engine: SearchEngine, text: str, **options: Any) -> list[str]:
    """Return the ids of the documents found, best first."""
    options.setdefault("allowed", ALL)
    return [hit.id for hit in engine.search(EngineQuery(text, **options)).hits]
