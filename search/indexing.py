"""Keeping the index in step with the database: after the commit, never at the expense of a save.

A change is noted in its own transaction (``PendingIndexing``), indexed after the commit, and its note
deleted once the index has it. A process killed anywhere in between leaves the note, and the next run
(any save, a thread, ``manage.py search_index catch-up``) takes it up.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from hub.base.models import HubPage

from .attachments import remembering_files
from .background import run_soon
from .documents import SearchDocument, Source, document_id, source_of, sources
from .engines import get_engine
from .engines.base import EngineBehind, SearchEngine
from .models import PendingIndexing
from .pages import remembering_places

logger = logging.getLogger("hub.search")

# Changes indexed within one request; a thread takes the rest.
AT_ONCE = 200
RETRIED = 20
CHUNK = 200
# Seconds between two attempts of a process to build an index that is missing (the disk may be full).
BUILD_PAUSE = 60.0
# What fails again and again waits longer and longer, six hours at most.
LONGEST_WAIT = dt.timedelta(hours=6)
ATTEMPTS_COUNTED = 10
# Two processes can index one document at the same time: the one that sees it reads the document again.
ROUNDS = 3
# Documents refused one after the other before the engine itself is held to be out of order.
REFUSALS = 3

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
    _write_notes(wanted)
    if not _deferred.get():
        transaction.on_commit(_CatchUp(wanted), robust=True)


def _write_notes(references: Iterable[str]) -> None:
    PendingIndexing.objects.bulk_create(
        [PendingIndexing(reference=ref) for ref in references], batch_size=500
    )


@dataclass(frozen=True)
class _CatchUp:
    """Index some documents after a commit. Several saves of one page make one indexing."""

    references: tuple[str, ...]

    def __call__(self) -> None:
        try:
            if process(self.references[:AT_ONCE]):
                retry_pending(RETRIED)
            if len(self.references) > AT_ONCE:
                run_soon(catch_up)
        except Exception:
            # The save is done and must look so; what was not indexed is still noted.
            logger.exception("L’index n’a pas pu suivre : %s", ", ".join(self.references[:5]))


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
        if row is not None:
            # Wagtail does so after the commit too, before us or after us: the files of the page are there.
            ReferenceIndex.create_or_update_for_object(row)
    else:
        row = apps.get_model(place)._default_manager.filter(pk=pk).first()
    source = source_of(type(row)) if row is not None else None
    return source.builder(row) if source is not None else None


def process(references: Iterable[str]) -> int:
    """Index, now, those of some documents that wait.

    Returns:
        How many could be; the others stay noted, with the reason.

    Raises:
        EngineError: the engine stores nothing.
    """
    wanted, done = set(references), 0
    for _round in range(ROUNDS):
        indexed, overtaken = _process_once(wanted)
        done = max(done, indexed)
        if not overtaken:
            break
        # Another process took the same notes and may have stored what it read before the last change,
        # or we may have: one of us has to read again.
        _write_notes(overtaken)
        wanted = overtaken
    return done


def _process_once(references: set[str]) -> tuple[int, set[str]]:
    """Index documents; return how many could be, and those that another process indexed meanwhile."""
    # Read before the rows are: a change made meanwhile adds another note, which stays.
    notes: dict[str, list[int]] = {}
    for pk, ref in PendingIndexing.objects.filter(reference__in=references).values_list("pk", "reference"):
        notes.setdefault(ref, []).append(pk)
    documents, gone, failed = [], [], {}
    with remembering_places(), remembering_files():
        for ref in sorted(notes):
            try:
                document = read_document(ref)
            except Exception as error:
                logger.exception("Document illisible pour l’index : %s", ref)
                failed[ref] = str(error) or type(error).__name__
                continue
            if document is None:
                gone.append(ref)
            else:
                documents.append(document)
    try:
        failed |= _store(get_engine(), documents, gone)
    except Exception as error:
        _note_failure([pk for pks in notes.values() for pk in pks], str(error))
        raise
    for ref, reason in failed.items():
        _note_failure(notes[ref], reason)
    stored = notes.keys() - failed.keys()
    taken = [pk for ref in stored for pk in notes[ref]]
    removed = sum(
        PendingIndexing.objects.filter(pk__in=taken[start : start + 500]).delete()[0]
        for start in range(0, len(taken), 500)
    )
    return len(stored), set(stored) if removed < len(taken) else set()


def _store(engine: SearchEngine, documents: list[SearchDocument], gone: list[str]) -> dict[str, str]:
    """Write to the engine; return reference -> reason for what it refuses while it takes the rest.

    Raises:
        Exception: the engine stores nothing.
    """
    try:
        if gone:
            engine.remove(gone)
    finally:
        # An engine made of two may have removed from one only: what is to write is written all the same.
        refused = _write(engine, documents) if documents else {}
    return refused


def _write(engine: SearchEngine, documents: list[SearchDocument]) -> dict[str, str]:
    try:
        engine.index(documents)
    except EngineBehind:
        raise  # A server is down: one document at a time would not help.
    except Exception:
        if len(documents) == 1 or not engine.health().ready:
            raise
        logger.exception("Lot refusé par l’index : document par document.")
    else:
        return {}
    refused: dict[str, str] = {}
    for number, document in enumerate(documents, 1):
        try:
            engine.index([document])
        except Exception as error:
            refused[document.id] = str(error) or type(error).__name__
            if number == len(refused) == REFUSALS:
                raise
    return refused


def _note_failure(pks: list[int], reason: str) -> None:
    for start in range(0, len(pks), 500):
        PendingIndexing.objects.filter(pk__in=pks[start : start + 500]).update(
            attempts=F("attempts") + 1, last_error=reason[:1000], updated_at=timezone.now()
        )


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long a document that failed some number of times is left alone: 0, 1, 3, 7… minutes."""
    return min(dt.timedelta(minutes=2 ** max(0, min(attempts, 20) - 1) - 1), LONGEST_WAIT)


