"""Who can tell what became of a défi, and where to write to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..enums import TeamRole
from ..members import current
from ..models import DefiMember, DefiPage
from ..records import contact_address

# The agents of the host administration and those who take over; the EIG have left.
ROLES = (
    TeamRole.MENTOR_OPERATIONAL,
    TeamRole.MENTOR_HIGH,
    TeamRole.PROJECT_OWNER,
    TeamRole.SUCCESSOR,
)


@dataclass(frozen=True)
class Witness:
    """Somebody who can tell; ``email`` is empty when nobody knows how to write to them."""

    person_id: int
    first_name: str
    name: str
    email: str


def witnesses_of(defis: Iterable[int]) -> dict[int, tuple[Witness, ...]]:
    """Return, by défi, those who can tell: each person once, in two queries whatever the number of défis."""
    pks = list(defis)
    found: dict[int, dict[int, Witness]] = {pk: {} for pk in pks}
    members = (
        DefiMember.objects.filter(current(), defi__in=pks, role__in=ROLES)
        .select_related("person__user")
        .order_by("sort_order")
    )
    for row in members:
        found[row.defi_id].setdefault(row.person_id, _witness(row.person))
    pages = DefiPage.objects.filter(pk__in=pks).select_related("takeover_person__user", "content_owner__user")
    for page in pages.only("pk", "takeover_person", "content_owner"):
        for person in (page.takeover_person, page.content_owner):
            if person is not None:
                found[page.pk].setdefault(person.pk, _witness(person))
    return {pk: tuple(people.values()) for pk, people in found.items()}


def reachable(witnesses: Iterable[Witness]) -> tuple[Witness, ...]:
    """Return those who can be written to, an address that several share once."""
    by_address: dict[str, Witness] = {}
    for witness in witnesses:
        if witness.email:
            by_address.setdefault(witness.email, witness)
    return tuple(by_address.values())


def _witness(person: Any) -> Witness:
    return Witness(person.pk, person.first_name, person.full_name, contact_address(person).strip().lower())
