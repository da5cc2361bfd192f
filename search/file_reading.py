"""Reading the files of the hub, out of the requests that bring them, and telling who brought a bad one.

Each document has a row (:class:`~search.models.FileText`) that says what was read, or that it waits. A
process that reads a file claims its row for a few minutes: killed, it leaves a row that waits, and the
next upload or ``manage.py search_index catch-up`` takes it up.
"""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from collections.abc import Callable
from typing import IO, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hub.base.models import HubDocument

from .attachments import pages_with
from .background import run_soon
from .extraction.child import KINDS, Reading, read_file
from .extraction.limits import MAX_FILE_BYTES, MEGABYTE
from .indexing import note_changes
from .models import FileText
from .models.file_texts import MAX_ATTEMPTS

logger = logging.getLogger("hub.search")
State = FileText.State

KILLER = "La lecture de ce fichier a été interrompue plusieurs fois : il n’est plus lu, par prudence."
TOO_HEAVY = f"Ce fichier pèse plus de {MAX_FILE_BYTES // MEGABYTE}\u00a0Mo : il n’est pas lu."
MISSING = "Le fichier manque dans l’espace de stockage : déposez-le de nouveau."


class _Unavailable(Exception):
    """The storage does not answer: the file may be good, and waits."""


# --- What waits -----------------------------------------------------------------------------------


def note_file(document: HubDocument) -> None:
    """Have the file of a document read after the commit, unless it is the one that was read already."""
    row = FileText.objects.filter(document=document).first()
    if row is not None and row.file_name == document.file.name:
        same = not row.file_hash or not document.file_hash or row.file_hash == document.file_hash
        if same:
            return
    FileText.objects.update_or_create(document=document, defaults=_unread(document))
    run_soon(read_waiting_files)


def note_missed_files() -> int:
    """Have the files read whose document was written behind the hub’s back; return how many."""
    missed = HubDocument.objects.filter(search_text=None) | HubDocument.objects.exclude(
        search_text__file_name=F("file")
    )
    documents = list(missed.distinct())
    for document in documents:
        FileText.objects.update_or_create(document=document, defaults=_unread(document))
    return len(documents)


def read_again(text: FileText) -> None:
    """Have a file read again after the commit, as if it had just been brought."""
    FileText.objects.filter(pk=text.pk).update(**_unread(text.document))
    run_soon(read_waiting_files)


def _unread(document: HubDocument) -> dict[str, Any]:
    """Return a row that knows nothing of the file yet."""
    return {
        "file_name": document.file.name,
        "file_hash": document.file_hash,
        "state": State.WAITING if _kind(document) in KINDS else State.IGNORED,
        "reason": "",
        "text": "",
        "pages": 0,
        "attempts": 0,
        "claimed_at": None,
        "read_at": None,
        "told_at": None,
    }


def _kind(document: HubDocument) -> str:
    return document.file_extension.lower()


# --- Reading --------------------------------------------------------------------------------------


def read_waiting_files(progress: Callable[[int], None] | None = None) -> int:
    """Read the files that wait, one after the other, then tell the owners of those that cannot be read.

    Args:
        progress: called with the number of files done.

    Returns:
        How many were read or refused.
    """
    done = 0
    passed: set[int] = set()
    while True:
        pk = FileText.objects.to_read().exclude(pk__in=passed).order_by("attempts", "pk").values("pk").first()
        if pk is None:
            break
        passed.add(pk["pk"])
        if _read_one(pk["pk"]):
            done += 1
            if progress is not None:
                progress(done)
    tell_owners()
    return done


