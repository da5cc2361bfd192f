"""A hub of its own, with the starter content, driven by a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("HUB_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Playwright keeps an event loop in the thread of the tests: the ORM would refuse to work beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests, and say clearly when they cannot run."""
    for item in items:
        if "tests/e2e" not in str(item.path):
            continue
        item.add_marker(pytest.mark.e2e)
        if not CHROMIUM:
            if os.environ.get("HUB_REQUIRE_BROWSER") == "1":
                pytest.exit("Chromium est exigé (HUB_REQUIRE_BROWSER=1) et n’est pas installé.", returncode=3)
            item.add_marker(
                pytest.mark.skip(
                    reason="Chromium n’est pas installé : « apt-get install chromium » ou HUB_CHROMIUM."
                )
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine’s own Chromium."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def hub_environment(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_setup: None, django_db_blocker: Any
) -> dict[str, str]:
    """A hub with the starter content, in a folder of its own: the environment of its commands.

    The processes of a run each have one; it is prepared by the first and copied by the others. Its database
    starts from that of the tests, where the migrations have run.
    """
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CACHE_URL", "S3_BUCKET"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "hub.settings.dev"}
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with (shared / "hub.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = shared / "prepared-hub"
        if not model.exists():
            started = own / "hub-being-prepared"
            started.mkdir()
            if connection.vendor == "sqlite":
                with django_db_blocker.unblock():
                    connection.ensure_connection()
                    (started / "hub.sqlite3").write_bytes(connection.connection.serialize())
            manage({**environment, "HUB_DATA_DIR": str(started)}, "prepare_hub")
            started.rename(model)
    shutil.copytree(model, own / "hub")
    return {**environment, "HUB_DATA_DIR": str(own / "hub")}


def manage(environment: dict[str, str], *command: str) -> str:
    """Run a command of the hub and return what it printed."""
    full = [sys.executable, str(ROOT / "manage.py"), *command]
    return subprocess.run(full, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="session")
def hub_address(hub_environment: dict[str, str]) -> Iterator[str]:
    """Serve the hub, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (Path(hub_environment["HUB_DATA_DIR"]) / "server.log").open("wb")
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, env=hub_environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/sante/", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the hub answers; a server that stops meanwhile is an error."""
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        try:
            server.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError("Le hub s’est arrêté avant de répondre.")
    raise RuntimeError("Le hub ne répond pas.")


@pytest.fixture
def base_url(hub_address: str) -> str:
    """Let ``page.goto("/x/")`` reach the hub."""
    return hub_address


class States(dict[str, str]):
    """Group name -> saved cookies of its demo account, signed in by the one-click button when first asked."""

    def __init__(self, browser: Any, address: str, folder: Path) -> None:
        super().__init__()
        self.browser, self.address, self.folder = browser, address, folder

    def __missing__(self, group: str) -> str:
        context = self.browser.new_context(base_url=self.address, locale="fr-FR")
        page = context.new_page()
        page.goto("/compte/connexion/")
        page.get_by_role("button", name=group).click()
        page.wait_for_url(f"{self.address}/")
        self[group] = str(self.folder / f"{len(self)}.json")
        context.storage_state(path=self[group])
        context.close()
        return self[group]


@pytest.fixture(scope="session")
def states(hub_address: str, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> States:
    """The cookies of each demo role."""
    return States(browser, hub_address, tmp_path_factory.mktemp("states"))


class Seats(dict[str | None, Any]):
    """Group name -> a browser of its demo account, which keeps what it has already fetched."""

    def __init__(self, browser: Any, address: str, states: States) -> None:
        super().__init__()
        self.browser, self.address, self.states = browser, address, states

    def __missing__(self, group: str | None) -> Any:
        state = self.states[group] if group else None
        self[group] = self.browser.new_context(base_url=self.address, locale="fr-FR", storage_state=state)
        return self[group]


@pytest.fixture(scope="session")
def seats(browser: Any, hub_address: str, states: States) -> Iterator[Seats]:
    """A browser for each role, for pages that are only looked at."""
    opened = Seats(browser, hub_address, states)
    yield opened
    for context in opened.values():
        context.close()


@dataclass
class Walk:
    """A tab that opens pages, and what it noticed meanwhile.

    Attributes:
        page: the tab.
        requests: every address that it asked for.
        complaints: errors that the browser reported, those of its security policy among them.
    """

    page: Any
    requests: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.add(request.url))
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _told(self, message: Any) -> None:
        # The statuses of the « not found » and « reserved » pages are reported: that is what they are.
        if message.type == "error" and "404" not in message.text and "403" not in message.text:
            self.complaints.append(message.text)

    def outside(self, address: str) -> set[str]:
        """Return the requests that left the hub of an address."""
        return {url for url in self.requests if not url.startswith((address, "data:"))}


@pytest.fixture
def walk(seats: Seats) -> Iterator[Any]:
    """Open a tab as somebody: ``walk("EIG")``."""
    tabs: list[Walk] = []

    def open_tab(group: str | None = None) -> Walk:
        tabs.append(Walk(seats[group].new_page()))
        return tabs[-1]

    yield open_tab
    for tab in tabs:
        tab.page.close()


@pytest.fixture
def visit(browser: Any, hub_address: str, states: States) -> Iterator[Any]:
    """Open a browser as somebody: ``visit("EIG", width=375, scheme="dark", javascript=False)``."""
    contexts = []

    def open_page(
        group: str | None = None, *, width: int = 1280, scheme: str = "light", javascript: bool = True
    ) -> Any:
        context = browser.new_context(
            base_url=hub_address,
            locale="fr-FR",
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            storage_state=states[group] if group else None,
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
