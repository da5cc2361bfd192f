"""What the child rows of a défi have in common."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from wagtail.models import Orderable


class KeyedRow(Orderable):
    """A row whose key follows it through drafts, publications and copies of the page.

    Its number in the database does not: a row added in a draft has none. Versions are compared by key.
    """

    key = models.UUIDField("clé", default=uuid.uuid4, editable=False)

    class Meta(Orderable.Meta):
        abstract = True


class Amount(models.PositiveIntegerField):
    """Whole euros; empty: not known yet, which is not zero."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("validators", [MinValueValidator(0, "Un montant ne peut pas être négatif.")])
        super().__init__(*args, **kwargs)


def person_key(label: str, **options: Any) -> Any:
    """Return a relation to somebody who may leave the hub without taking the row away."""
    return models.ForeignKey(
        "people.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        **options,
    )


def in_order(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """Return the constraint that two dates, when both are known, follow each other."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{start}__isnull": True})
        | models.Q(**{f"{end}__isnull": True})
        | models.Q(**{f"{end}__gte": models.F(start)}),
        name=name,
        violation_error_message=message,
    )


def refuse_disorder(row: Any, start: str, end: str, message: str) -> None:
    """Raise on the field to correct when two dates are in the wrong order.

    Raises:
        ValidationError: ``end`` is before ``start``.
    """
    first, last = getattr(row, start), getattr(row, end)
    if first and last and last < first:
        raise ValidationError({end: message})
