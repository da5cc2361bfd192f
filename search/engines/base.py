"""What any search engine of the hub does, so that one can replace another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from search.documents import SearchDocument
from search.thesaurus import NO_SYNONYMS, Thesaurus


class EngineError(Exception):
    """The engine cannot answer or store."""


class IndexMissing(EngineError):
    """Nothing was ever indexed here, or the index was written by another version of the analysis."""


class EngineBehind(EngineError):
    """What was written is kept by one engine of two; its note must stay until the other has it."""


class RebuildInProgress(EngineError):
    """Another process is already indexing everything again."""


@dataclass(frozen=True)
class Allowance:
    """What a reader may see; applied inside the engine, before anything is counted, corrected or shown.

    Documents carry the tokens of the places where they stand (``SearchDocument.access``), not names of
    groups: a restriction put on a page, changed or lifted takes effect at the next query, without
    indexing anything again.

    Attributes:
        any_of: a document needs one of these tokens. Empty: the reader finds nothing.
        none_of: a document, or a part of it, with one of these tokens does not exist for the reader.
        hidden: ids of documents that the index has wrong for the moment (a change waits) and that the
            reader may not open.
    """

    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def opens(self, tokens: Iterable[str]) -> bool:
        """Tell whether the reader passes the tokens of a document (or of a document and a part)."""
        found = frozenset(tokens)
        return bool(found & self.any_of) and not found & self.none_of

    def covers(self, document: SearchDocument) -> bool:
        """Tell whether the reader may see a document."""
        return document.id not in self.hidden and self.opens(document.access)


# Orders of the results.
RELEVANCE = "relevance"
DATE = "date"

# The filter by kind works like the others; its values are the codes of the kinds.
KIND = "kind"


@dataclass(frozen=True)
class EngineQuery:
    """What is asked of an engine.

    Attributes:
        text: what was typed.
        allowed: what the reader may see.
        filters: facet -> values to keep: one of the values of a facet, and all facets at once.
        offset: first hit wanted.
        limit: number of hits wanted.
        exact: search the words as typed: no correction, no synonym.
        sort: ``RELEVANCE``, or ``DATE`` for the latest first (undated ones last).
        thesaurus: what other words may stand for those typed.
    """

    text: str
    allowed: Allowance
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    offset: int = 0
    limit: int = 10
    exact: bool = False
    sort: str = RELEVANCE
    thesaurus: Thesaurus = NO_SYNONYMS


# Pieces of an excerpt, each with whether it matched; joined, they make the excerpt.
Fragments = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class EngineHit:
    """A document found, with all that a results page shows.

    Attributes:
        url: address of the document, or of its part that answers best.
        section_title: the part that answers best, when the address leads there.
        file: name of the attached file that answers best; ``url`` is then that of the document.
        file_url: address of that file.
        excerpt: the passage that answers best, cut where it matched.
    """

    id: str
    kind: str
    title: str
    url: str
    score: float
    summary: str = ""
    excerpt: Fragments = ()
    section_title: str = ""
    file: str = ""
    file_url: str = ""
    tags: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True)
class EngineResult:
    """The answer of an engine.

    Attributes:
        hits: the slice that was asked for, best first.
        total: number of documents found that pass the filters.
        facets: facet -> value -> number of documents found; each facet counts what passes the *other*
            filters, so that its numbers tell what choosing another value would give. ``KIND`` is one.
        corrections: word typed -> word searched instead.
        degraded: another engine answered instead of the one that should have.
    """

    hits: tuple[EngineHit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    degraded: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A document proposed while somebody types."""

    id: str
    kind: str
    title: str
    url: str
    summary: str = ""


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

    @classmethod
    @abstractmethod
    def from_settings(cls) -> Self:
        """Return the engine that the settings of the hub describe."""

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
    def suggest(self, text: str, allowed: Allowance, limit: int = 8) -> list[Suggestion]:
        """Return documents whose title goes on from what is being typed, best first.

        Every word typed begins a word of the title (accents aside), in any order, or is one edit away
        from doing so. After those titles, where there is room, come those of which that is true for the
        longest word typed (the first of the longest) and for at least half of the words; nothing else is
        proposed.
        """

    @abstractmethod
    def fingerprints(self) -> dict[str, str]:
        """Return id -> ``SearchDocument.fingerprint`` of every document stored."""

    @abstractmethod
    def health(self) -> EngineHealth:
        """Tell the state of the index; never raises."""
