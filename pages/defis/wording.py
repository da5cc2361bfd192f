"""Small pieces of French that the sentences of the health and of the history are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from hub.base.templatetags.hub import french_date, french_number

NBSP, NNBSP = "\u00a0", "\u202f"


def quoted(text: str) -> str:
    """Return words between French quotation marks."""
    return f"«{NBSP}{text.strip()}{NBSP}»"


def counted(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun; 0 and 1 are singular in French."""
    return f"{number}{NBSP}{singular if abs(number) < 2 else plural}"


def days(number: int) -> str:
    """Return a number of days."""
    return counted(number, "jour", "jours")


def listed(words: Iterable[str]) -> str:
    """Return words as an enumeration: « a, b et c »."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} et {found[-1]}"


def from_to(before: dt.date, after: dt.date) -> str:
    """Return « du 3 mars au 12 avril 2027 », the year said once when it is the same."""
    first = french_date(before)
    if before.year == after.year:
        first = first.rsplit(" ", 1)[0]
    return f"du {first} au {french_date(after)}"


def euros(amount: int) -> str:
    """Return whole euros, thousands apart."""
    return f"{amount:,}".replace(",", NNBSP) + f"{NBSP}€"


def with_unit(value: Decimal | int | None, unit: str = "") -> str:
    """Return a value as it is written: « 12,5 % », « 30 jours », empty when there is none."""
    if value is None:
        return ""
    return f"{french_number(value)}{NBSP}{unit}".rstrip(f"{NBSP} ")


def decapitalised(text: str) -> str:
    """Return words ready to stand inside a sentence, an initialism left alone."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
