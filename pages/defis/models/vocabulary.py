"""Controlled vocabularies of the défis: what they are made with, what they struggle with."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from wagtail.admin.panels import FieldPanel

from hub.base.slugs import unique_slug


class Term(models.Model):
    """A word that several défis share."""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the row an address of its own."""
        if not self.slug:
            self.slug = unique_slug(type(self), self.name, self.pk)
        super().save(*args, **kwargs)


class Technology(Term):
    """A language, a library or a tool that a défi is made with."""

    panels = [FieldPanel("name")]

    class Meta(Term.Meta):
        verbose_name = "technologie"
        verbose_name_plural = "technologies"


class CommonProblem(Term):
    """A problem that several défis meet, and may solve together: a rule engine, graphs, a design system."""

    description = models.TextField("ce que c’est", max_length=500, blank=True)

    panels = [FieldPanel("name"), FieldPanel("description")]

    class Meta(Term.Meta):
        verbose_name = "problème commun"
        verbose_name_plural = "problèmes communs"
