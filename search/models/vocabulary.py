"""What stands for what: the register of synonyms, and the thesaurus that the hub may load."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.admin.panels import FieldPanel, Panel

from search.analysis import tokens
from search.thesaurus import expression_stems

_SEPARATORS = re.compile(r"[\n\r,;]+")
MOST_EXPRESSIONS = 30
LONGEST_EXPRESSION = 100


def split_expressions(text: str) -> list[str]:
    """Return the expressions of a text, one for each line or between commas."""
    return [expression for part in _SEPARATORS.split(text) if (expression := " ".join(part.split()))]


@lru_cache(maxsize=20_000)
def expandable(expression: str) -> bool:
    """Tell whether an expression says enough to stand for another: not one letter, not stop words only.

    An acronym that looks like a stop word (« SI ») does.
    """
    words = [token for token in tokens(expression) if not token.joined]
    if sum(len(token.word) for token in words) < 2:
        return False
    return expression.isupper() or any(not token.stop for token in words)


class SynonymSet(models.Model):
    """Expressions that stand for each other, or for which others are looked for too."""

    class Origin(models.TextChoices):
        """Who wrote the set."""

        SHIPPED = "shipped", "Livré avec le hub"
        EDITOR = "editor", "Ajouté par l’équipe"

    code = models.CharField("code", max_length=120, unique=True, null=True, blank=True, editable=False)
    origin = models.CharField(
        "origine", max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False
    )
    expressions = models.TextField(
        "expressions",
        max_length=2000,
        help_text=(
            "Une par ligne, ou séparées par des virgules. Accents, majuscules et pluriels ne comptent pas."
        ),
    )
    also = models.TextField(
        "trouvent aussi",
        max_length=2000,
        blank=True,
        help_text=(
            "Laissez vide si toutes les expressions se valent. Sinon, qui cherche une expression du haut "
            "trouve aussi celles-ci, et non l’inverse\u00a0: qui cherche «\u00a0avocat\u00a0» trouve aussi "
            "«\u00a0juriste\u00a0»."
        ),
    )
    active = models.BooleanField(
        "en service", default=True, help_text="Hors service, l’ensemble reste au registre sans effet."
    )
    note = models.CharField("remarque", max_length=300, blank=True, help_text="Pour l’équipe seulement.")
    shipped_text = models.TextField(editable=False, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("expressions"),
        FieldPanel("also"),
        FieldPanel("active"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = "ensemble de synonymes"
        verbose_name_plural = "synonymes"
        ordering = ["expressions", "pk"]

    def __str__(self) -> str:
        heads = " = ".join(self.expression_list)
        return f"{heads} → {', '.join(self.also_list)}" if self.also else heads

    @property
    def expression_list(self) -> list[str]:
        """Return the expressions, one by one."""
        return split_expressions(self.expressions)

    @property
    def also_list(self) -> list[str]:
        """Return what is looked for too, one by one; empty when the expressions are equivalent."""
        return split_expressions(self.also)

    @property
    def text(self) -> str:
        """Return what the set says, to compare it with another version of it."""
        return f"{self.expressions}\n→\n{self.also}"

    @property
    def changed_by_editors(self) -> bool:
        """Tell whether a set that the hub ships no longer says what was shipped."""
        return self.origin == self.Origin.SHIPPED and self.text != self.shipped_text

    def pairs(self) -> list[tuple[str, str]]:
        """Return (what is looked for, what is found too)."""
        heads, others = self.expression_list, self.also_list
        if not others:
            return [(head, other) for head in heads for other in heads if head != other]
        return [(head, other) for head in heads for other in others]

    def clean(self) -> None:
        """Refuse a set that would do nothing, too much, or what another does."""
        super().clean()
        problems: dict[str, list[str]] = {}
        for name in ("expressions", "also"):
            found = _problems(split_expressions(getattr(self, name)))
            if found:
                problems[name] = found
        if not problems:
            stems = {expression_stems(expression) for expression in self.expression_list}
            others = {expression_stems(expression) for expression in self.also_list}
            if not self.also_list and len(stems) < 2:
                problems["expressions"] = [
                    "Donnez au moins deux expressions différentes\u00a0: accents, majuscules, pluriels et "
                    "petits mots ne font pas de différence pour la recherche."
                ]
            elif others and not others - stems:
                problems["also"] = ["Ces expressions sont déjà au-dessus\u00a0: l’ensemble ne ferait rien."]
            elif twin := self._twin():
                problems["expressions"] = [f"Un autre ensemble le dit déjà\u00a0: «\u00a0{twin}\u00a0»."]
        if problems:
            raise ValidationError(problems)

    def _stem_pairs(self) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
        return {(expression_stems(head), expression_stems(other)) for head, other in self.pairs()}

    def _twin(self) -> SynonymSet | None:
        """Return another set in use that does all that this one does."""
        wanted = {pair for pair in self._stem_pairs() if pair[0] != pair[1]}
        for other in SynonymSet.objects.filter(active=True).exclude(pk=self.pk):
            if wanted <= other._stem_pairs():
                return other
        return None


def _problems(expressions: list[str]) -> list[str]:
    found = []
    if len(expressions) > MOST_EXPRESSIONS:
        found.append(f"Trop d’expressions\u00a0: {MOST_EXPRESSIONS} au plus.")
    for expression in expressions[:MOST_EXPRESSIONS]:
        if len(expression) > LONGEST_EXPRESSION:
            found.append(f"«\u00a0{expression[:40]}…\u00a0» est trop long pour une recherche.")
        elif not expandable(expression):
            found.append(
                f"«\u00a0{expression}\u00a0» est trop courant ou trop court pour servir à une recherche."
            )
    return found


class ThesaurusEntry(models.Model):
    """A word of the loaded thesaurus and its synonyms of one word; read at query time, one query for all."""

    stem = models.CharField("racine", max_length=60, unique=True)
    words = models.TextField("synonymes")

    class Meta:
        verbose_name = "entrée du thésaurus"
        verbose_name_plural = "entrées du thésaurus"

    def __str__(self) -> str:
        return f"{self.stem}\u00a0: {self.words}"


class Vocabulary(models.Model):
    """The state of the vocabulary, one row: every process compares it with what it remembers."""

    # Random, not a number: a change that was rolled back never looks like the next one.
    token = models.CharField("version", max_length=32)
    shipped_digest = models.CharField("livraison", max_length=64, blank=True)
    thesaurus_name = models.CharField("thésaurus", max_length=200, blank=True)
    thesaurus_entries = models.PositiveIntegerField("entrées", default=0)
    thesaurus_analysis = models.PositiveIntegerField("analyse", default=0)
    thesaurus_loaded_at = models.DateTimeField("chargé le", null=True, blank=True)

    class Meta:
        verbose_name = "vocabulaire"
        verbose_name_plural = "vocabulaire"

    def __str__(self) -> str:
        return self.token

    @classmethod
    def change(cls, **fields: Any) -> None:
        """Have every process read the vocabulary again; ``fields`` change in the same write."""
        with transaction.atomic():
            cls.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4().hex, **fields})
