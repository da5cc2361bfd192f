"""Indices behind aliases: generations, the change of one for the other, and what changes meanwhile.

A *generation* is an index. Two aliases lead to the current one: ``…-write`` as soon as it exists,
``…-read`` once it holds everything; both carry the version of the schema, so that a hub of another version
sees an index that is missing, never one that it would misread. A rebuild writes another generation and
moves both aliases in one request.

What is indexed or removed during a rebuild goes to the current generation and is copied to the next one:
each write is first noted in a small index, which also holds the lock of the rebuild. The number that
Elasticsearch gives to each write of that index says what came after the lock.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from elasticsearch import ApiError, BadRequestError, ConflictError, NotFoundError

from search.engines.base import EngineError, RebuildInProgress

from .connection import Connection, speaking
from .schema import VERSION, index_body

# A rebuild shows that it lives this often; silent for longer than STALE, it was killed.
BEAT_SECONDS = 10
STALE_SECONDS = 120
PAGE = 1000

_STATE_MAPPINGS = {
    "dynamic": "strict",
    "properties": {
        "kind": {"type": "keyword"},
        "refs": {"type": "keyword"},
        "owner": {"type": "keyword"},
        "host": {"type": "keyword"},
        "pid": {"type": "integer"},
        "beat": {"type": "double"},
    },
}
_LOCK = "rebuild"
# Rebuilds of this process, so that one whose process number was given again is known to be dead.
_mine: set[str] = set()


class Store:
    """Creates, changes and deletes the indices of an engine.

    Args:
        connection: how to reach the server.
        index: how the names of all the indices begin.
    """

    def __init__(self, connection: Connection, index: str) -> None:
        self.connection = connection
        self.index = index
        self.write = f"{index}-{VERSION}-write"
        self.read = f"{index}-{VERSION}-read"
        self.state = f"{index}-state"

    # --- Generations --------------------------------------------------------------------------

    def create(self, *, aliases: dict[str, Any] | None = None, built_at: str = "") -> str:
        """Create an empty generation and return its name; nobody reads it yet."""
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self.index}-g-{stamp}-{uuid.uuid4().hex[:8]}"
        body = index_body()
        with speaking():
            self.connection.patient.indices.create(
                index=name,
                settings=body["settings"],
                mappings={**body["mappings"], "_meta": {"version": VERSION, "built_at": built_at}},
                aliases=aliases or {},
                wait_for_active_shards=1,
            )
        return name

    def ensure_writable(self) -> None:
        """Create a generation that is not whole, when there is none at all."""
        name = self.create()
        with speaking():
            try:
                self.connection.patient.indices.put_alias(index=name, name=self.write, is_write_index=True)
            except BadRequestError:
                # Another process did so in between: an alias has one index to write to.
                self.connection.patient.indices.delete(index=name)

    def behind(self, alias: str) -> list[str]:
        """Return the generations that an alias leads to."""
        with speaking():
            try:
                return sorted(self.connection.client.indices.get_alias(name=alias))
            except NotFoundError:
                return []

    def swap(self, name: str) -> None:
        """Make a generation the current one, in one step."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": f"{self.index}-g-*", "alias": alias, "must_exist": False}}
            for alias in (self.write, self.read)
        ]
        actions.append({"add": {"index": name, "alias": self.write, "is_write_index": True}})
        actions.append({"add": {"index": name, "alias": self.read}})
        with speaking():
            self.connection.patient.indices.update_aliases(actions=actions)

    def sweep(self, keep: str) -> None:
        """Delete every generation but one: the former one, and what killed rebuilds left behind."""
        with speaking():
            names = self.connection.client.indices.get(
                index=f"{self.index}-g-*", allow_no_indices=True, features="aliases"
            )
            old = [name for name in names if name != keep]
            if old:
                self.connection.patient.indices.delete(index=old, ignore_unavailable=True)

    def drop(self) -> None:
        """Delete everything, for ever: indices thrown away after a measure or a test."""
        with speaking():
            names = self.connection.client.indices.get(
                index=f"{self.index}-g-*,{self.state}-1", allow_no_indices=True, ignore_unavailable=True,
                features="aliases",
            )  # fmt: skip
            if names:
                self.connection.patient.indices.delete(index=list(names), ignore_unavailable=True)

    def block(self, names: list[str]) -> None:
        """Refuse writes; when this returns, those that were under way are done."""
        if names:
            with speaking():
                self.connection.patient.indices.add_block(index=",".join(names), block="write")

    def unblock(self, names: list[str]) -> None:
        """Accept writes again."""
        if names:
            with speaking():
                self.connection.patient.indices.put_settings(
                    index=names, settings={"index.blocks.write": None}, ignore_unavailable=True
                )

    # --- Notes of changes ---------------------------------------------------------------------

    def note(self, refs: list[str]) -> None:
        """Note what is about to be written; must be done before it is."""
        if not refs:
            return
        entry = {"kind": "change", "refs": refs}
        with speaking():
            try:
                self.connection.client.index(index=self.state, document=entry, require_alias=True)
            except NotFoundError:
                self._create_state()
                self.connection.client.index(index=self.state, document=entry, require_alias=True)

    def _create_state(self) -> None:
        try:
            self.connection.patient.indices.create(
                index=f"{self.state}-1",
                settings={"number_of_shards": 1, "auto_expand_replicas": "0-1"},
                mappings=_STATE_MAPPINGS,
                aliases={self.state: {}},
                wait_for_active_shards=1,
            )
        except ApiError as error:
            if str(error.message) != "resource_already_exists_exception":
                raise

    def noted_since(self, start: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the documents of each change noted after a number."""
        client = self.connection.patient
        with speaking():
            client.indices.refresh(index=self.state)
            while True:
                found = client.search(
                    index=self.state,
                    query=_changes({"gt": start}),
                    sort=[{"_seq_no": "asc"}],
                    seq_no_primary_term=True,
                    size=PAGE,
                )["hits"]["hits"]
                for hit in found:
                    start = hit["_seq_no"]
                    yield start, hit["_source"]["refs"]
                if len(found) < PAGE:
                    return

    def forget_notes(self, upto: int) -> None:
        """Delete the notes that no rebuild will need any more."""
        with speaking():
            self.connection.patient.delete_by_query(
                index=self.state,
                query=_changes({"lte": upto}),
                conflicts="proceed",
            )

    # --- The lock of a rebuild ----------------------------------------------------------------

    def lift_dead_block(self) -> bool:
        """Accept writes again when the rebuild that refused them was killed; tell whether it was."""
        lock = Lock(self)
        holder = lock.holder()
        if holder is not None and not lock.is_dead(holder["_source"]):
            return False
        self.unblock(self.behind(self.write))
        return True


def _changes(numbers: dict[str, int]) -> dict[str, Any]:
    return {"bool": {"filter": [{"term": {"kind": "change"}}, {"range": {"_seq_no": numbers}}]}}


class Lock:
    """The right to rebuild.

    Attributes:
        start: number of the write that took it: what is noted after it may have to be copied.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.owner = uuid.uuid4().hex
        self.start = 0
        self._seen: tuple[int, int] = (0, 0)
        self._beaten = 0.0

    def _entry(self) -> dict[str, Any]:
        return {
            "kind": "lock",
            "owner": self.owner,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "beat": time.time(),
        }

    def _write(self, **condition: Any) -> None:
        done = self.store.connection.patient.index(
            index=self.store.state, id=_LOCK, document=self._entry(), require_alias=True, **condition
        )
        self._seen = (done["_seq_no"], done["_primary_term"])
        self._beaten = time.monotonic()

    def take(self) -> None:
        """Take the lock, from a dead rebuild if need be."""
        with speaking():
            self.store._create_state()
            holder = self.holder()
            try:
                if holder is None:
                    self._write(op_type="create")
                elif self.is_dead(holder["_source"]):
                    self._write(if_seq_no=holder["_seq_no"], if_primary_term=holder["_primary_term"])
                else:
                    raise RebuildInProgress("Une autre reconstruction de l’index est en cours.")
            except ConflictError as error:
                raise RebuildInProgress("Une autre reconstruction de l’index commence.") from error
        self.start = self._seen[0]
        _mine.add(self.owner)
        if holder is not None:
            self.store.unblock(self.store.behind(self.store.write))

    def holder(self) -> dict[str, Any] | None:
        """Return the lock as it is stored, or None when nobody has it."""
        with speaking():
            try:
                return self.store.connection.client.get(index=self.store.state, id=_LOCK).body
            except NotFoundError:
                return None

    def is_dead(self, entry: dict[str, Any]) -> bool:
        """Tell whether the rebuild that has the lock was killed."""
        if time.time() - entry["beat"] > STALE_SECONDS:
            return True
        if entry["host"] != socket.gethostname():
            return False
        if entry["pid"] == os.getpid():
            return entry["owner"] not in _mine
        try:
            os.kill(entry["pid"], 0)
        except ProcessLookupError:
            return True
        except OSError:
            pass
        return False

    def beat(self, *, now: bool = False) -> None:
        """Show that the rebuild is alive.

        Raises:
            EngineError: the lock was taken by another, which believed this rebuild dead.
        """
        if not now and time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        with speaking():
            try:
                self._write(if_seq_no=self._seen[0], if_primary_term=self._seen[1])
            except (ConflictError, NotFoundError) as error:
                raise EngineError("Cette reconstruction a été remplacée par une autre.") from error

    def release(self) -> None:
        """Give the lock back; one that is gone or taken by another stays as it is."""
        _mine.discard(self.owner)
        with suppress(EngineError), speaking():
            self.store.connection.patient.options(ignore_status=[404, 409]).delete(
                index=self.store.state, id=_LOCK, if_seq_no=self._seen[0], if_primary_term=self._seen[1]
            )
