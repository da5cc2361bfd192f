"""Who can tell what became of a défi, and where to write to them.

Those who are still in charge come first: mentors, project owner and successors whose membership runs, who
takes over and who owns the page. Most memberships end with the défi, and the people named are gone or have
no address: then those whose part lasted to its end are asked too, in the order of :data:`LAST_ROLES`. They
have changed desks at worst, and know where the product went.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils import timezone

from ..enums import TeamRole
from ..members import GRACE
from ..models import DefiMember, DefiPage
from ..records import contact_address

# The agents of the host administration and those who take over, while they are part of the défi.
ROLES = (
    TeamRole.MENTOR_OPERATIONAL,
    TeamRole.MENTOR_HIGH,
    TeamRole.PROJECT_OWNER,
    TeamRole.SUCCESSOR,
)
# Those who were there to the end, in the order in which they are written to; the EIG have left by then.
LAST_ROLES = (
    TeamRole.MENTOR_OPERATIONAL,
    TeamRole.MENTOR_HIGH,
    TeamRole.PROJECT_OWNER,
    TeamRole.EIG,
)


@dataclass(frozen=True)
class Witness:
    """Somebody who can tell; ``email`` is empty when nobody knows how to write to them."""

    person_id: int
    first_name: str
    name: str
    email: str


def witnesses_of(defis: Iterable[int]) -> dict[int, tuple[Witness, ...]]:
    """Return, by défi, those who are to be asked: each person once.

    Two queries, whatever the number of défis. Those whose part lasted to the end of the défi come only when
    nobody before them has an address.
    """
    return {
        pk: present if reachable(present) else _once(present, last)
        for pk, (present, last) in _circles(defis).items()
    }


def holders_of(defi: int) -> tuple[Witness, ...]:
    """Return those whose personal link works: whoever is asked, or would be if the others had no address.

    An address that comes later closes no link that was sent.
    """
    return _once(*_circles([defi])[defi])


def reachable(witnesses: Iterable[Witness]) -> tuple[Witness, ...]:
    """Return those who can be written to, an address that several share once."""
    by_address: dict[str, Witness] = {}
    for witness in witnesses:
        if witness.email:
            by_address.setdefault(witness.email, witness)
    return tuple(by_address.values())


def _circles(defis: Iterable[int]) -> dict[int, tuple[tuple[Witness, ...], tuple[Witness, ...]]]:
    """Return, by défi, those who are in charge today and those who were there to its end."""
    pks, today = list(defis), timezone.localdate()
    pages = DefiPage.objects.filter(pk__in=pks).select_related("takeover_person__user", "content_owner__user")
    found = {page.pk: page for page in pages.only("pk", "end", "takeover_person", "content_owner")}
    present: dict[int, list[Witness]] = {pk: [] for pk in pks}
    last: dict[int, list[tuple[int, Witness]]] = {pk: [] for pk in pks}
    members = DefiMember.objects.filter(defi__in=pks, role__in={*ROLES, *LAST_ROLES})
    for row in members.select_related("person__user").order_by("sort_order"):
        witness, page = _witness(row.person), found.get(row.defi_id)
        if row.role in ROLES and _lasted(row.end, today):
            present[row.defi_id].append(witness)
        if row.role in LAST_ROLES and page is not None and page.end and _lasted(row.end, page.end):
            last[row.defi_id].append((LAST_ROLES.index(row.role), witness))
    for pk, page in found.items():
        present[pk] += [_witness(each) for each in (page.takeover_person, page.content_owner) if each]
    return {
        pk: (
            _once(present[pk]),
            _once(witness for _rank, witness in sorted(last[pk], key=lambda each: each[0])),
        )
        for pk in pks
    }


def _lasted(end: dt.date | None, day: dt.date) -> bool:
    """Tell whether a membership runs to a day, with the grace of ``members.current``."""
    # Written so that no date, however absurd, overflows: « day - GRACE » does in the first days of year 1.
    return end is None or day - end <= GRACE


def _once(*circles: Iterable[Witness]) -> tuple[Witness, ...]:
    """Return people in order, each once."""
    people: dict[int, Witness] = {}
    for witness in chain(*circles):
        people.setdefault(witness.person_id, witness)
    return tuple(people.values())


def _witness(person: Any) -> Witness:
    return Witness(person.pk, person.first_name, person.full_name, contact_address(person).strip().lower())
