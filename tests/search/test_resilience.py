"""What readers and editors see when Elasticsearch refuses, hangs, breaks, comes back or was wiped."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from search import engines
from search.documents import SIGNED_IN, SearchDocument
from search.engines import resilient
from search.engines.base import Allowance, EngineQuery, IndexMissing, RebuildInProgress
from search.engines.elastic import ElasticEngine
from search.engines.elastic.connection import EngineUnreachable
from search.engines.resilient import Breaker, EngineBehind, ResilientEngine
from search.engines.sqlite import SqliteEngine
from search.models import PendingIndexing

from .conftest import SmallHub, add_page
from .servers import elastic_engine

ALL = Allowance(frozenset({SIGNED_IN}))
GUIDE = SearchDocument("page:1", "resource", "Guide de l’accueil", access=(SIGNED_IN,))
NOTE = SearchDocument("page:2", "page", "Note de service", access=(SIGNED_IN,))


class Clock:
    """A time that passes when the test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Server:
    """Something that listens where Elasticsearch should, and does what the test says.

    Attributes:
        asked: number of requests received.
        status: what it answers; 0 to say nothing until it is released.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.status = 500
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                server.asked += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if not server.status:
                    server.released.wait(20)
                    return
                # 200: a proxy that answers for itself.
                failure = {"error": {"type": "panne"}, "status": server.status}
                body = json.dumps({"ok": True} if server.status == 200 else failure).encode()
                self.send_response(server.status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer

            def log_message(self, *_args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        self.released.set()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def embedded(tmp_path: Path) -> SqliteEngine:
    engine = SqliteEngine(tmp_path / "embedded")
    engine.rebuild([GUIDE])
    return engine


def pair(url: str, embedded: SqliteEngine, clock: Clock, timeout: float = 0.3) -> ResilientEngine:
    """Return the two engines, the first at an address, behind a breaker whose time is the test’s."""
    return ResilientEngine(ElasticEngine(url, timeout=timeout), embedded, Breaker(30, clock))


def found(engine: Any, text: str) -> tuple[list[str], bool]:
    result = engine.search(EngineQuery(text, ALL))
    return [hit.id for hit in result.hits], result.degraded


# --- A server that does not serve -----------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 500, 503, 429, 401])
def test_readers_get_the_embedded_engine(
    server: Server, embedded: SqliteEngine, clock: Clock, status: int
) -> None:
    server.status = status
    engine = pair(server.url, embedded, clock)
    assert found(engine, "accueil") == (["page:1"], True)
    assert [each.id for each in engine.suggest("gui", ALL)] == ["page:1"]
    assert engine.nearest_words("acueil", ALL) == ["accueil"]


def test_a_server_that_is_gone_is_asked_once(server: Server, embedded: SqliteEngine, clock: Clock) -> None:
    engine = pair(server.url, embedded, clock)
    server.stop()
    assert found(engine, "accueil") == (["page:1"], True)
    assert not engine.breaker.closed
    assert found(engine, "accueil") == (["page:1"], True)


def test_a_server_that_hangs_makes_one_reader_wait_a_moment(
    server: Server, embedded: SqliteEngine, clock: Clock
) -> None:
    server.status = 0
    engine = pair(server.url, embedded, clock)
    started = time.monotonic()
    assert found(engine, "accueil") == (["page:1"], True)
    assert time.monotonic() - started < 3
    asked = server.asked
    for _turn in range(5):
        assert found(engine, "accueil")[1]
    assert server.asked == asked


def test_a_slow_answer_is_given_but_the_next_one_is_not_waited_for(
    embedded: SqliteEngine, clock: Clock, monkeypatch: Any
) -> None:
    class Slow(SqliteEngine):
        def search(self, query: EngineQuery) -> Any:
            return embedded.search(query)

    monkeypatch.setattr(resilient, "SLOW", -1.0)
    engine = ResilientEngine(Slow("unused"), embedded, Breaker(30, clock))  # type: ignore[arg-type]
    assert found(engine, "accueil") == (["page:1"], False)
    assert found(engine, "accueil") == (["page:1"], True)


def test_what_is_saved_is_in_the_embedded_index_at_once(
    server: Server, embedded: SqliteEngine, clock: Clock
) -> None:
    engine = pair(server.url, embedded, clock)
    with pytest.raises(EngineBehind):
        engine.index([NOTE])
    asked = server.asked
    with pytest.raises(EngineBehind):
        engine.remove(["page:1"])
    # The server that has just failed is not asked again.
    assert server.asked == asked
    assert set(embedded.fingerprints()) == {"page:2"}


def test_the_state_says_who_answers(server: Server, embedded: SqliteEngine, clock: Clock) -> None:
    health = pair(server.url, embedded, clock).health()
    assert health.ready
    assert "La recherche intégrée répond à sa place" in health.detail


def test_a_rebuild_without_elasticsearch_rebuilds_the_other(
    server: Server, embedded: SqliteEngine, clock: Clock
) -> None:
    engine = pair(server.url, embedded, clock)
    with pytest.raises(EngineBehind):
        engine.rebuild([GUIDE, NOTE])
    assert set(embedded.fingerprints()) == {"page:1", "page:2"}


# --- The breaker ----------------------------------------------------------------------------------


def test_a_breaker_opens_waits_and_lets_one_try(clock: Clock) -> None:
    breaker = Breaker(30, clock)
    assert breaker.closed
    assert breaker.lets_write
    breaker.trip()
    assert not breaker.closed
    assert not breaker.lets_write
    assert not breaker.begin_trial()
    clock.now += 31
    assert breaker.begin_trial()
    assert not breaker.begin_trial()
    # Being tried: writes may go, readers not yet.
    assert breaker.lets_write
    assert not breaker.closed
    breaker.close()
    assert breaker.closed


def test_a_trial_that_fails_waits_again(server: Server, embedded: SqliteEngine, clock: Clock) -> None:
    engine = pair(server.url, embedded, clock)
    found(engine, "accueil")
    clock.now += 31
    engine.try_again()
    assert not engine.breaker.closed
    asked = server.asked
    engine.try_again()
    assert server.asked == asked


def test_other_threads_do_not_write_to_a_server_that_is_being_tried(clock: Clock) -> None:
    breaker = Breaker(30, clock)
    breaker.trip()
    clock.now += 31
    assert breaker.begin_trial()
    assert breaker.lets_write
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: breaker.lets_write).result() is False
    breaker.close()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: breaker.lets_write).result() is True


# --- A hub whose server goes and comes back -------------------------------------------------------


@pytest.fixture
def twin(settings: Any, tmp_path: Path, monkeypatch: Any, clock: Clock) -> ResilientEngine:
    """Give the hub both engines, on a real server."""
    engine = ResilientEngine(
        elastic_engine(tmp_path / "elastic"), SqliteEngine(settings.HUB_SEARCH_DIR), Breaker(30, clock)
    )
    monkeypatch.setattr(engines, "_engine", lambda *_key: engine)
    return engine


class Cut:
    """Cuts the way to a server, and puts it back."""

    def __init__(self, engine: ElasticEngine) -> None:
        self._engine = engine
        self._connection = engine.connection

    def _use(self, connection: Any) -> None:
        self._engine.connection = connection
        self._engine.store.connection = connection
        self._engine.words.connection = connection

    def __enter__(self) -> None:
        # A port of loopback that nothing listens to.
        self._use(ElasticEngine("http://127.0.0.1:9", timeout=0.3).connection)

    def __exit__(self, *_error: Any) -> None:
        self._use(self._connection)


Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """Do what follows a commit at the end of the block."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.mark.elasticsearch
def test_what_was_missed_is_caught_up_without_anybody_asking(
    twin: ResilientEngine, hub: SmallHub, clock: Clock, committed: Committed
) -> None:
    call_command("search_index", "rebuild")
    assert not found(twin, "baobab")[1]
    gone = hub.pages["signed_in"]
    with Cut(twin.elastic):
        # The editors see no error, the readers the embedded index.
        with committed():
            page = add_page(hub.section, "Note arrivée pendant la panne", "Un ginkgo.")
        with committed():
            gone.unpublish()
        assert PendingIndexing.objects.exists()
        assert found(twin, "ginkgo") == ([f"page:{page.pk}"], True)
        assert f"page:{gone.pk}" not in found(twin, "baobab")[0]
    # Still left alone: readers do not pay for finding out.
    with committed():
        assert found(twin, "ginkgo") == ([f"page:{page.pk}"], True)
    assert PendingIndexing.objects.exists()
    clock.now += 31
    # This search only has the server tried again, out of the request.
    with committed():
        assert found(twin, "ginkgo") == ([f"page:{page.pk}"], True)
    assert found(twin, "ginkgo") == ([f"page:{page.pk}"], False)
    assert not PendingIndexing.objects.exists()
    assert f"page:{gone.pk}" not in twin.elastic.fingerprints()
    assert "" not in twin.fingerprints().values()


