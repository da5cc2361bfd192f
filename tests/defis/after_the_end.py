"""Défis that ended, the people who can tell what became of them, and a clock to turn."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail

from pages.defis.models import DefiLink, DefiMember, DefiPage, FollowUp, PhaseStep
from tests.factories.people import PersonFactory, UserFactory

PARIS = ZoneInfo("Europe/Paris")
# The end of every défi of these tests: terms on 31 August, 30 November 2026 and 31 May 2027.
END = dt.date(2026, 5, 31)
PRODUCT = "https://courriers.exemple.gouv.fr"


def noon(day: dt.date) -> dt.datetime:
    """Return noon of a day, in Paris."""
    return dt.datetime.combine(day, dt.time(12), PARIS)


def set_clock(monkeypatch: Any, day: dt.date) -> None:
    """Make it noon of a day, for the hub and for what it signs."""
    now = noon(day)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    monkeypatch.setattr("django.core.signing.time.time", now.timestamp)


def person(first_name: str, *, email: str = "", account: bool = True, groups: tuple[str, ...] = ()) -> Any:
    """Return somebody; ``email`` is that of their account, or the one that they show."""
    address = email or f"{first_name.lower()}@ministere.example"
    if account:
        user = UserFactory(email=address, first_name=first_name, last_name="Daubrac", groups=list(groups))
        return PersonFactory(first_name=first_name, last_name="Daubrac", user=user)
    return PersonFactory(first_name=first_name, last_name="Daubrac", public_email=email)


def ended_defi(
    tree: Any,
    *people: tuple[Any, str],
    slug: str = "courriers",
    title: str = "Courriers limpides",
    stopped_on: dt.date | None = None,
    publish: bool = True,
    **fields: Any,
) -> DefiPage:
    """Add a défi that ended on :data:`END`, with ``(person, role)`` and the address of its product."""
    values = {"start": dt.date(2025, 8, 1), "end": END, **fields}
    defi = DefiPage(title=title, slug=slug, **values)
    defi.members = [DefiMember(person=each, role=role) for each, role in people]
    defi.links = [DefiLink(kind="product", url=PRODUCT)]
    if stopped_on:
        defi.phases = [PhaseStep(phase="stopped", start=stopped_on)]
    return tree.add(tree.defis, slug, defi, publish=publish)


def recipients() -> list[str]:
    """Return who was written to since the last time, sorted."""
    found = sorted(message.to[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


def states(defi: Any) -> dict[int, str]:
    """Return term -> state."""
    return dict(FollowUp.objects.filter(defi=defi).values_list("months", "state"))
