"""A défi as a line of the dashboard: its facts, its health, and the words that tell them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Q

from hub.base.templatetags.hub import NBSP, french_date

from ..badges import PHASE_CSS
from ..enums import ACTIVE_PHASES, DefiPhase, HealthLevel
from ..health import Finding, Health
from ..records import DefiRecord, MilestoneFact

HEALTH_CSS = {
    HealthLevel.DANGER: "fr-badge--error",
    HealthLevel.SILENT: "fr-badge--purple-glycine",
    HealthLevel.WATCH: "fr-badge--warning",
    HealthLevel.HEALTHY: "fr-badge--success",
}
# The news of the first year have come, with a month to answer: later the end of a défi is history.
RECENT = dt.timedelta(days=396)
# Reasons in full view; the others unfold.
SHOWN_FINDINGS = 2
DAYS_OF_A_MONTH = 30.4375


class Decision(models.TextChoices):
    """Where the choice of a scenario stands; the values are seen in the address."""

    TAKEN = "prise", "Prise"
    AWAITED = "attendue", "Attendue"
    LATE = "en-retard", "En retard"


class Period(models.TextChoices):
    """Which défis are listed; by default those at work and those whose end is recent."""

    ONGOING = "en-cours", "En cours"
    ENDED = "termines", "Terminés"
    ALL = "tous", "Tous les défis"


DECISION_CSS = {
    Decision.TAKEN: "fr-badge--success",
    Decision.AWAITED: "fr-badge--info",
    Decision.LATE: "fr-badge--error",
}


def ongoing(today: dt.date) -> Q:
    """Return the condition that a défi is at work, as :attr:`Row.is_ongoing` tells it."""
    dated = Q(end__gte=today) & ~Q(phase=DefiPhase.STOPPED)
    return dated | Q(end__isnull=True, phase__in=ACTIVE_PHASES)


def in_period(period: str, today: dt.date) -> Q:
    """Return the condition that a défi belongs to a period; anything else than a period: the default one."""
    if period == Period.ALL:
        return Q()
    if period == Period.ONGOING:
        return ongoing(today)
    if period == Period.ENDED:
        return ~ongoing(today)
    return ongoing(today) | Q(end__gte=today - RECENT)


def span_words(days: int) -> str:
    """Return a number of days in the unit that tells most: days, then months, then years."""
    if days < 60:
        return f"{days}{NBSP}{'jour' if days < 2 else 'jours'}"
    months = round(days / DAYS_OF_A_MONTH)
    return f"{months}{NBSP}mois" if months < 24 else f"{months // 12}{NBSP}ans"


def is_in_period(row: Row, period: str) -> bool:
    """Tell of a line what :func:`in_period` asks of the database."""
    if period == Period.ALL:
        return True
    if period in (Period.ONGOING, Period.ENDED):
        return row.is_ongoing == (period == Period.ONGOING)
    return row.is_ongoing or (row.record.end is not None and row.record.end >= row.today - RECENT)


@dataclass(frozen=True)
class Row:
    """A line of the dashboard.

    Attributes:
        record: the facts of the défi.
        health: its health on that day.
        today: the day.
        rank: place of its promotion among the promotions, the latest first.
    """

    record: DefiRecord
    health: Health
    today: dt.date
    rank: int = 0

    @property
    def is_ongoing(self) -> bool:
        """Tell whether the défi is at work: not stopped, and its end is not behind it."""
        if self.record.end is None:
            return self.record.is_active
        return self.record.end >= self.today and not self.record.is_stopped

    @property
    def days_left(self) -> int | None:
        """Return the days until the end, negative after it; None when it is not dated."""
        return self.record.days_left(self.today)

    @property
    def phase_label(self) -> str:
        """Return the phase in words."""
        return DefiPhase(self.record.phase).label

    @property
    def phase_css(self) -> str:
        """Return the colour of the phase."""
        return PHASE_CSS[DefiPhase(self.record.phase)]

    @property
    def calendar(self) -> str:
        """Return where the défi is in its calendar, in a few words."""
        days = self.days_left
        if self.record.start and self.record.start > self.today:
            return f"commence dans {span_words((self.record.start - self.today).days)}"
        if days is None:
            return "fin non datée"
        if days < 0:
            return f"terminé depuis {span_words(-days)}"
        if self.record.is_stopped:
            return "arrêté avant sa fin"
        if days == 0:
            return "dernier jour"
        return f"{days}{NBSP}{'jour' if days == 1 else 'jours'}"

    @property
    def health_css(self) -> str:
        """Return the colour of the health."""
        return HEALTH_CSS[HealthLevel(self.health.level)]

    @property
    def first_findings(self) -> tuple[Finding, ...]:
        """Return the reasons in full view."""
        return self.health.findings[:SHOWN_FINDINGS]

    @property
    def other_findings(self) -> tuple[Finding, ...]:
        """Return the reasons that unfold."""
        return self.health.findings[SHOWN_FINDINGS:]

    @cached_property
    def milestone(self) -> MilestoneFact | None:
        """Return the next step."""
        return self.record.next_milestone(self.today)

    @cached_property
    def late_milestones(self) -> tuple[MilestoneFact, ...]:
        """Return the steps that are not done and whose day has passed."""
        return tuple(each for each in self.record.milestones if not each.done and each.date < self.today)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Return the documents to hand over that are not ready."""
        return tuple(item.label for item in self.record.missing_handover)

    @property
    def decision(self) -> Decision:
        """Return where the decision stands; a défi that was stopped awaits none."""
        record = self.record
        if record.decided_on or record.decided or record.is_stopped:
            return Decision.TAKEN
        late = record.decision_due is not None and record.decision_due < self.today
        return Decision.LATE if late else Decision.AWAITED

    @property
    def decision_css(self) -> str:
        """Return the colour of the decision."""
        return DECISION_CSS[self.decision]

    @property
    def decision_day(self) -> dt.date | None:
        """Return the day of the decision, or the day for which it is awaited."""
        taken = self.decision == Decision.TAKEN
        return self.record.decided_on if taken else self.record.decision_due

    @property
    def decision_words(self) -> str:
        """Return what the decision is, or when it is awaited."""
        record = self.record
        if self.decision == Decision.TAKEN:
            unnamed = "arrêt" if record.is_stopped else "scénario à préciser"
            chosen = record.decided.title if record.decided else unnamed
            return f"{chosen}, le {french_date(record.decided_on)}" if record.decided_on else chosen
        if record.decision_due is None:
            return "sans date prévue"
        return f"pour le {french_date(record.decision_due)}"

    @property
    def plan_url(self) -> str:
        """Return the address of the sustainability plan."""
        return self.record.address("perennisation/")