@pytest.mark.elasticsearch
def test_a_server_that_lost_everything_is_filled_again(
    twin: ResilientEngine, hub: SmallHub, committed: Committed
) -> None:
    call_command("search_index", "rebuild")
    twin.elastic.drop()
    with pytest.raises(IndexMissing):
        twin.elastic.search(EngineQuery("baobab", ALL))
    assert "pas encore été construit" in twin.health().detail
    # The reader who finds out is answered; the rebuild follows, out of the request.
    with committed():
        ids, degraded = found(twin, "baobab")
    assert ids
    assert degraded
    again, degraded = found(twin, "baobab")
    assert set(again) == set(ids)
    assert not degraded


@pytest.mark.elasticsearch
def test_the_command_catches_up_after_a_failure(
    twin: ResilientEngine, hub: SmallHub, committed: Committed
) -> None:
    call_command("search_index", "rebuild")
    with Cut(twin.elastic), committed():
        page = add_page(hub.section, "Note arrivée pendant la panne", "Un ginkgo.")
    assert f"page:{page.pk}" not in twin.elastic.fingerprints()
    # The command is another process: it knows nothing of the failure.
    twin.breaker.close()
    call_command("search_index", "catch-up")
    assert f"page:{page.pk}" in twin.elastic.fingerprints()


