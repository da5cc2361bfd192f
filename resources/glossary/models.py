"""The glossary: acronyms of the State and words of the programme."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, Panel

from hub.base.slugs import unique_slug


class Term(ClusterableModel):
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
        InlinePanel(
            "meanings",
            label="Sens dans une administration",
            heading="Sens propres à une administration",
            help_text="Quand le même sigle veut dire autre chose ailleurs.",
        ),
    ]

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"
        ordering = ["acronym"]

    def __str__(self) -> str:
        return f"{self.acronym} ({self.expansion})" if self.expansion else self.acronym

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
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
        if self._replaces_itself():
            raise ValidationError(
                {"successor": "Un terme ne peut pas se remplacer lui-même, même par d’autres termes."}
            )
        if not self.expansion and not self.definition:
            raise ValidationError("Donnez au moins un développement ou une définition.")

    def _replaces_itself(self) -> bool:
        """Tell whether the successors of this term come back to it."""
        seen: set[int] = set()
        later = self.successor
        while self.pk and later is not None and later.pk not in seen:
            if later.pk == self.pk:
                return True
            seen.add(later.pk)
            later = later.successor
        return False

    @property
    def alias_list(self) -> list[str]:
        """Return the other forms, one by one."""
        return [alias.strip() for alias in self.aliases.split(",") if alias.strip()]


class TermMeaning(models.Model):
    """What a term means in one administration, when that differs."""

    term = ParentalKey(Term, on_delete=models.CASCADE, related_name="meanings")
    administration = models.ForeignKey(
        "people.Administration",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="administration",
    )
    place = models.CharField(
        "ou ailleurs", max_length=150, blank=True, help_text="Quand le registre ne connaît pas ce lieu."
    )
    expansion = models.CharField("développement", max_length=250, blank=True)
    definition = models.TextField("définition", max_length=1500, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("administration"), FieldPanel("place")], heading="Où"),
        FieldPanel("expansion"),
        FieldPanel("definition"),
    ]

    class Meta:
        verbose_name = "sens dans une administration"
        verbose_name_plural = "sens dans les administrations"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place_name}\u00a0: {self.expansion or self.definition}"

    @property
    def place_name(self) -> str:
        """Return where the term means that."""
        if self.administration is not None:
            return self.administration.short_name
        # The register forgot the administration: the meaning stays.
        return self.place or "Une autre administration"

    def clean(self) -> None:
        """Refuse a meaning without a place, or that says nothing."""
        super().clean()
        self.place = self.place.strip()
        if not self.administration_id and not self.place:
            raise ValidationError("Dites dans quelle administration le terme a ce sens.")
        if self.administration_id and self.place:
            raise ValidationError({"place": "Choisissez l’administration ou écrivez le lieu, pas les deux."})
        if not self.expansion and not self.definition:
            raise ValidationError("Donnez au moins un développement ou une définition.")
