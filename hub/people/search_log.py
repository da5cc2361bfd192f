"""What the query log asks the room of people: how many accounts each group has, and whom to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from search.query_log.handling import Referents, referents
from search.query_log.privacy import account_audiences

from .enums import AUDIENCE_OF_GROUP
from .models import Person, User


def audiences_of_accounts() -> Iterable[Collection[str]]:
    """Return the audience codes of each open account, in one query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = User.objects.filter(is_active=True).order_by().values_list("pk", "groups__name")
    for pk, group in rows:
        codes = found[pk]
        if group in AUDIENCE_OF_GROUP:
            codes.add(AUDIENCE_OF_GROUP[group])
    return found.values()


def referent_field() -> forms.Field:
    """Return the field in which somebody who has an account is chosen."""
    from .choosers import person_chooser

    return forms.ModelChoiceField(
        Person.objects.filter(user__is_active=True).select_related("user"),
        label="Personne référente",
        widget=person_chooser.widget_class,
        error_messages={
            "invalid_choice": "Cette personne n’a pas de compte ouvert\u00a0: choisissez-en une autre.",
            "required": "Choisissez une personne.",
        },
    )


def referent_email(person: Any) -> str:
    """Return the address of the account of a person, empty when it is closed."""
    return person.user.email if person.user and person.user.is_active else ""


def plug() -> None:
    """Tell the query log."""
    account_audiences.register("groups", audiences_of_accounts)
    referents.register("people", Referents(referent_field, referent_email))
