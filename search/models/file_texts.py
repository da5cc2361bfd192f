"""What was read in the files of the hub."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A reading that lasts longer was interrupted: its process is gone.
LEASE = dt.timedelta(minutes=3)
# Interruptions after which a file is held to be what kills its readers.
MAX_ATTEMPTS = 3


class FileTextQuerySet(models.QuerySet[Any]):
    """Reads of the texts of files."""

    def to_read(self) -> FileTextQuerySet:
        """Keep the files that wait and that nobody is reading."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - LEASE)
        return self.filter(free, state=FileText.State.WAITING)

    def unreadable(self) -> FileTextQuerySet:
        """Keep the files in which nothing could be read."""
        return self.filter(state__in=[FileText.State.REFUSED, FileText.State.EMPTY])


class FileText(models.Model):
    """The text of a file, read out of the request that brought it; one row for each document.

    Attributes:
        file_name: the stored file that the row is about: a document whose file is replaced waits again.
        file_hash: the digest of that file, when the document has it.
        text: what was read; pages are separated by form feeds.
        reason: why nothing could be read, or what was left out, for whoever owns the file.
        claimed_at: when a process began to read it.
        told_at: when the owner was told that it cannot be read.
    """

    class State(models.TextChoices):
        """What became of the file."""

        WAITING = "waiting", "en attente"
        READ = "read", "lu"
        EMPTY = "empty", "sans texte"
        REFUSED = "refused", "illisible"
        IGNORED = "ignored", "format non lu"

    document = models.OneToOneField(
        "base.HubDocument", on_delete=models.CASCADE, related_name="search_text", verbose_name="document"
    )
    file_name = models.CharField("fichier", max_length=255, blank=True)
    file_hash = models.CharField("empreinte", max_length=40, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField("raison", blank=True)
    text = models.TextField("texte", blank=True)
    pages = models.PositiveIntegerField("pages", default=0)
    attempts = models.PositiveIntegerField("essais", default=0)
    claimed_at = models.DateTimeField("lecture commencée le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    told_at = models.DateTimeField("signalé le", null=True, blank=True)

    objects = FileTextQuerySet.as_manager()

    class Meta:
        verbose_name = "texte de fichier"
        verbose_name_plural = "textes des fichiers"
        indexes = [models.Index(fields=["state"], name="hub_search_file_state")]

    def __str__(self) -> str:
        return f"{self.document} ({self.get_state_display()})"
