"""What the import remembers of what it wrote."""

from __future__ import annotations

from django.db import models

from .enums import Kind


class LegacyRecord(models.Model):
    """One thing of the former site and what it became in the hub.

    ``digest`` sums up what the import last wrote: the same means that nothing has to be done.
    What it wrote is compared with what is there now (the latest revision of a page, ``state`` for a
    row) to tell whether somebody changed it since.
    """

    address = models.CharField("adresse d’origine", max_length=500, unique=True)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    file = models.CharField("fichier d’origine", max_length=500, blank=True)
    object_id = models.PositiveBigIntegerField("identifiant dans le hub", null=True)
    digest = models.CharField("empreinte de ce qui a été écrit", max_length=64, blank=True)
    state = models.CharField("empreinte de la fiche", max_length=64, blank=True)
    revision_id = models.PositiveBigIntegerField("dernière version écrite", null=True)
    imported_at = models.DateTimeField("repris le", auto_now=True)

    class Meta:
        verbose_name = "élément repris de l’ancien site"
        verbose_name_plural = "éléments repris de l’ancien site"
        ordering = ["kind", "address"]

    def __str__(self) -> str:
        return self.address