@pytest.mark.elasticsearch
def test_both_are_rebuilt_from_one_reading_and_one_at_a_time(
    embedded: SqliteEngine, clock: Clock, tmp_path: Path
) -> None:
    engine = ResilientEngine(elastic_engine(tmp_path / "elastic"), embedded, Breaker(30, clock))

    def documents() -> Iterator[SearchDocument]:
        with pytest.raises(RebuildInProgress):
            engine.rebuild(())
        yield NOTE
        engine.index([GUIDE])

    assert engine.rebuild(documents()) == 1
    assert set(engine.elastic.fingerprints()) == {"page:1", "page:2"}
    assert engine.fingerprints() == embedded.fingerprints()


@pytest.mark.elasticsearch
def test_a_difference_between_the_two_shows(embedded: SqliteEngine, clock: Clock, tmp_path: Path) -> None:
    engine = ResilientEngine(elastic_engine(tmp_path / "elastic"), embedded, Breaker(30, clock))
    engine.rebuild([GUIDE, NOTE])
    embedded.remove(["page:2"])
    assert engine.fingerprints() == {"page:1": GUIDE.fingerprint, "page:2": ""}


def test_an_address_that_makes_no_sense_is_a_server_that_does_not_answer() -> None:
    engine = ElasticEngine("gopher://elsewhere")
    with pytest.raises(EngineUnreachable):
        engine.search(EngineQuery("guide", ALL))
    assert not engine.health().ready
