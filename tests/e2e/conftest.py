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
def hub_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a hub with the starter content, in a process and a folder of its own."""
    folder = tmp_path_factory.mktemp("hub")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CACHE_URL", "S3_BUCKET"}},
        "HUB_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "prepare_hub"], env=environment, check=True, stdout=subprocess.DEVNULL)
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"], env=environment, stdout=log, stderr=log
    )
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
    saved = {}
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
