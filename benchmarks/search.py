"""How fast the search is, and how it grows: ``python -m benchmarks.search --help``.

What is measured, and how:

* one process, one query at a time: the latency of an engine, without the page around it;
* *indexés/s*: documents indexed in a second by a rebuild, the making of the documents taken away;
* *premier*: the first query of a new process, which reads what later ones remember. The files of the index
  are in the memory of the system: the disk is not measured;
* *p50*, *p95*: warm, each query asked once after that first one, so that no answer is in a cache. Ten hits
  with their excerpts, the total, the count of every facet; a quarter of the queries with two filters;
* *mot courant*: the commonest word of all, alone;
* *suggestions*: 95th percentile of the suggestions while typing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ENGINES = ("sqlite", "elasticsearch", "wagtail")
SIZES = (1_000, 10_000, 100_000)
QUERIES = 200
COLUMNS = ("indexés/s", "index", "premier", "p50", "p95", "mot courant", "suggestions p95")
# Beyond, each query of Wagtail’s backend takes many seconds, and the measure hours.
WAGTAIL_MOST = 10_000


def main(arguments: list[str]) -> None:
    """Measure and write a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="plusieurs fois possible")
    parser.add_argument("--documents", action="append", type=int, help=f"{SIZES} par défaut")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--wagtail-most", type=int, default=WAGTAIL_MOST)
    parser.add_argument(
        "--cpu",
        action="store_true",
        help="temps de processeur au lieu de l’horloge : machine occupée, moteurs embarqués",
    )
    options = parser.parse_args(arguments)
    clock = time.process_time if options.cpu else time.perf_counter
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        _write("moteur", "documents", *COLUMNS)
        _write("---", *["---:"] * (len(COLUMNS) + 1))
        for number in options.documents or SIZES:
            for name in options.engine or ["sqlite", "wagtail"]:
                if name == "wagtail" and number > options.wagtail_most:
                    _write(name, f"{number:,}", "non mesuré", *[""] * (len(COLUMNS) - 1))
                else:
                    place = Path(folder) / f"{name}-{number}"
                    _write(name, f"{number:,}", *_measure(name, number, options.queries, place, clock))


def _write(*cells: str) -> None:
    sys.stdout.write("| " + " | ".join(cells) + " |\n")
    sys.stdout.flush()


def _set_up(folder: str) -> None:
    """Start Django on data of its own: the hub’s are neither read nor changed."""
    os.environ["HUB_DATA_DIR"] = folder
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.dev")
    import django

    django.setup()


def _subject(name: str, folder: Path) -> Any:
    if name == "wagtail":
        from .wagtail_backend import WagtailBackend

        return WagtailBackend()
    if name == "elasticsearch":
        from .elastic import ElasticContract

        return ElasticContract()
    from search.engines.sqlite import SqliteEngine

    from .contract import Contract

    return Contract(
        lambda: SqliteEngine(folder),
        lambda: sum(path.stat().st_size for path in folder.iterdir()),
    )


def _measure(name: str, number: int, queries: int, folder: Path, clock: Callable[[], float]) -> list[str]:
    from .corpus import Asked, make_beginnings, make_documents, make_queries, read_vocabulary

    vocabulary = read_vocabulary()
    making = 0.0

    def documents() -> Iterator[Any]:
        nonlocal making
        source = make_documents(number, vocabulary)
        while True:
            start = clock()
            document = next(source, None)
            making += clock() - start
            if document is None:
                return
            yield document

    def timed(action: Callable[..., Any], *arguments: Any) -> float:
        start = clock()
        action(*arguments)
        return clock() - start

    subject = _subject(name, folder)
    try:
        indexing = timed(subject.rebuild, documents()) - making
        asked = make_queries(queries + 1, vocabulary)
        subject.restart()
        first = timed(subject.ask, asked[0])
        latencies = [timed(subject.ask, query) for query in asked[1:]]
        common = timed(subject.ask, Asked(_commonest(vocabulary), {}))
        suggested = [timed(subject.suggest, text) for text in make_beginnings(queries, vocabulary)]
        return [
            f"{number / indexing:,.0f}",
            f"{subject.size() / 1e6:,.0f} Mo",
            *(
                f"{1000 * seconds:,.0f} ms"
                for seconds in (first, _share(latencies, 0.5), _share(latencies, 0.95), common)
            ),
            f"{1000 * _share(suggested, 0.95):,.0f} ms",
        ]
    finally:
        subject.close()


def _commonest(vocabulary: Any) -> str:
    from search.analysis import STOP_WORDS, fold

    return next(word for word in vocabulary.words if len(word) > 3 and fold(word) not in STOP_WORDS)


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


if __name__ == "__main__":
    main(sys.argv[1:])
