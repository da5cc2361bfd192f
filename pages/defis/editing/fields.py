"""Fields of the forms of the record: French amounts and dates, people of the défi, texts as typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models

from .questions import HELP

SPACES = re.compile(r"[\s\u00a0\u202f€]+")
# Thousands set apart by points, as spreadsheets write them.
GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")
LARGEST = 2_147_483_647
REQUIRED: Mapping[str, str] = {
    "objective": "Écrivez l’objectif.",
    "horizon": "Choisissez l’horizon.",
    "question": "Écrivez la question.",
    "axis": "Choisissez l’axe.",
    "title": "Donnez un titre au scénario.",
    "kind": "Choisissez la nature du scénario.",
    "label": "Dites ce qui est prévu.",
    "date": "Indiquez la date de l’étape.",
    "item": "Choisissez le document.",
}


class PlainTextarea(forms.Textarea):
    """A text area whose line ends are those of the database: nothing changes when nothing is typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the text with the line ends of Unix."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class AmountField(forms.IntegerField):
    """Whole euros, written as one writes them: « 80 000 € »."""

    default_error_messages = {"invalid": "Saisissez un montant en euros, sans centimes\u00a0: 80\u202f000."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        self.validators = [
            MinValueValidator(0, "Un montant ne peut pas être négatif."),
            MaxValueValidator(LARGEST, "Ce montant est trop grand\u00a0: vérifiez les zéros."),
        ]

    def to_python(self, value: Any) -> Any:
        """Read an amount without its spaces and its sign.

        Raises:
            ValidationError: a point or a comma that does not set thousands apart: Django would drop « .0 ».
        """
        if isinstance(value, str):
            value = SPACES.sub("", value)
            if GROUPED.fullmatch(value):
                value = value.replace(".", "")
            elif "." in value or "," in value:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class FrenchDecimalField(forms.DecimalField):
    """A number with a comma or a point."""

    default_error_messages = {"invalid": "Saisissez un nombre\u00a0: 1,5."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )

    def to_python(self, value: Any) -> Any:
        """Read a number whatever its decimal mark."""
        return super().to_python(SPACES.sub("", value).replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Write it as in French, without needless zeros."""
        if value is None or isinstance(value, str):
            return value
        return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"


class PersonField(forms.TypedChoiceField):
    """Somebody of the défi; read once for all the rows of a form."""

    def __init__(self, people: Mapping[int, Any], **kwargs: Any) -> None:
        choices = [("", "Personne pour l’instant"), *((pk, str(person)) for pk, person in people.items())]
        super().__init__(choices=choices, coerce=lambda pk: people[int(pk)], empty_value=None, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers: who left the défi since is not among the choices any more."""
        return str(initial or "") != str(data or "")


def plain_field(field: models.Field, **kwargs: Any) -> Any:
    """Return the form field of a field of the record."""
    if isinstance(field, models.ForeignKey):
        return None  # People and files have fields of their own.
    if isinstance(field, models.PositiveIntegerField):
        options = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        made: Any = AmountField(label=field.verbose_name, required=False, **options)
    elif isinstance(field, models.DecimalField):
        made = FrenchDecimalField(
            label=field.verbose_name, required=False, max_digits=field.max_digits, decimal_places=2
        )
    elif isinstance(field, models.DateField):
        made = field.formfield(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Cette date n’existe pas\u00a0: écrivez-la comme 31/12/2026."},
        )
    elif isinstance(field, models.URLField):
        made = field.formfield(assume_scheme="https", widget=forms.URLInput(attrs={"autocomplete": "off"}))
        message = "Cette adresse n’est pas celle d’un site\u00a0: elle commence par https://."
        made.error_messages["invalid"] = message
        made.validators = [URLValidator(schemes=["http", "https"], message=message)]
    elif isinstance(field, models.TextField):
        made = field.formfield(widget=PlainTextarea(attrs={"rows": 3}))
    else:
        made = field.formfield(**kwargs)
    made.label = field.verbose_name[:1].upper() + field.verbose_name[1:]
    made.help_text = HELP.get(field.name, field.help_text)
    if field.name in REQUIRED:
        made.error_messages["required"] = REQUIRED[field.name]
        if field.name not in {"axis", "horizon"}:
            made.label += " (obligatoire)"
    return made
