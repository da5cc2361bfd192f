"""Any engine of the hub, as the measures see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from search.documents import SIGNED_IN, SearchDocument
from search.engines.base import Allowance, EngineQuery

from .corpus import Asked


class Contract:
    """Any engine of the hub.

    Args:
        make: opens the engine, as a new process does.
        size: tells how many bytes the index takes.
    """

    def __init__(self, make: Callable[[], Any], size: Callable[[], int]) -> None:
        self.make = make
        self.size = size
        self.engine = make()
        self.allowed = Allowance(frozenset({SIGNED_IN}), frozenset({"in:3"}))

    def rebuild(self, documents: Iterator[SearchDocument]) -> None:
        """Index everything."""
        self.engine.rebuild(documents)

    def restart(self) -> None:
        """Forget what the process remembers."""
        self.engine = self.make()

    def ask(self, asked: Asked) -> None:
        """Ask for the first page of results."""
        self.engine.search(EngineQuery(asked.text, self.allowed, filters=asked.filters))

    def suggest(self, text: str) -> None:
        """Ask for suggestions."""
        self.engine.suggest(text, self.allowed)

    def close(self) -> None:
        """Leave nothing behind."""
