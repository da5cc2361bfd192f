"""How fast the dashboard of the défis is, and how it grows: ``python -m benchmarks.defis --help``.

What is measured, and how:

* a database of its own, in a folder that goes away: défis with four scenarios, seven questions, eleven
  documents, six milestones, eight objectives, four members, three phases, follow-ups and a history of
  twelve entries, spread over promotions of twenty;
* the whole request, through Django’s test client: access rules, queries, health, template;
* one process, warm: the median of the repetitions, after a first one that is not counted;
* *tous*: every défi, whatever its dates; the other address shows what the page shows by default.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = (20, 100, 500)
REPEATS = 9
PAGES = {
    "tableau": "/suivi-des-defis/",
    "tableau, tous": "/suivi-des-defis/?periode=tous",
    "frise et états, tous": "/suivi-des-defis/images/?periode=tous",
    "CSV, tous": "/suivi-des-defis/export.csv?periode=tous",
    "XLSX, tous": "/suivi-des-defis/export.xlsx?periode=tous",
}


def main(arguments: list[str]) -> None:
    """Measure and write a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--defis", action="append", type=int, help=f"{SIZES} par défaut")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--keep", type=Path, help="garder la base et les fichiers dans ce dossier")
    parser.add_argument(
        "--cpu", action="store_true", help="temps de processeur au lieu de l’horloge : machine occupée"
    )
    options = parser.parse_args(arguments)
    clock = time.process_time if options.cpu else time.perf_counter
    with tempfile.TemporaryDirectory() as folder:
        _set_up(options.keep or Path(folder))
        _write("défis", "adresse", "requêtes", "temps", "poids")
        _write("---:", "---", "---:", "---:", "---:")
        for number in sorted(options.defis or SIZES):
            client = _client(number)
            for name, address in PAGES.items():
                _write(f"{number}", name, *_measure(client, address, options.repeats, clock))


def _write(*cells: str) -> None:
    sys.stdout.write("| " + " | ".join(cells) + " |\n")
    sys.stdout.flush()


def _set_up(folder: Path) -> None:
    """Start Django on data of its own: the hub’s are neither read nor changed."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HUB_DATA_DIR"] = str(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings.base"
    os.environ["HUB_SECRET_KEY"] = "mesures-seulement"
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS, settings.STATIC_ROOT = ["*"], str(folder)

    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _client(number: int) -> Any:
    """Return a client of the programme’s team on a hub with so many défis."""
    from django.test import Client

    from .defis_rows import plant, team_account

    plant(number)
    client = Client()
    client.force_login(team_account(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measure(client: Any, address: str, repeats: int, clock: Callable[[], float]) -> list[str]:
    from django.db import connection

    queries = []

    def note(execute: Any, sql: str, *details: Any) -> Any:
        queries.append(sql)
        return execute(sql, *details)

    client.get(address)
    with connection.execute_wrapper(note):
        response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} : {response.status_code}")
    times = []
    for _turn in range(repeats):
        start = clock()
        client.get(address)
        times.append(clock() - start)
    weight = len(response.content) / 1000
    return [f"{len(queries)}", f"{1000 * statistics.median(times):,.0f} ms", f"{weight:,.0f} ko"]


if __name__ == "__main__":
    main(sys.argv[1:])
