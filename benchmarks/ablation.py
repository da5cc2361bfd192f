"""What each part of the embedded engine’s ranking brings: one run of ``search_run`` without each of them.

``python -m benchmarks.ablation --corpus C.jsonl --queries Q.jsonl --output FOLDER`` writes one run for each
line of the table of ``docs/search.md``; the script that knows the judgements then scores them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

# Name of the run -> what replaces what. The last ones are additions that were not kept.
Changes = list[tuple[str, Any]]
RANKING = "search.engines.sqlite_ranking"
RERANKING = "search.engines.sqlite_reranking"


def variations() -> dict[str, Changes]:
    """Return the changes of each run."""
    return {
        "all": [],
        "no-coverage": [(f"{RANKING}.COVERAGE_POWER", 0.0)],
        "no-whole-in-title": [(f"{RANKING}.WHOLE_IN_TITLE", 0.0)],
        "no-proximity": [(f"{RERANKING}.PROXIMITY", 0.0)],
        "no-feedback": [(f"{RERANKING}.FEEDBACK", 0.0)],
        "no-families": [(f"{RANKING}.relations", lambda _db, _word: [])],
        "no-corrections": [(f"{RANKING}.CORRECTION_WORDS", 0)],
        "no-beginnings": [(f"{RANKING}.PREFIX_WORDS", 0)],
        "no-fair-weight": [(f"{RANKING}.Ranker._fair_weight", lambda _ranker, other, _typed: other.weight)],
        "equal-fields": [("search.engines.sqlite_postings._ALL_FIELDS", _equal_fields())],
        "with-freshness": [("search.engines.sqlite._best_of_documents", _fresher())],
    }


def _equal_fields() -> str:
    from search.engines.sqlite_postings import WEIGHTS, all_fields

    return all_fields(dict.fromkeys(WEIGHTS, 1.6))


def _fresher(share: float = 0.1) -> Callable[..., Any]:
    """Return scores raised by a tenth for the latest documents, by nothing for the oldest."""
    from search.engines import sqlite

    plain = sqlite._best_of_documents

    def raised(units: Any, catalogue: Any) -> Any:
        days = catalogue.day
        known = days[days > 0]
        span = max(int(known.max() - known.min()), 1) if len(known) else 1
        oldest = int(known.min()) if len(known) else 0
        return plain(units, catalogue) * (1 + share * ((days - oldest) / span).clip(0, 1))

    return raised


def main(arguments: list[str]) -> None:
    """Write the runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--corpus", required=True, type=Path)
    parser.add_argument("--queries", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--synonyms", choices=["none", "shipped"], default="none")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.dev")
    import django

    django.setup()
    from django.core.management import call_command

    options.output.mkdir(parents=True, exist_ok=True)
    for name, changes in variations().items():
        with ExitStack() as stack:
            for target, value in changes:
                stack.enter_context(patch(target, value))
            call_command(
                "search_run",
                corpus=options.corpus,
                queries=options.queries,
                output=options.output / f"{name}.jsonl",
                synonyms=options.synonyms,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
