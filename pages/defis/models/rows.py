"""What the child rows of a défi have in common."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from hub.base.ordering import OrderedRow


class KeyedRow(OrderedRow):
    """A row whose key follows it through drafts, publications and copies of the page.

    Its number in the database does not: a row added in a draft has none. Versions are compared by key.
    """

    key = models.UUIDField("clé", default=uuid.uuid4, editable=False)

    class Meta(OrderedRow.Meta):
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


def let_exchange(owner: Any, relation: str, name: str) -> None:
    """Let rows exchange a value that only one of them may hold, such as the document of a slot.

    modelcluster writes them one by one: the first would take what the second still holds. Such a row is
    written anew; its key tells that it is the same.

    Args:
        owner: what the rows belong to, about to be saved.
        relation: name of the relation.
        name: the field.
    """
    rows = getattr(owner, "_cluster_related_objects", {}).get(relation)
    if not rows or not owner.pk:
        return
    link = owner._meta.get_field(relation)
    held = dict(
        link.related_model._default_manager.filter(**{link.field.name: owner.pk}).values_list("pk", name)
    )
    for row in rows:
        value = getattr(row, name)
        if row.pk in held and held[row.pk] != value and value in held.values():
            row.pk = None
