"""Writing documents: in bulk, or all of them again."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any

from search.documents import SearchDocument
from search.engines.base import EngineError

from .connection import EngineUnreachable, speaking
from .schema import from_source, to_source
from .store import Lock, Store

logger = logging.getLogger("hub.search")

# Documents and bytes of one request.
BATCH = 300
BATCH_BYTES = 8_000_000
# One or two documents: somebody may wait.
FEW = 5
FEW_SECONDS = 2.5
# A rebuild that ends refuses writes for a moment.
BLOCKED_SECONDS = 20.0
BLOCKED_PAUSE = 0.1

Action = tuple[str, str, dict[str, Any] | None]


class Writer:
    """Writes the documents of an engine.

    Args:
        store: its indices.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace documents in the current generation."""
        batch: list[Action] = [("index", document.id, to_source(document)) for document in documents]
        self.store.note([ref for _verb, ref, _source in batch])
        self._current(batch)
        return len(batch)

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents from the current generation; return how many were there."""
        wanted = list(dict.fromkeys(ids))
        self.store.note(wanted)
        return self._current([("delete", ref, None) for ref in wanted])

    def _current(self, actions: list[Action]) -> int:
        """Write to the current generation, and wait for the end of a rebuild that refuses it."""
        if not actions:
            return 0
        started = time.monotonic()
        done = 0
        for chunk in _chunks(actions):
            left = chunk
            while left:
                written, left = self.bulk(self.store.write, left, require_alias=True)
                done += written
                if left:
                    if not self.store.behind(self.store.write):
                        self.store.ensure_writable()
                    elif time.monotonic() - started > BLOCKED_SECONDS:
                        raise EngineUnreachable("Elasticsearch refuse les écritures.")
                    else:
                        time.sleep(BLOCKED_PAUSE)
                        self.store.lift_dead_block()
        return done

    def bulk(self, index: str, actions: list[Action], **options: Any) -> tuple[int, list[Action]]:
        """Write; return how many were written (or were there to remove), and those to try again."""
        operations: list[dict[str, Any]] = []
        for verb, ref, source in actions:
            operations.append({verb: {"_id": ref}})
            if source is not None:
                operations.append(source)
        client = self.store.connection.patient
        if len(actions) <= FEW:
            client = self.store.connection.client.options(request_timeout=FEW_SECONDS)
        # What is written is read at once: an editor who saves then searches must find. Waiting for the
        # next refresh (« wait_for ») would take a second; hubs are saved a few times a minute at most,
        # so that the small segments of immediate refreshes are merged with ease.
        with speaking():
            options.setdefault("refresh", True)
            answer = client.bulk(index=index, operations=operations, **options)
        if not answer["errors"]:
            return sum(_counts(item) for item in answer["items"]), []
        written, again = 0, []
        for action, item in zip(actions, answer["items"], strict=True):
            result = next(iter(item.values()))
            error = result.get("error")
            if error is None:
                written += _counts(item)
            elif _is_passing(result["status"], error["type"]):
                again.append(action)
            elif result["status"] >= 500 or result["status"] == 429:
                raise EngineUnreachable(f"Elasticsearch n’a pas écrit « {action[1]} » : {error['type']}.")
            else:
                raise EngineError(f"Elasticsearch n’a pas écrit « {action[1]} » : {error['reason'][:300]}")
        return written, again

    # --- Everything again ---------------------------------------------------------------------

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Write another generation, copy what changed meanwhile, then move the aliases to it.

        Killed at any moment, it leaves the current generation as it was; the next rebuild sweeps.
        """
        again = Rebuild(self)
        try:
            for document in documents:
                again.add(document)
            return again.finish()
        except BaseException:
            again.give_up()
            raise


class Rebuild:
    """A generation that is being written. It ends by :meth:`finish` or :meth:`give_up`.

    What is added after it began is at least as fresh as what was in the index by then: documents must be
    read from the database after that.

    Args:
        writer: writes the current generation meanwhile.

    Raises:
        RebuildInProgress: another one is alive.
    """

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.store = writer.store
        self.count = 0
        self._waiting: list[Action] = []
        self._weight = 0
        self._former: list[str] = []
        self._name = ""
        self.lock = Lock(self.store)
        self.lock.take()
        try:
            self._name = self.store.create(built_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        except BaseException:
            self.lock.release()
            raise

    def add(self, document: SearchDocument) -> None:
        """Write a document, sooner or later."""
        action: Action = ("index", document.id, to_source(document))
        self._waiting.append(action)
        self._weight += _weight(action)
        if len(self._waiting) >= BATCH or self._weight > BATCH_BYTES:
            self._flush()
        self.lock.beat()

    def _flush(self) -> None:
        if self._waiting:
            self._write(self._waiting, refresh=False)
            self.count += len(self._waiting)
        self._waiting, self._weight = [], 0

    def _write(self, actions: list[Action], **options: Any) -> None:
        _written, left = self.writer.bulk(self._name, actions, **options)
        if left:
            raise EngineUnreachable("Elasticsearch refuse les écritures.")

    def finish(self) -> int:
        """Make the generation the current one; return the number of documents added."""
        self._flush()
        with speaking():
            self.store.connection.patient.indices.refresh(index=self._name)
        self._pack()
        upto = self._replay(self.lock.start)
        # From here to the change, writers wait: nothing is written behind our back.
        self._former = self.store.behind(self.store.write)
        self.lock.beat(now=True)
        self.store.block(self._former)
        upto = self._replay(upto)
        self.lock.beat(now=True)
        self.store.swap(self._name)
        try:
            # The rebuild is done: what remains to be tidied is for the next one if it fails.
            self.store.sweep(self._name)
            self.store.forget_notes(upto)
        except EngineError:
            logger.warning("Elasticsearch : anciennes générations à supprimer plus tard.", exc_info=True)
        self.lock.release()
        return self.count

    def _pack(self) -> None:
        """Have the server write the generation in one piece: searches then take a third of the time."""
        self.lock.beat(now=True)
        try:
            with speaking():
                self.store.connection.patient.indices.forcemerge(index=self._name, max_num_segments=1)
        except EngineUnreachable:
            # A very large index takes longer than we wait: the server goes on by itself.
            logger.info("Elasticsearch : l’index se compacte encore.")

    def give_up(self) -> None:
        """Leave the current generation as it was."""
        try:
            # The change may have been made though its answer never came: what is read is never deleted.
            if self._name not in self.store.behind(self.store.read):
                with speaking():
                    self.store.connection.patient.indices.delete(index=self._name, ignore_unavailable=True)
                self.store.unblock(self._former)
        except EngineError:
            # The server is gone: the next rebuild sweeps, the next write lifts the block.
            logger.warning("Elasticsearch : reconstruction abandonnée sans pouvoir ranger.")
        self.lock.release()

    def _replay(self, start: int) -> int:
        """Copy what was indexed or removed in the current generation since a number; return the last."""
        last = start
        refs: dict[str, None] = {}
        for number, changed in self.store.noted_since(start):
            last = number
            refs.update(dict.fromkeys(changed))
        waiting = list(refs)
        for at in range(0, len(waiting), BATCH):
            self._copy(waiting[at : at + BATCH])
        return last

    def _copy(self, refs: list[str]) -> None:
        sources = self._sources(refs)
        actions: list[Action] = []
        for ref in refs:
            source = sources.get(ref)
            if source is None:
                actions.append(("delete", ref, None))
            else:
                actions.append(("index", ref, to_source(from_source(ref, source))))
        for chunk in _chunks(actions):
            self._write(chunk)

    def _sources(self, refs: list[str]) -> dict[str, Any]:
        if not self.store.behind(self.store.write):
            return {}
        with speaking():
            found = self.store.connection.patient.mget(index=self.store.write, ids=refs)
        return {doc["_id"]: doc["_source"] for doc in found["docs"] if doc.get("found")}


def _weight(action: Action) -> int:
    return len(json.dumps(action[2])) if action[2] is not None else 100


def _chunks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    chunk: list[Action] = []
    size = 0
    for action in actions:
        weight = _weight(action)
        if chunk and (len(chunk) >= BATCH or size + weight > BATCH_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(action)
        size += weight
    if chunk:
        yield chunk


def _counts(item: dict[str, Any]) -> int:
    verb, result = next(iter(item.items()))
    return int(verb != "delete" or result["result"] == "deleted")


def _is_passing(status: int, kind: str) -> bool:
    """Tell whether a write was refused by a rebuild that ends, or for want of an index."""
    return (status == 403 and kind == "cluster_block_exception") or (
        status == 404 and kind == "index_not_found_exception"
    )
