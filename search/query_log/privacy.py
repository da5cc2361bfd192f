"""What keeps people out of the log: texts that are not kept, and groups large enough to hide somebody."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache

from hub.base.registry import Registry, audiences_of
from search.analysis import fold

TEAM = "team"
MEMBER, PUBLIC, OTHER = "member", "public", "other"
# Fewer accounts than this and a group could point to somebody.
SMALLEST_GROUP = 5
_MERGED_KEY, _MERGED_SECONDS = "search-log-merged-groups", 3600

# () -> for each open account, its audience codes; the room of people knows.
account_audiences: Registry[Callable[[], Iterable[Collection[str]]]] = Registry("Comptes par public")

# « b@lise » is the name of a project: an address has three letters at least on each side.
_EMAIL = re.compile(r"[\w.+-]{3,}@\w{3,}|(?:^|\s)@\w|\(at\)|\[at\]|\barobase\b", re.IGNORECASE)
_ADDRESS = re.compile(r"://|\bwww\.")
# Phone, NIR, bank account, card…: nine digits or more, whatever separates them. « 2021-2022 » has eight.
_DIGITS = re.compile(r"(?:\d[\W_]*){9,}")
_BIRTH = re.compile(r"\bn[ée]+ le\b|\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}\b", re.IGNORECASE)
_SECRET = re.compile(r"\b(?:mot de passe|mdp|password)\b\W+\S*\d", re.IGNORECASE)
_NIR = re.compile(r"\b[12]\s?\d{2}\s?[01]\d\s?(?:\d{2}|2[ab])\s?\d{3}\s?\d{3}\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,}", re.IGNORECASE)
_PERSONAL = (_EMAIL, _ADDRESS, _DIGITS, _NIR, _IBAN, _BIRTH, _SECRET)

_ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|curl|wget|python-|httpclient|scrapy|monitor|preview", re.IGNORECASE
)


def query_key(text: str) -> str:
    """Return what two searches that differ by case, accents, spaces or final punctuation share."""
    return " ".join(fold(text).replace("’", "'").split()).strip(" ?!.,;:…\"'«»“”")


def looks_personal(text: str) -> bool:
    """Tell whether a text may hold what identifies somebody: e-mail, phone, number, pasted address."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return any(pattern.search(plain) for pattern in _PERSONAL)


def is_robot(request: Any) -> bool:
    """Tell whether a request comes from a machine, or from a browser that fetches before anybody asks."""
    headers = request.headers
    purpose = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return "prefetch" in purpose or bool(_ROBOTS.search(headers.get("User-Agent", "")))


# --- Groups ------------------------------------------------------------------------------------
def role_groups() -> list[tuple[str, str]]:
    """Return the groups that the log knows, as ``(code, label)``."""
    audiences = [(code, label) for code, label in settings.HUB_AUDIENCES if code != TEAM]
    return [
        (TEAM, "Équipe et rédaction"),
        *audiences,
        (MEMBER, "Autres personnes connectées"),
        (PUBLIC, "Visites sans compte"),
        (OTHER, "Autre (petits groupes)"),
    ]


def role_group(user: Any) -> str:
    """Return the group under which the searches of a user are logged.

    A group with fewer than five accounts is « autre », and so are enough of the next ones for « autre »
    to hide five people too. Where the number of accounts is unknown, everybody is « autre ».
    """
    if not user.is_authenticated:
        return PUBLIC
    group = _group_of(audiences_of(user))
    return OTHER if group in _merged() else group


def _group_of(codes: Collection[str]) -> str:
    """Return one group for somebody who may have several: the team first, then in the settings’ order."""
    if TEAM in codes:
        return TEAM
    return next((code for code, _label in settings.HUB_AUDIENCES if code in codes), MEMBER)


def _merged() -> frozenset[str]:
    found = cache.get(_MERGED_KEY)
    if found is None:
        found = merged_groups()
        cache.set(_MERGED_KEY, found, _MERGED_SECONDS)
    return frozenset(found)


def merged_groups() -> frozenset[str]:
    """Return the groups that are logged together as « autre »."""
    sizes = Counter(_group_of(codes) for read in account_audiences.all() for codes in read())
    known = [TEAM, *(code for code, _label in settings.HUB_AUDIENCES if code != TEAM), MEMBER]
    by_size = sorted(known, key=lambda code: sizes[code])
    merged: set[str] = set()
    for code in by_size:
        hidden = sum(sizes[other] for other in merged)
        if sizes[code] >= SMALLEST_GROUP and not 0 < hidden < SMALLEST_GROUP:
            break
        merged.add(code)
    return frozenset(merged)
