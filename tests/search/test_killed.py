"""Killed with SIGKILL at any moment: the index stays whole, and the next run loses no document.

Real processes, a main database and an index in files. Each scenario runs once to count its steps, then
again and again on the same starting point, killed at steps spread over its whole length.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from search.indexing import deferred_indexing

from .conftest import SmallHub, add_page

ROOT = Path(__file__).resolve().parents[2]
# Kills of each scenario; the steps of a file being read include a child process, and take longer.
KILLS = {"save": 7, "rebuild": 5, "attach": 3, "catch_up": 4}
# A worker that does not answer is a failure, not a test that never ends.
PATIENCE = 120


class Worker:
    """A hub in a folder, and the process that gets killed."""

    def __init__(self, folder: Path) -> None:
        self.data, self.start = folder / "data", folder / "start"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
            "HUB_DATA_DIR": str(self.data),
            "DATABASE_URL": f"sqlite:///{self.data}/hub.sqlite3",
            "ELASTICSEARCH_URL": "",
            "S3_BUCKET": "",
            "CACHE_URL": "",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.search.killed_worker"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, scenario: str, step: int = 0) -> dict[str, Any]:
        """Run a scenario, killed at a step (0: never)."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"scenario": scenario, "step": step}) + "\n")
        self.process.stdin.flush()
        return self.read()

    def read(self) -> dict[str, Any]:
        """Return an answer."""
        assert self.process.stdout is not None
        ready, _writable, _broken = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "Le processus ne répond pas."
        found: dict[str, Any] = json.loads(self.process.stdout.readline() or '{"killed": "worker"}')
        return found

    def reset(self) -> None:
        """Come back to the starting point."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.start, self.data)


@pytest.fixture
def worker(hub: SmallHub, tmp_path: Path) -> Iterator[Worker]:
    """A small hub copied into files, indexed, with pages that wait."""
    if connection.vendor != "sqlite":
        pytest.skip("Ce test copie une base SQLite.")
    from hub.people.models import Person

    with deferred_indexing():
        Person.objects.create(first_name="Solène", last_name="Pénicourt")
        for number in range(30):
            add_page(hub.section, f"Page {number}", f"Le baobab numéro {number}.")
    started = Worker(tmp_path)
    try:
        started.data.mkdir(parents=True, exist_ok=True)
        connection.ensure_connection()
        # What this test has written and not committed goes along.
        (started.data / "hub.sqlite3").write_bytes(connection.connection.serialize())
        assert started.read() == {"ready": True}
        assert started.ask("rebuild")["killed"] is False
        shutil.copytree(started.data, started.start)
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def steps_to_kill(total: int, wanted: int) -> list[int]:
    """Return steps spread over a scenario: half at regular distances, half at random, always the same."""
    even = [1 + (total - 1) * number // (wanted // 2) for number in range(wanted // 2 + 1)]
    drawn = random.Random(total * 31 + wanted).sample(range(1, total + 1), wanted - len(even))
    return sorted({*even, *drawn})


def saves_whose_process_died(worker: Worker) -> None:
    """Change and note every page, as processes killed right after their commit have."""
    with closing(sqlite3.connect(worker.start / "hub.sqlite3")) as db, db:
        db.execute(
            "INSERT INTO hub_search_pendingindexing"
            " (reference, attempts, last_error, created_at, updated_at)"
            " SELECT 'page:' || id, 0, '', '2026-01-01', '2026-01-01' FROM wagtailcore_page"
        )
        db.execute("UPDATE wagtailcore_page SET title = title || ' bis' WHERE depth > 2")


def test_a_process_killed_at_any_moment_loses_nothing(worker: Worker) -> None:
    for scenario, kills in KILLS.items():
        if scenario == "catch_up":
            saves_whose_process_died(worker)
        worker.reset()
        whole_run = worker.ask(scenario)
        total = whole_run["answer"]
        assert isinstance(total, int), whole_run
        assert total > kills
        expect_nothing_lost(worker, (scenario, "never killed"))
        for step in steps_to_kill(total, kills):
            worker.reset()
            # The clock moves the very end of a scenario by a few steps (a file is read by a child process).
            assert worker.ask(scenario, step)["killed"] or step > total * 0.9, (scenario, step)
            expect_nothing_lost(worker, (scenario, step, total))


def expect_nothing_lost(worker: Worker, told: object) -> None:
    """Expect a whole index at once, and the same as the database after the next run."""
    after = worker.ask("check")["answer"]
    assert after.get("whole"), (told, after)
    assert (after["drift"], after["waiting"], after["files"]) == ([], 0, []), (told, after)
    assert after["documents"] > 30
