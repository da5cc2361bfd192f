"""A hub of its own, with the starter content, driven by a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("HUB_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Playwright keeps an event loop in the thread of the tests: the ORM would refuse to work beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests, keep them in one process, and say clearly when they cannot run."""
    for item in items:
        if "tests/e2e" not in str(item.path):
            continue
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.xdist_group("e2e"))
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
def hub_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A hub with the starter content, in a folder of its own: the environment of its commands."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CACHE_URL", "S3_BUCKET"}}
    environment = {
        **kept,
        "HUB_DATA_DIR": str(tmp_path_factory.mktemp("hub")),
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
    }
    manage(environment, "prepare_hub")
    return environment


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


@pytest.fixture(scope="session")
def states(hub_address: str, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Sign each demo role in once, by the one-click buttons; return its saved cookies by group name."""
    saved: dict[str, str] = {}
    folder = tmp_path_factory.mktemp("states")
    for group in ("Équipe du programme", "Rédaction", "Mentors", "EIG", "Alumni", "Coachs"):
        context = browser.new_context(base_url=hub_address, locale="fr-FR")
        page = context.new_page()
        page.goto("/compte/connexion/")
        page.get_by_role("button", name=group).click()
        page.wait_for_url(f"{hub_address}/")
        saved[group] = str(folder / f"{len(saved)}.json")
        context.storage_state(path=saved[group])
        context.close()
    return saved


@pytest.fixture
def visit(browser: Any, hub_address: str, states: dict[str, str]) -> Iterator[Any]:
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
