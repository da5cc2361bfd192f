"""Comparing the index with the database, document by document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .engines import get_engine
from .indexing import all_documents, note_changes, read_document


@dataclass
class Drift:
    """Where the index and the database differ, by reference.

    Attributes:
        missing: in the database only.
        stale: in both, but not the same.
        surplus: in the index only.
        unreadable: reference -> why no document can be made of it.
        compared: number of documents read.
    """

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    compared: int = 0

    @property
    def references(self) -> list[str]:
        """Return all that differs."""
        return [*self.missing, *self.stale, *self.surplus, *self.unreadable]


def compare(progress: Callable[[int], None] | None = None) -> Drift:
    """Compare the index with the database.

    Args:
        progress: called with the number of rows read so far.

    Raises:
        EngineError: the index cannot be read.
    """
    drift = Drift()
    stored = get_engine().fingerprints()
    for document in all_documents(drift.unreadable, progress):
        drift.compared += 1
        known = stored.pop(document.id, None)
        if known is None:
            drift.missing.append(document.id)
        elif known != document.fingerprint:
            drift.stale.append(document.id)
    drift.surplus = sorted(stored.keys() - drift.unreadable.keys())
    if drift.missing or drift.stale or drift.surplus:
        _look_again(drift)
    return drift


def _look_again(drift: Drift) -> None:
    """Drop from a comparison what was saved while it was made."""
    stored = get_engine().fingerprints()

    def differs(reference: str) -> bool:
        try:
            document = read_document(reference)
        except Exception:
            # Still unreadable: whoever repairs will see why.
            return True
        return stored.get(reference) != (document.fingerprint if document is not None else None)

    drift.missing, drift.stale, drift.surplus = (
        [reference for reference in group if differs(reference)]
        for group in (drift.missing, drift.stale, drift.surplus)
    )


def repair(drift: Drift) -> None:
    """Have all that differs indexed again, now or as soon as can be."""
    note_changes(drift.references)
