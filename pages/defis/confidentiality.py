"""Which parts of a défi may be kept between its team and the programme’s, and who reads them.

The fields are named here once: pages, search, exports and documents all ask this module.

People: the team of a défi is part of its page, and anybody who may open it reads their names: an editor chose
to open it. Who is in charge of a row, who takes over, who decides, who confirmed or answered, and what they
wrote in an answer, are for people who are signed in (:attr:`Reading.people`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .enums import Readers
from .members import may_follow
from .models import DefiPage


class Part(StrEnum):
    """A part of a défi that may be reserved."""

    MONEY = "money"
    RISKS = "risks"
    STAKEHOLDERS = "stakeholders"


# Part -> the field of the page that says who reads it.
READERS_FIELD: Mapping[Part, str] = {
    Part.MONEY: "money_readers",
    Part.RISKS: "risks_readers",
    Part.STAKEHOLDERS: "stakeholders_readers",
}
# Fields of a scenario -> the part that they belong to. Stakeholders are reserved as whole rows.
SCENARIO_PARTS: Mapping[str, Part] = {
    "financial": Part.MONEY,
    "yearly_cost": Part.MONEY,
    "investment": Part.MONEY,
    "funding_source": Part.MONEY,
    "risks": Part.RISKS,
}
# Fields that name somebody in charge: for people who are signed in.
PEOPLE_FIELDS = frozenset({"person", "takeover_person", "decision_maker"})


@dataclass(frozen=True)
class Reading:
    """What a reader sees of the reserved parts of a défi.

    Attributes:
        parts: the parts that they may read.
        insider: whether they follow the défi (its team, the programme’s): they see its health too.
        people: whether they read who is in charge: they are signed in.
    """

    parts: frozenset[Part]
    insider: bool = False
    people: bool = False

    @property
    def money(self) -> bool:
        """Tell whether amounts and funding show."""
        return Part.MONEY in self.parts

    @property
    def risks(self) -> bool:
        """Tell whether risks show."""
        return Part.RISKS in self.parts

    @property
    def stakeholders(self) -> bool:
        """Tell whether the stakeholder map shows."""
        return Part.STAKEHOLDERS in self.parts

    def may_read(self, part: str) -> bool:
        """Tell whether a part shows; what belongs to no part always does."""
        return not part or Part(part) in self.parts

    def scenario_value(self, scenario: Any, name: str) -> Any:
        """Return the value of a field of a scenario; None when it is reserved from the reader."""
        part = SCENARIO_PARTS.get(name)
        return getattr(scenario, name) if part is None or part in self.parts else None


# What those who follow the défi read.
EVERYTHING = Reading(frozenset(Part), insider=True, people=True)


def open_parts(defi: DefiPage) -> frozenset[Part]:
    """Return the parts that everybody who opens the page may read."""
    return frozenset(part for part, name in READERS_FIELD.items() if getattr(defi, name) == Readers.PAGE)


def reading_of(user: Any, defi: DefiPage) -> Reading:
    """Return what a person reads of a défi that they may open.

    Args:
        user: a user or ``AnonymousUser``.
        defi: the page, as published or as a draft being previewed.
    """
    if may_follow(user, defi):
        return EVERYTHING
    return Reading(open_parts(defi), people=bool(user.is_authenticated))


def public_reading(defi: DefiPage) -> Reading:
    """Return what anybody reads of a défi: what the search may hold, and open data."""
    return Reading(open_parts(defi))


def withhold_people(rows: Iterable[Any]) -> None:
    """Take out of rows, in memory, who is in charge of each: their reader is not signed in."""
    for row in rows:
        row.person = None
