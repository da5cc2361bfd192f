"""The rows of a relation as one form set, and what they say together."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ..enums import HandoverItem
from .rows import ROW_FORMS

MOST = 200
# Asked in place of a row: all those where something is awaited.
PENDING = "a-completer"


class KeyedFormSet(forms.BaseFormSet):
    """Rows of a relation, recognised by their key whatever their order and their number."""

    def __init__(
        self,
        *args: Any,
        page: Any,
        relation: str,
        known: Mapping[str, Any],
        resume: Mapping[str, Any],
        asked: str = "",
        **kwargs: Any,
    ) -> None:
        self.rows = {str(row.key): row for row in getattr(page, relation).all()}
        self.relation, self.known, self.resume = relation, known, resume
        self.asked, self.preset = asked, {}
        super().__init__(*args, **kwargs)
        item = asked.removeprefix("document-") if relation == "handover_documents" else ""
        slots = {getattr(row, "item", "") for row in self.rows.values()}
        if not self.is_bound and item in HandoverItem.values and item not in slots:
            # A document that has no slot yet: its row is there, ready to be filled.
            self.extra, self.preset = 1, {"item": item}

    def initial_form_count(self) -> int:
        """Return the number of rows that the page has."""
        return super().initial_form_count() if self.is_bound else len(self.rows)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if self.is_bound:
            key = _read_key(self.data.get(f"{self.add_prefix(i)}-key"))
        else:
            key = (list(self.rows)[i : i + 1] or [str(uuid.uuid4())])[0]
        row = self.rows.get(key)
        new = self.form._meta.model(key=uuid.UUID(key), **self.preset) if row is None else None
        kwargs["instance"] = new or copy.copy(row)
        kwargs["initial"] = {"key": key, **self.resume.get(key, {})}
        kwargs["known"] = key in self.known or (row is not None and not self.is_bound)
        made = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        made.asked = not self.is_bound and (
            made.place == self.asked or (self.asked == PENDING and made.pending)
        )
        return made

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box that takes a row away."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Supprimer cette ligne"

    @property
    def general_entries(self) -> list[tuple[str, str, str]]:
        """Return the errors that are of no row, for the summary above the form."""
        return [("", "", str(message)) for message in self.non_form_errors()] if self.is_bound else []


def _read_key(text: str | None) -> str:
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return str(uuid.uuid4())


def keyed_formset(relation: str) -> Any:
    """Return the class of the rows of a relation."""
    return forms.formset_factory(
        ROW_FORMS[relation],
        formset=KeyedFormSet,
        extra=0,
        can_delete=True,
        max_num=MOST,
        absolute_max=MOST + 50,
        validate_max=True,
    )


def refuse_twice_the_same(rows: list[Any]) -> bool:
    """Say on the second one that a document is in the checklist already (one slot by document).

    Returns:
        Whether there was none.
    """
    seen: set[str] = set()
    sound = True
    for row in rows:
        item = getattr(row, "cleaned_data", {}).get("item") if not row.removed else None
        if item and item in seen:
            row.add_error(
                "item",
                ValidationError("Ce document figure déjà dans la liste\u00a0: gardez une seule ligne."),
            )
            sound = False
        seen.add(item or "")
    return sound
