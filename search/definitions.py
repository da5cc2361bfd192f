"""Definitions shown above the results; the rooms that hold some plug in a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hub.base.registry import Registry


@dataclass(frozen=True)
class Meaning:
    """What a word means somewhere in particular.

    Attributes:
        place: the administration where it means that.
        expansion: what the acronym stands for there.
        text: its meaning there.
    """

    place: str
    expansion: str = ""
    text: str = ""


@dataclass(frozen=True)
class Definition:
    """What a word means.

    Attributes:
        term: the acronym or the word.
        expansion: what the acronym stands for.
        text: its meaning.
        url: where to read more.
        successor: what replaced it, if anything did.
        successor_url: where to read about that.
        meanings: what it means in some administrations, when that differs.
    """

    term: str
    expansion: str = ""
    text: str = ""
    url: str = ""
    successor: str = ""
    successor_url: str = ""
    meanings: tuple[Meaning, ...] = ()


# (reader, words of the query) -> definitions; two queries each at most, nothing that the reader may not see.
definition_readers: Registry[Callable[[Any, str], list[Definition]]] = Registry("Définitions")


def definitions_for(user: Any, text: str) -> tuple[Definition, ...]:
    """Return the definitions of what was typed."""
    return tuple(found for read in definition_readers.all() for found in read(user, text))