def due_notes() -> models.QuerySet[PendingIndexing]:
    """Return the notes that it is time to try again, those that have waited longest first."""
    now = timezone.now()
    due = Q(attempts=0)
    for attempts in range(1, ATTEMPTS_COUNTED):
        due |= Q(attempts=attempts, updated_at__lte=now - wait_after(attempts))
    due |= Q(attempts__gte=ATTEMPTS_COUNTED, updated_at__lte=now - LONGEST_WAIT)
    return PendingIndexing.objects.filter(due)


def retry_pending(limit: int) -> int:
    """Index some of the changes that have waited longest."""
    waiting = list(due_notes().values_list("reference", flat=True)[:limit])
    return process(waiting) if waiting else 0


def catch_up(progress: Callable[[int], None] | None = None) -> int:
    """Index every change noted so far; return how many documents are in step again.

    A document that cannot be indexed keeps its note and stops no other one.

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


def build_if_missing() -> bool:
    """Index everything if the index is gone or damaged; tell whether that was needed.

    Raises:
        RebuildInProgress: another process is doing so.
        EngineError: the engine cannot store.
    """
    if get_engine().health().ready:
        return False
    rebuild()
    return True


_asked_at = -BUILD_PAUSE


def build_soon() -> None:
    """Have a missing index built in the background, not more than once a minute in a process."""
    global _asked_at
    now = time.monotonic()
    if now - _asked_at >= BUILD_PAUSE:
        _asked_at = now
        run_soon(build_if_missing)


def reindex_page(page: Page) -> None:
    """Index a page again now, or forget it if it is no longer published.

    Raises:
        EngineError: the engine cannot store.
    """
    # With a note, like any other change: nothing is lost if this fails.
    _write_notes([f"page:{page.pk}"])
    process([f"page:{page.pk}"])


def displaced_references(page: Page) -> list[str]:
    """Return the references of the published pages below a page that has just got another address.

    In the transaction that renames or moves a page, those below still have their former address when the
    page is saved: they are read again after the commit, with their new address and what is above them.
    """
    below = Page.objects.descendant_of(page).filter(live=True).exclude(url_path__startswith=page.url_path)
    return [f"page:{pk}" for pk in below.values_list("pk", flat=True)]


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
    report.indexed = get_engine().rebuild(all_documents(report.failed, progress))
    for start in range(0, len(noted), 500):
        PendingIndexing.objects.filter(pk__in=noted[start : start + 500]).delete()
    PendingIndexing.objects.bulk_create(
        [PendingIndexing(reference=ref, attempts=1, last_error=why) for ref, why in report.failed.items()]
    )
    return report


def _rows(source: Source) -> models.QuerySet[Any]:
    rows = source.model._default_manager.all()
    return rows.filter(live=True) if issubclass(source.model, HubPage) else rows


def all_documents(
    failed: dict[str, str], progress: Callable[[int], None] | None = None
) -> Iterator[SearchDocument]:
    """Yield every document that the database gives.

    Args:
        failed: filled with reference -> reason for those that cannot be read.
        progress: called with the number of rows read so far.
    """
    read = 0
    with remembering_places(everything=True), remembering_files(everything=True):
        for source in sources():
            rows = _rows(source).order_by("pk").prefetch_related(*source.prefetch)
            for row in rows.iterator(chunk_size=CHUNK):
                read += 1
                if progress is not None:
                    progress(read)
                try:
                    document = source.builder(row)
                except Exception as error:
                    # One broken page never stops the others.
                    ref = document_id(source.model, row.pk)
                    logger.exception("Document illisible pour l’index : %s", ref)
                    failed[ref] = (str(error) or type(error).__name__)[:1000]
                    continue
                if document is not None:
                    yield document
