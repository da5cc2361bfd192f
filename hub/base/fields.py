"""Model fields shared by the rooms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.utils.text import capfirst
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Wagtail’s StreamField whose block definitions stay out of migrations.

    Changing a block then writes no migration. Data migrations see the raw data only: ``to_python``
    keeps it as it is when the historical model knows no block, instead of emptying it.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs: the options of the field, and no block."""
        name, path, _blocks, options = super().deconstruct()
        return name, path, [], {key: option for key, option in options.items() if key != "block_lookup"}

    def to_python(self, value: Any) -> Any:
        """Convert database or form data to a stream."""
        if self.stream_block.child_blocks or not value or isinstance(value, StreamValue):
            return super().to_python(value)
        return self._unread(value)

    def _unread(self, value: Any) -> StreamValue:
        """Return a stream that gives back its data as they came, for a model that knows no block."""
        try:
            children = json.loads(value) if isinstance(value, str) else value
        except json.JSONDecodeError:
            children = []
        return StreamValue(self.stream_block, children if isinstance(children, list) else [], is_lazy=True)


def holding(rows: Any, name: str, code: str) -> Any:
    """Keep the rows whose set of choices holds a code.

    SQLite has no JSON containment: both databases write the set as ``["eig", "mentor"]``, where a
    quoted code is found as text.

    Args:
        rows: a queryset.
        name: name of a :class:`ChoiceSetField`.
        code: one of its codes.
    """
    text = f"{name}_text"
    return rows.alias(**{text: Cast(name, models.TextField())}).filter(**{f"{text}__contains": f'"{code}"'})


class ChoiceSetField(models.JSONField):
    """A set of choices stored as a sorted JSON list, edited as checkboxes.

    Args:
        choices_from: callable returning ``[(code, label)]``; a callable, so that settings or enums
            are read when the form is built and migrations hold no choice.
    """

    def __init__(self, *args: Any, choices_from: Any = None, **kwargs: Any) -> None:
        self.choices_from = choices_from
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return the definition without the choices, which are not part of the schema."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def options(self) -> list[tuple[str, str]]:
        """Return the ``(code, label)`` pairs that may be chosen."""
        return list(self.choices_from()) if self.choices_from else []

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Return checkboxes instead of a JSON text area."""
        return forms.MultipleChoiceField(
            choices=self.options,
            widget=kwargs.get("widget", forms.CheckboxSelectMultiple),
            required=not self.blank,
            label=kwargs.get("label", capfirst(str(self.verbose_name))),
            help_text=kwargs.get("help_text", self.help_text),
        )

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse anything that is not a list of known codes."""
        super().validate(value, model_instance)
        known = {code for code, _label in self.options()}
        if not isinstance(value, list) or not set(value) <= known:
            raise ValidationError("Choix inconnu : %(value)s", params={"value": value}, code="invalid_choice")

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Add ``get_<name>_labels()`` and ``get_<name>_display()``, in the order of the choices."""
        super().contribute_to_class(cls, name, private_only)
        field = self

        def labels(instance: models.Model) -> list[str]:
            chosen = set(getattr(instance, name) or [])
            return [label for code, label in field.options() if code in chosen]

        if not hasattr(cls, f"get_{name}_labels"):
            setattr(cls, f"get_{name}_labels", labels)
            setattr(cls, f"get_{name}_display", lambda instance: ", ".join(labels(instance)))
