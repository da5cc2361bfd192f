"""How the results of some kinds show; the rooms that know better than a title and an excerpt plug in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.base.registry import Registry

from .engines.base import EngineHit

# (reader, hits of one kind) -> id of a hit -> what its template needs as ``card``; two queries at most
# for all of them. What the document says (title, summary, facets) is already in the hit.
CardReader = Callable[[Any, Sequence[EngineHit]], Mapping[str, Any]]


@dataclass(frozen=True)
class CardKind:
    """How the results of a kind show: a template, and what it needs beside the hit."""

    template: str
    read: CardReader


@dataclass(frozen=True)
class Card:
    """A result shown in its own way."""

    template: str
    data: Any


card_kinds: Registry[CardKind] = Registry("Cartes de résultats")
# Kinds whose date tells something to whoever chooses among results, such as news.
dated_kinds: Registry[str] = Registry("Résultats datés")


def cards_for(user: Any, hits: Sequence[EngineHit]) -> dict[str, Card]:
    """Return id of a hit -> its card, for the hits of the kinds that have one."""
    found: dict[str, Card] = {}
    for kind in {hit.kind for hit in hits}:
        shown = card_kinds.get(kind)
        if shown is None:
            continue
        read = shown.read(user, [hit for hit in hits if hit.kind == kind])
        found |= {reference: Card(shown.template, data) for reference, data in read.items()}
    return found
