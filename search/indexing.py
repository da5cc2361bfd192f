"""Keeping the index in step with the database: after the commit, never at the expense of a save."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from wagtail.models import Page

from hub.base.models import HubPage

from .documents import SearchDocument, Source, document_id, source_of, sources
from .engines import get_engine
from .models import PendingIndexing

logger = logging.getLogger("hub.search")

# Changes indexed within one request; the rest waits for the next ones or for ``search_index catch-up``.
AT_ONCE = 200
RETRIED = 20
CHUNK = 200

_deferred: ContextVar[bool] = ContextVar("hub_search_deferred", default=False)


# --- Noting changes -----------------------------------------------------------------------------


def note_change(model: type[models.Model], pk: Any) -> None:
    """Have a row indexed again (or forgotten, if it is gone or a draft) once the transaction commits."""
    note_changes([document_id(model, pk)])


def note_changes(references: Iterable[str]) -> None:
    """Have documents indexed again once the transaction commits."""
    wanted = tuple(dict.fromkeys(references))
    if not wanted:
        return
    PendingIndexing.objects.bulk_create([PendingIndexing(reference=ref) for ref in wanted], batch_size=500)
    if not _deferred.get():
        transaction.on_commit(_CatchUp(wanted), robust=True)


@dataclass(frozen=True)
class _CatchUp:
    """Index some documents after a commit. Several saves of one page make one indexing."""

    references: tuple[str, ...]

    def __call__(self) -> None:
        try:
            waiting = PendingIndexing.objects.filter(reference__in=self.references[:AT_ONCE])
            still = set(waiting.values_list("reference", flat=True))
            if still:
                process(still)
                retry_pending(RETRIED)
        except Exception:
            # The save is done and must look so; what was not indexed is still noted.
            logger.exception("L’index n’a pas pu suivre : %s", ", ".join(self.references[:5]))


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index once, at the end, all that is saved within (imports, loads of many pages)."""
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)
    transaction.on_commit(_catch_up_quietly, robust=True)


def _catch_up_quietly() -> None:
    try:
        catch_up()
    except Exception:
        logger.exception("L’index n’a pas pu suivre un chargement.")


# --- Indexing -----------------------------------------------------------------------------------


def read_document(reference: str) -> SearchDocument | None:
    """Return the document of a reference as the database has it now, or None when there is none."""
    place, _colon, pk = reference.partition(":")
    if place == "page":
        page = Page.objects.filter(pk=pk, live=True).first()
        row: Any = page.specific if page is not None else None
    else:
        row = apps.get_model(place)._default_manager.filter(pk=pk).first()
    source = source_of(type(row)) if row is not None else None
    return source.builder(row) if source is not None else None


def process(references: Iterable[str]) -> int:
    """Index documents now.

    Returns:
        How many could be; the others stay noted, with the reason.

    Raises:
        EngineError: the engine stored nothing.
    """
    wanted = sorted(references)
    # Read before the rows are: a change made meanwhile adds another note, which stays.
    notes: dict[str, list[int]] = {ref: [] for ref in wanted}
    for pk, ref in PendingIndexing.objects.filter(reference__in=wanted).values_list("pk", "reference"):
        notes[ref].append(pk)
    documents, gone, failed = [], [], {}
    for ref in wanted:
        try:
            document = read_document(ref)
        except Exception as error:
            logger.exception("Document illisible pour l’index : %s", ref)
            failed[ref] = str(error)
            continue
        if document is None:
            gone.append(ref)
        else:
            documents.append(document)
    try:
        engine = get_engine()
        engine.index(documents)
        engine.remove(gone)
    except Exception as error:
        _note_failure([pk for ref in wanted for pk in notes[ref]], str(error))
        raise
    for ref, reason in failed.items():
        _note_failure(notes[ref], reason)
    done = [pk for ref in wanted if ref not in failed for pk in notes[ref]]
    PendingIndexing.objects.filter(pk__in=done).delete()
    return len(wanted) - len(failed)


def _note_failure(pks: list[int], reason: str) -> None:
    for note in PendingIndexing.objects.filter(pk__in=pks):
        note.attempts += 1
        note.last_error = reason[:1000]
        note.save(update_fields=["attempts", "last_error", "updated_at"])


def retry_pending(limit: int) -> int:
    """Index the changes that have waited longest."""
    waiting = list(PendingIndexing.objects.values_list("reference", flat=True)[:limit])
    return process(set(waiting)) if waiting else 0


def catch_up(progress: Callable[[int], None] | None = None) -> int:
    """Index every change noted so far; return how many documents are in step again.

    Raises:
        EngineError: the engine cannot store.
    """
    waiting = list(dict.fromkeys(PendingIndexing.objects.values_list("reference", flat=True)))
    done = 0
    for start in range(0, len(waiting), CHUNK):
        done += process(waiting[start : start + CHUNK])
        if progress is not None:
            progress(min(start + CHUNK, len(waiting)))
    return done


def reindex_page(page: Page) -> None:
    """Index a page again now, or forget it if it is no longer published.

    Raises:
        EngineError: the engine cannot store.
    """
    process([f"page:{page.pk}"])


def descendant_references(page: Page) -> list[str]:
    """Return the references of the published pages below a page (their address follows its own)."""
    pks = Page.objects.descendant_of(page).filter(live=True).values_list("pk", flat=True)
    return [f"page:{pk}" for pk in pks]


# --- Everything again ---------------------------------------------------------------------------


@dataclass
class RebuildReport:
    """What a rebuild did."""

    indexed: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def count_documents() -> int:
    """Return about how many documents a rebuild will write."""
    return sum(_rows(source).count() for source in sources())


def rebuild(progress: Callable[[int], None] | None = None) -> RebuildReport:
    """Index everything again; readers keep the old index until the new one is whole.

    Args:
        progress: called with the number of rows read so far.

    Raises:
        RebuildInProgress: another process is doing so.
        EngineError: the engine cannot store.
    """
    report = RebuildReport()
    noted = list(PendingIndexing.objects.values_list("pk", flat=True))
    report.indexed = get_engine().rebuild(_all_documents(report, progress))
    for start in range(0, len(noted), 500):
        PendingIndexing.objects.filter(pk__in=noted[start : start + 500]).delete()
    PendingIndexing.objects.bulk_create(
        [PendingIndexing(reference=ref, attempts=1, last_error=why) for ref, why in report.failed.items()]
    )
    return report


def _rows(source: Source) -> models.QuerySet[Any]:
    rows = source.model._default_manager.all()
    return rows.filter(live=True) if issubclass(source.model, HubPage) else rows


def _all_documents(report: RebuildReport, progress: Callable[[int], None] | None) -> Iterator[SearchDocument]:
    read = 0
    for source in sources():
        rows = _rows(source).order_by("pk").prefetch_related(*source.prefetch)
        for row in rows.iterator(chunk_size=CHUNK):
            read += 1
            try:
                document = source.builder(row)
            except Exception as error:
                # One broken page never stops the others.
                ref = document_id(source.model, row.pk)
                logger.exception("Document illisible pour l’index : %s", ref)
                report.failed[ref] = str(error)[:1000]
                continue
            if document is not None:
                yield document
            if progress is not None:
                progress(read)
