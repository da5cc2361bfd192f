"""The form of the news of a défi: one page, one minute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hub.base.forms import DsfrForm

from ..enums import AddressState, ProductStatus
from .services import Answer

LONGEST_COMMENT = 2000
# More people than there are: a slip of the keyboard.
MOST_USERS = 1_000_000_000
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")


class WholeNumberField(forms.IntegerField):
    """A whole number, typed as the French write it: « 1 200 » is 1200."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Return the number without the spaces that part its thousands."""
        return super().to_python(value.translate(SPACES) if isinstance(value, str) else value)


class AnswerForm(DsfrForm, forms.Form):
    """What became of the product of a défi.

    Args:
        product_url: the address that the record knows; without one, whether it works is not asked.
    """

    status = forms.ChoiceField(
        label="Où en est le produit\u202f?",
        choices=ProductStatus.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse parmi les trois.",
            "invalid_choice": "Choisissez une réponse parmi les trois.",
        },
    )
    maintainer = forms.CharField(
        label="Qui s’en occupe aujourd’hui\u202f?",
        help_text="Un service, une équipe, un prestataire, une personne\u2026 ou «\u00a0personne\u00a0».",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Restez sous 300 caractères\u00a0: le reste va en commentaire."},
    )
    user_count = WholeNumberField(
        label="Combien de personnes l’utilisent\u202f?",
        help_text="Un ordre de grandeur suffit. Par exemple\u00a0: 1\u202f200.",
        required=False,
        min_value=0,
        max_value=MOST_USERS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez un nombre entier, en chiffres. Par exemple\u00a0: 1\u202f200.",
            "min_value": "Un nombre de personnes ne peut pas être négatif.",
            "max_value": "Ce nombre est trop grand\u00a0: vérifiez-le.",
        },
    )
    address_state = forms.ChoiceField(
        label="L’adresse du produit fonctionne-t-elle encore\u202f?",
        choices=AddressState.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse\u00a0: «\u00a0Je ne sais pas\u00a0» en est une.",
            "invalid_choice": "Choisissez une réponse\u00a0: «\u00a0Je ne sais pas\u00a0» en est une.",
        },
    )
    address = forms.URLField(
        label="Nouvelle adresse",
        help_text="Si elle a changé. Format attendu\u00a0: https://www.exemple.gouv.fr",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"], message="L’adresse commence par https://.")],
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={
            "invalid": "Cette adresse n’est pas celle d’un site\u00a0: elle commence par https://.",
            "max_length": "Cette adresse est trop longue\u00a0: 500 caractères au plus.",
        },
    )
    comment = forms.CharField(
        label="Un commentaire",
        help_text="Ce qui aide, ce qui manque, ce que vous diriez à une autre équipe. "
        "2\u202f000 caractères au plus. Les personnes connectées au hub qui ouvrent la page du défi "
        "le liront dans son historique.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_COMMENT, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, product_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if product_url:
            known = f"L’adresse que le hub connaît\u00a0: {product_url}"
            self.fields["address_state"].help_text = known
        else:
            del self.fields["address_state"]
            self.fields["address"].label = "Adresse du produit"
            self.fields["address"].help_text = "Format attendu\u00a0: https://www.exemple.gouv.fr"

    def clean_comment(self) -> str:
        """Count a new line once, as the browser does."""
        comment: str = self.cleaned_data["comment"].replace("\r\n", "\n")
        if len(comment) > LONGEST_COMMENT:
            raise ValidationError(
                "Ce commentaire est trop long\u00a0: %(count)s caractères, pour 2\u202f000 au plus.",
                params={"count": len(comment)},
            )
        return comment

    def clean(self) -> dict[str, Any]:
        """Ask that the address and what is said of it agree."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        state, address = data.get("address_state"), data.get("address")
        if state == AddressState.MOVED and not address and "address" not in self.errors:
            self.add_error("address", "Indiquez la nouvelle adresse, ou choisissez une autre réponse.")
        if address and state and state != AddressState.MOVED:
            self.add_error(
                "address_state",
                "Vous indiquez une nouvelle adresse\u00a0: choisissez «\u00a0Elle a changé\u00a0», "
                "ou effacez-la.",
            )
        return data

    def answer(self) -> Answer:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return Answer(
            status=data["status"],
            maintainer=data["maintainer"],
            user_count=data["user_count"],
            address_state=data.get("address_state", ""),
            address=data["address"],
            comment=data["comment"],
        )
