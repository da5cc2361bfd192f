"""From the facts of a défi to its health."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..enums import HealthLevel
from ..records import DefiRecord


@dataclass(frozen=True)
class Finding:
    """Something to worry about.

    Attributes:
        code: the rule that found it.
        level: how bad it is.
        sentence: what is wrong, as one sentence of plain French.
        url: where to mend it: the part of the record, and the place in it.
    """

    code: str
    level: str
    sentence: str
    url: str


@dataclass(frozen=True)
class Health:
    """The health of a défi and its reasons, the most worrying first; healthy: there is none."""

    level: str
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """Return the level in words."""
        return HealthLevel(self.level).label


def assess(record: DefiRecord, today: dt.date) -> Health:
    """Return the health of a défi on a day."""
    return Health(HealthLevel.HEALTHY)
