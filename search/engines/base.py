"""What any search engine of the hub does, so that one can replace another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.documents import SearchDocument


class EngineError(Exception):
    """The engine cannot answer or store."""


class IndexMissing(EngineError):
    """Nothing was ever indexed here, or the index was written by another version of the analysis."""


class RebuildInProgress(EngineError):
    """Another process is already indexing everything again."""


@dataclass(frozen=True)
class Allowance:
    """What a reader may see; applied inside the engine, before anything is counted or shown.

    Attributes:
        page_ids: the pages that the reader may open.
        kinds: the kinds without a page (people, terms) that the reader may see.
    """

    page_ids: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()

    def covers(self, kind: str, page_id: int | None) -> bool:
        """Tell whether the reader may see a document."""
        return kind in self.kinds if page_id is None else page_id in self.page_ids


@dataclass(frozen=True)
class EngineQuery:
    """What is asked of an engine.

    Attributes:
        text: what was typed.
        allowed: what the reader may see.
        kinds: kinds to keep; empty: all.
        offset: first hit wanted.
        limit: number of hits wanted.
        correct: whether misspelt words may be replaced.
    """

    text: str
    allowed: Allowance
    kinds: frozenset[str] = frozenset()
    offset: int = 0
    limit: int = 10
    correct: bool = True


# Pieces of an excerpt, each with whether it matched; joined, they make the excerpt.
Fragments = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class EngineHit:
    """A document found, with all that a results page shows."""

    id: str
    kind: str
    title: str
    url: str
    score: float
    summary: str = ""
    excerpt: Fragments = ()
    section_title: str = ""
    tags: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True)
class EngineResult:
    """The answer of an engine.

    Attributes:
        hits: the slice that was asked for, best first.
        total: number of documents found of the kinds asked for.
        kinds: kind -> number of documents found, whatever the kinds asked for.
        corrections: word typed -> word searched instead.
    """

    hits: tuple[EngineHit, ...] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EngineHealth:
    """The state of an index.

    Attributes:
        ready: whether it can answer.
        documents: number of documents.
        detail: one sentence for whoever runs the hub.
        built_at: when everything was last indexed, in ISO format.
    """

    ready: bool
    documents: int = 0
    detail: str = ""
    built_at: str = ""


class SearchEngine(ABC):
    """Stores documents and finds them again. Every method may raise :class:`EngineError`."""

    @abstractmethod
    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Add documents, or replace those that have the same id; return how many."""

    @abstractmethod
    def remove(self, ids: Iterable[str]) -> int:
        """Forget documents; ids that are not there are no error; return how many were."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything; the index exists and is empty afterwards."""

    @abstractmethod
    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything at once: readers see the old index, then the new one.

        What is indexed or removed meanwhile is kept.

        Raises:
            RebuildInProgress: another process is doing so.
        """

    @abstractmethod
    def search(self, query: EngineQuery) -> EngineResult:
        """Find documents.

        Raises:
            IndexMissing: the index must be built first.
        """

    @abstractmethod
    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words of the reader’s documents that look like those typed."""

    @abstractmethod
    def document_ids(self) -> set[str]:
        """Return the id of every document stored."""

    @abstractmethod
    def health(self) -> EngineHealth:
        """Tell the state of the index; never raises."""
