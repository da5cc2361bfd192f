"""Values of front matter, written by hand over five years by many people: made regular here."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Any

MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s].*)?$")
_SHORT_ISO = re.compile(r"^(\d{2})-(\d{1,2})-(\d{1,2})$")
_FRENCH_DIGITS = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_WORDS = re.compile(r"^(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:er)?\s+([a-z]+)\.?,?\s+(\d{4})$")
_MONTH_YEAR = re.compile(r"^([a-z]+)\.?\s+(\d{4})$")
_FILE_DATE = re.compile(r"^(?P<year>\d{4}|\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[-_ ]+(?P<slug>.+)$")


def fold(text: str) -> str:
    """Reduce a text to lower case letters and digits without accents, words apart: the key of comparisons."""
    spaced = re.sub(r"\W+", " ", unicodedata.normalize("NFC", text))  # ’ or – part words, accents do not
    plain = unicodedata.normalize("NFKD", spaced.replace("œ", "oe").replace("Œ", "OE"))
    plain = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def as_text(value: Any) -> str:
    """Give a value as one line of text."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return ", ".join(part for part in map(as_text, value) if part)
    if isinstance(value, dict):
        return as_text(value.get("nom") or value.get("name") or value.get("title") or value.get("titre"))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value))).strip()


def as_list(value: Any) -> tuple[str, ...]:
    """Give a list or a string ("a, b; c", "[a, b]") as texts, without blanks nor repetitions."""
    if value is None:
        return ()
    if isinstance(value, dict):
        named = as_text(value)
        parts = [named] if named else [as_text(item) for item in value.values()]
    elif isinstance(value, (list, tuple)):
        parts = [
            part for item in value for part in ((as_text(item),) if not _nested(item) else as_list(item))
        ]
    else:
        parts = re.split(r"\s*[,;\n]\s*", str(value).strip().strip("[]"))
    cleaned = (re.sub(r"\s+", " ", part).strip(" \"'") for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def _nested(item: Any) -> bool:
    return isinstance(item, (list, tuple))


def as_int(value: Any) -> int | None:
    """Give the first whole number of a value."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return int(value) if math.isfinite(value) else None
    match = re.search(r"\d+", str(value or ""))
    return int(match[0]) if match else None


def as_year(value: Any) -> int | None:
    """Give a year that the programme or its archives can have known, None for anything else."""
    year = as_int(value)
    return year if year is not None and 1990 <= year <= 2100 else None


def as_years(value: Any) -> tuple[int, ...]:
    """Give the years named by a value (``2018``, ``[2018, 2019]``, ``"2021-2022"``), in order."""
    found = re.findall(
        r"(?<!\d)(20[0-4]\d)(?!\d)", as_text(value) if not isinstance(value, int) else str(value)
    )
    return tuple(sorted({int(year) for year in found}))


def as_date(value: Any) -> dt.date | None:
    """Read a date written in one of the ways that people of a French team write dates.

    Returns:
        The date, or None when the value is not one.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = re.sub(r"\s+", " ", str(value or "")).strip()
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    year = month = day = 0
    if (match := _ISO.match(text)) or (match := _SHORT_ISO.match(text)):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DIGITS.match(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _WORDS.match(folded):
        day, month, year = int(match[1]), MONTHS.get(match[2], 0), int(match[3])
    elif match := _MONTH_YEAR.match(folded):
        day, month, year = 1, MONTHS.get(match[1], 0), int(match[2])
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day) if year else None
    except ValueError:
        return None


def from_file_name(stem: str) -> tuple[dt.date | None, str, bool]:
    """Read ``2018-09-24-slug`` or ``18-09-24-slug``.

    Returns:
        The date (None when there is none or when it is impossible), the slug, and whether the name starts
        like a date.
    """
    match = _FILE_DATE.match(stem)
    if not match:
        return None, stem, False
    return _date(int(match["year"]), int(match["month"]), int(match["day"])), match["slug"], True


def as_url(value: Any) -> str | None:
    """Give a usable web address, mending the usual slips.

    Returns:
        The address, "" when there is none, None when it cannot be understood.
    """
    text = as_text(value).strip("<>\"' ")
    if not text or fold(text) in {"none", "null", "nil", "na", "n a", "false"}:
        return ""
    text = re.sub(r"^h+t+p(s?)\s*:?/+", r"http\1://", text, flags=re.IGNORECASE)
    text = f"https:{text}" if text.startswith("//") else text
    if not re.match(r"https?://", text):
        if not re.match(r"^[\w-]+(\.[\w-]+)+(/\S*)?$", text):
            return None
        text = f"https://{text}"
    return text if re.match(r"^https?://[^\s/.]+(\.[^\s/.]+)+(:\d+)?([/?#]\S*)?$", text) else None


def account_url(value: Any, prefix: str) -> str | None:
    """Give the address of an account written as a name, ``@name`` or a whole address."""
    text = as_text(value)
    if "/" in text or text.count(".") > 1:
        return as_url(text)
    name = text.lstrip("@")
    if not name:
        return ""
    return f"{prefix}{name}" if re.fullmatch(r"[\w.-]+", name) else None
