"""Elasticsearch with the embedded engine behind it: what a hub with ``ELASTICSEARCH_URL`` uses.

Both are written. Readers get Elasticsearch; while it is down or slow they get the embedded engine, told so
by ``EngineResult.degraded``, and no query waits for a server that is known not to answer. A write that
Elasticsearch missed raises :class:`EngineBehind` once the embedded engine has it: whoever writes keeps its
note (:class:`~search.models.PendingIndexing`), and the index catches up in the background when
Elasticsearch answers again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from search.documents import SearchDocument

from .base import (
    Allowance,
    EngineBehind,
    EngineError,
    EngineHealth,
    EngineQuery,
    EngineResult,
    IndexMissing,
    RebuildInProgress,
    SearchEngine,
    Suggestion,
)
from .elastic import ElasticEngine
from .elastic.connection import EngineUnreachable
from .elastic.writing import Rebuild
from .sqlite import SqliteEngine

logger = logging.getLogger("hub.search")

# After a failure, Elasticsearch is left alone this long, then tried again out of any request.
PAUSE = 30.0
# A search that takes longer than this is a failure, though it has answered.
SLOW = 2.0
# An index that is missing is built again by the hub itself, no more often than this.
REBUILD_PAUSE = 300.0

Answer = TypeVar("Answer")


class Breaker:
    """Whether a server may be asked.

    Args:
        pause: seconds during which it is left alone after a failure.
        clock: tells the time.
    """

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._guard = threading.Lock()
        self._until: float | None = None
        self._trying = 0

    @property
    def closed(self) -> bool:
        """Tell whether readers may ask the server."""
        return self._until is None

    @property
    def lets_write(self) -> bool:
        """Tell whether this thread may write to the server: it answers, or this thread tries it.

        The others must not wait for a server that may well hang.
        """
        return self._until is None or self._trying == threading.get_ident()

    @property
    def due(self) -> bool:
        """Tell whether it is time to try again."""
        until = self._until
        return until is not None and not self._trying and self._clock() >= until

    def trip(self) -> None:
        """Leave the server alone for a while."""
        with self._guard:
            self._until, self._trying = self._clock() + self._pause, 0

    def begin_trial(self) -> bool:
        """Begin to try the server again; False when it is not time, or when another thread does."""
        with self._guard:
            if not self.due:
                return False
            self._trying = threading.get_ident()
            return True

    def close(self) -> None:
        """Have readers ask the server again."""
        with self._guard:
            self._until, self._trying = None, 0


class ResilientEngine(SearchEngine):
    """Searches in Elasticsearch, or in the embedded engine when it must.

    Args:
        elastic: the engine that should answer.
        embedded: the engine that always can.
        breaker: whether Elasticsearch may be asked.
    """

    def __init__(
        self, elastic: ElasticEngine, embedded: SearchEngine, breaker: Breaker | None = None
    ) -> None:
        self.elastic = elastic
        self.embedded = embedded
        self.breaker = breaker or Breaker()
        self._rebuilt = -REBUILD_PAUSE

    @classmethod
    def from_settings(cls) -> ResilientEngine:
        """Return the two engines that the settings describe."""
        return cls(ElasticEngine.from_settings(), SqliteEngine.from_settings())

    # --- Writing ------------------------------------------------------------------------------

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace documents in both.

        Raises:
            EngineBehind: Elasticsearch does not have them yet.
        """
        batch = list(documents)
        count = self.embedded.index(batch)
        self._repeat(lambda: self.elastic.index(batch))
        return count

    def remove(self, ids: Iterable[str]) -> int:
        """Forget documents in both.

        Raises:
            EngineBehind: Elasticsearch still has them.
        """
        wanted = list(ids)
        count = self.embedded.remove(wanted)
        self._repeat(lambda: self.elastic.remove(wanted))
        return count

    def _repeat(self, write: Callable[[], int]) -> None:
        if not self.breaker.lets_write:
            self._try_again_soon()
            raise EngineBehind("Elasticsearch ne répond pas : cette modification l’attend.")
        try:
            write()
        except EngineUnreachable as error:
            self._give_up(error)
            raise EngineBehind(f"{error} Cette modification l’attend.") from error

    def clear(self) -> None:
        """Start both from an empty index."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything in both, from one reading of the documents.

        Raises:
            RebuildInProgress: another process is doing so.
            EngineBehind: only the embedded index could be rebuilt.
        """
        twin = _Twin(self.elastic)
        try:
            count = self.embedded.rebuild(twin.watching(documents))
        except BaseException:
            twin.give_up()
            raise
        twin.finish()
        if twin.error is not None:
            if isinstance(twin.error, EngineUnreachable):
                self._give_up(twin.error)
            raise EngineBehind(f"Seul l’index intégré est reconstruit. {twin.error}") from twin.error
        self.breaker.close()
        return count

    # --- Reading ------------------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineResult:
        """Find documents, in the embedded index when Elasticsearch does not answer."""
        found, degraded = self._ask(lambda engine: engine.search(query))
        return replace(found, degraded=True) if degraded else found

    def suggest(self, text: str, allowed: Allowance, limit: int = 8) -> list[Suggestion]:
        """Return documents whose title goes on from what is being typed."""
        return self._ask(lambda engine: engine.suggest(text, allowed, limit))[0]

    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words that look like those typed."""
        return self._ask(lambda engine: engine.nearest_words(text, allowed, limit))[0]

    def _ask(self, question: Callable[[SearchEngine], Answer]) -> tuple[Answer, bool]:
        """Return an answer, and whether it is the embedded engine’s."""
        if self.breaker.closed:
            started = time.monotonic()
            try:
                answer = question(self.elastic)
            except IndexMissing:
                self._build_soon()
            except EngineError as error:
                self._give_up(error)
            else:
                if time.monotonic() - started > SLOW:
                    self._give_up(EngineUnreachable("Elasticsearch répond trop lentement."))
                return answer, False
        else:
            self._try_again_soon()
        return question(self.embedded), True

    def fingerprints(self) -> dict[str, str]:
        """Return the digest of every document stored; an empty one when the two indexes differ."""
        left, right = self.elastic.fingerprints(), self.embedded.fingerprints()
        return {ref: left[ref] if left.get(ref) == right.get(ref) else "" for ref in {**left, **right}}

    def health(self) -> EngineHealth:
        """Tell the state of both: ready when readers have an answer, whoever gives it."""
        behind, first = self.embedded.health(), self.elastic.health()
        if not first.ready:
            detail = f"{first.detail} La recherche intégrée répond à sa place."
            return EngineHealth(
                behind.ready, behind.documents, detail if behind.ready else first.detail, behind.built_at
            )
        if not self.breaker.closed:
            detail = "Elasticsearch répond de nouveau, son index rattrape son retard."
        elif not behind.ready:
            detail = f"Elasticsearch répond, sans secours : {behind.detail}"
        else:
            detail = "Elasticsearch répond."
        return EngineHealth(True, first.documents, detail, first.built_at)

    # --- Failures -----------------------------------------------------------------------------

    def _give_up(self, error: EngineError) -> None:
        if self.breaker.closed:
            logger.warning("%s La recherche intégrée prend le relais.", error)
        self.breaker.trip()

    def _try_again_soon(self) -> None:
        if self.breaker.due:
            from search.background import run_soon

            run_soon(try_again)

    def _build_soon(self) -> None:
        now = time.monotonic()
        if now - self._rebuilt >= REBUILD_PAUSE:
            self._rebuilt = now
            logger.warning("L’index Elasticsearch manque : il va être reconstruit.")
            from search.background import run_soon

            run_soon(build_missing)

    def try_again(self) -> None:
        """Ask the server whether it is back; if so, write what it missed, then let readers in."""
        if not self.breaker.begin_trial():
            return
        try:
            self.elastic.must_answer()
            _catch_up()
        except IndexMissing:
            # Readers keep the embedded engine until it is built.
            self.breaker.close()
            self._build_soon()
        except EngineUnreachable:
            self.breaker.trip()
        except Exception:
            # It answers: what it refuses is noted, and is no reason to do without it.
            logger.exception("Elasticsearch répond, mais n’a pas pu tout rattraper.")
            self._end_trial()
        else:
            self._end_trial()

    def _end_trial(self) -> None:
        # A write that failed during the trial has tripped the breaker again.
        if self.breaker.lets_write:
            self.breaker.close()
            logger.info("Elasticsearch répond de nouveau.")


class _Twin:
    """The rebuild of Elasticsearch, fed with the documents that the embedded engine reads.

    Raises:
        RebuildInProgress: another process is doing so.
    """

    def __init__(self, elastic: ElasticEngine) -> None:
        self.error: EngineError | None = None
        self._rebuild: Rebuild | None = None
        try:
            self._rebuild = elastic.begin_rebuild()
        except RebuildInProgress:
            raise
        except EngineError as error:
            self.error = error

    def watching(self, documents: Iterable[SearchDocument]) -> Iterator[SearchDocument]:
        """Yield documents, written to Elasticsearch on the way as long as it takes them."""
        for document in documents:
            if self._rebuild is not None:
                try:
                    self._rebuild.add(document)
                except EngineError as error:
                    self.error = error
                    self.give_up()
            yield document

    def finish(self) -> None:
        """End the rebuild."""
        if self._rebuild is not None:
            try:
                self._rebuild.finish()
            except EngineError as error:
                self.error = error
                self.give_up()

    def give_up(self) -> None:
        """Leave the index of Elasticsearch as it was."""
        if self._rebuild is not None:
            self._rebuild.give_up()
            self._rebuild = None


def _catch_up() -> None:
    # The outbox is written by whoever saves, above the engines.
    from search.indexing import catch_up

    catch_up()


def try_again() -> None:
    """Try Elasticsearch again, if the hub uses it; for :func:`search.background.run_soon`."""
    from . import get_engine

    engine = get_engine()
    if isinstance(engine, ResilientEngine):
        engine.try_again()


def build_missing() -> None:
    """Build an index that Elasticsearch does not have; for :func:`search.background.run_soon`."""
    from search.indexing import rebuild

    from . import get_engine

    engine = get_engine()
    if not isinstance(engine, ResilientEngine):
        return
    try:
        engine.elastic.must_answer()
    except IndexMissing:
        try:
            rebuild()
        except RebuildInProgress:
            logger.info("L’index Elasticsearch est déjà en reconstruction.")
