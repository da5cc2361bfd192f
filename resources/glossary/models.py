"""The glossary: acronyms of the State and words of the programme."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from hub.base.slugs import unique_slug


class Term(models.Model):
    """An acronym or a word, what it stands for and what it means."""

    acronym = models.CharField("sigle ou terme", max_length=60, unique=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)
    expansion = models.CharField("développement", max_length=250, blank=True)
    definition = models.TextField("définition", max_length=1500, blank=True)
    aliases = models.CharField(
        "autres formes", max_length=300, blank=True, help_text="Séparées par des virgules."
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="remplacé par",
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("acronym"), FieldPanel("aliases")], heading="Terme"),
        FieldPanel("expansion"),
        FieldPanel("definition"),
        FieldPanel("successor"),
    ]

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"
        ordering = ["acronym"]

    def __str__(self) -> str:
        return f"{self.acronym} ({self.expansion})" if self.expansion else self.acronym

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the term an address of its own."""
        if not self.slug:
            self.slug = unique_slug(Term, self.acronym, self.pk)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the term’s place in the glossary."""
        return f"{reverse('glossary:index')}#{self.slug}"

    def clean(self) -> None:
        """Refuse a term that would replace itself."""
        super().clean()
        if self.pk and self.successor_id == self.pk:
            raise ValidationError({"successor": "Un terme ne peut pas se remplacer lui-même."})
        if not self.expansion and not self.definition:
            raise ValidationError("Donnez au moins un développement ou une définition.")

    @property
    def alias_list(self) -> list[str]:
        """Return the other forms, one by one."""
        return [alias.strip() for alias in self.aliases.split(",") if alias.strip()]
