"""What the index does not know yet."""

from __future__ import annotations

from django.db import models


class PendingIndexing(models.Model):
    """A change that the index does not know yet.

    Written in the transaction of the change and deleted once the index has it: whatever happens in
    between (error of the engine, process killed), the change is not forgotten.
    """

    reference = models.CharField("document", max_length=150, db_index=True)
    attempts = models.PositiveIntegerField("essais", default=0)
    last_error = models.TextField("dernière erreur", blank=True)
    created_at = models.DateTimeField("depuis", auto_now_add=True)
    updated_at = models.DateTimeField("dernier essai", auto_now=True)

    class Meta:
        verbose_name = "indexation en attente"
        verbose_name_plural = "indexations en attente"
        ordering = ["updated_at", "pk"]

    def __str__(self) -> str:
        return self.reference