def _read_one(pk: int) -> bool:
    """Read one file, if no other process is doing so; tell whether something came of it."""
    now = timezone.now()
    if not FileText.objects.to_read().filter(pk=pk).update(claimed_at=now, attempts=F("attempts") + 1):
        return False
    text = FileText.objects.select_related("document").get(pk=pk)
    try:
        reading = Reading(State.REFUSED, reason=KILLER) if text.attempts > MAX_ATTEMPTS else _read(text)
    except _Unavailable as error:
        # Not the fault of the file: it is tried again when the claim ends, as long as it takes.
        logger.warning("Fichier inaccessible : %s (%s)", text.file_name, error)
        FileText.objects.filter(pk=pk, claimed_at=now).update(attempts=F("attempts") - 1)
        return False
    _keep(text, reading, claimed_at=now)
    return True


def _read(text: FileText) -> Reading:
    with tempfile.TemporaryFile() as copy:
        try:
            with text.document.file.storage.open(text.file_name, "rb") as source:
                small_enough = _copy(source, copy)
        except FileNotFoundError:
            return Reading(State.REFUSED, reason=MISSING)
        except Exception as error:
            # Each storage has its own errors; a remote one may be back in a minute.
            raise _Unavailable(str(error)) from error
        if not small_enough:
            return Reading(State.REFUSED, reason=TOO_HEAVY)
        copy.seek(0)
        try:
            return read_file(_kind(text.document), copy)
        except OSError as error:
            raise _Unavailable(str(error)) from error


def _copy(source: Any, target: IO[bytes]) -> bool:
    """Copy a file of the storage; return false if it is too big."""
    size = 0
    while chunk := source.read(MEGABYTE):
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            return False
        target.write(chunk)
    target.flush()
    return True


def _keep(text: FileText, reading: Reading, *, claimed_at: dt.datetime) -> None:
    """Write what came of a file, unless it was replaced while it was read."""
    with transaction.atomic():
        kept = FileText.objects.filter(pk=text.pk, file_name=text.file_name, claimed_at=claimed_at).update(
            state=reading.state,
            text=reading.text,
            pages=reading.pages,
            reason=reading.reason,
            claimed_at=None,
            read_at=timezone.now(),
        )
        if kept:
            note_changes(pages_with([text.document]))


# --- Telling --------------------------------------------------------------------------------------


def tell_owners() -> int:
    """Write, once, to those who brought files that cannot be read; return how many letters left."""
    untold = FileText.objects.filter(state=State.REFUSED, told_at=None)
    by_address: dict[str, list[FileText]] = {}
    for text in untold.select_related("document__uploaded_by_user").order_by("pk"):
        owner = text.document.uploaded_by_user
        known = owner is not None and owner.is_active and owner.email
        by_address.setdefault(owner.email if known else settings.HUB_TEAM_EMAIL, []).append(text)
    return sum(_tell(address, texts) for address, texts in by_address.items())


def _tell(address: str, texts: list[FileText]) -> bool:
    pks = [text.pk for text in texts]
    now = timezone.now()
    # Before sending: two processes never write about the same file.
    if not FileText.objects.filter(pk__in=pks, told_at=None).update(told_at=now):
        return False
    files = [
        {
            "title": text.document.title,
            "reason": text.reason,
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtaildocs:edit", args=[text.document_id]),
        }
        for text in texts
    ]
    context = {"files": files, "hub_name": settings.HUB_NAME, "team_email": settings.HUB_TEAM_EMAIL}
    subject = (
        f"{settings.HUB_NAME} : un fichier que la recherche ne peut pas lire"
        if len(files) == 1
        else f"{settings.HUB_NAME} : {len(files)} fichiers que la recherche ne peut pas lire"
    )
    try:
        EmailMessage(
            subject,
            render_to_string("emails/unreadable_files.txt", context),
            to=[address],
            reply_to=[settings.HUB_TEAM_EMAIL],
        ).send()
    except OSError:
        # smtplib’s errors are OSErrors. The report of the admin says it meanwhile; the next run writes.
        logger.exception("Courriel non envoyé : fichiers illisibles")
        FileText.objects.filter(pk__in=pks, told_at=now).update(told_at=None)
        return False
    return True
