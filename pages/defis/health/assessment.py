"""From the facts of a défi to its health."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ..enums import HealthLevel
from ..records import DefiRecord
from .catalogue import rule_catalogue
from .thresholds import PROGRAMME, Thresholds

# From the most to the least worrying: the order in which the levels are declared.
_RANK = {level: rank for rank, level in enumerate(HealthLevel.values)}
_CSS = {
    HealthLevel.DANGER: "fr-alert--error",
    HealthLevel.SILENT: "fr-alert--info",
    HealthLevel.WATCH: "fr-alert--warning",
    HealthLevel.HEALTHY: "fr-alert--success",
}


@dataclass(frozen=True)
class Finding:
    """Something to worry about.

    Attributes:
        code: the rule that found it.
        level: how bad it is.
        sentence: what is wrong, as one sentence of plain French.
        url: where to mend it: the part of the record, and the place in it.
        reading_url: the part where those who may not edit the défi read what it is about.
    """

    code: str
    level: str
    sentence: str
    url: str
    reading_url: str = ""

    @property
    def label(self) -> str:
        """Return the level in words."""
        return HealthLevel(self.level).label


@dataclass(frozen=True)
class Health:
    """The health of a défi and its reasons, the most worrying first; healthy: there is none."""

    level: str
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """Return the level in words."""
        return HealthLevel(self.level).label

    @property
    def css(self) -> str:
        """Return the class of the box, whose icon goes with the colour; the words say it all."""
        return _CSS[HealthLevel(self.level)]


def assess(record: DefiRecord, today: dt.date, limits: Thresholds = PROGRAMME) -> Health:
    """Return the health of a défi on a day: the level of its worst finding.

    Args:
        record: the facts.
        today: the day.
        limits: when each rule begins to speak.
    """
    found = []
    for rule in rule_catalogue():
        verdict = rule.judge(record, today, limits) if rule.scope(record, today, limits) else None
        if verdict is not None:
            places = (rule.place.url(record), rule.place.reading_url(record))
            finding = Finding(rule.code, *verdict, *places)
            # Among what is to watch, what will endanger the défi if nothing is done comes first.
            found.append((_RANK[finding.level], HealthLevel.DANGER not in rule.levels, finding))
    findings = [finding for *_, finding in sorted(found, key=lambda row: row[:2])]
    return Health(findings[0].level if findings else HealthLevel.HEALTHY, tuple(findings))


def assess_all(records: Iterable[DefiRecord], today: dt.date) -> dict[int, Health]:
    """Return the health of défis by their id, on the same day and without any query."""
    return {record.pk: assess(record, today) for record in records}
