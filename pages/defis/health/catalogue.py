"""What a health rule is, where it applies, and the list of them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.urls import reverse

from ..enums import HealthLevel
from ..records import DefiRecord
from .thresholds import PROGRAMME, Thresholds

# Level and sentence; None when there is nothing to say.
Verdict = tuple[str, str] | None
Judge = Callable[[DefiRecord, dt.date, Thresholds], Verdict]
Scope = Callable[[DefiRecord, dt.date, Thresholds], bool]

ADMIN = "admin"


@dataclass(frozen=True)
class Place:
    """Where something is mended.

    Attributes:
        part: part of the record, such as ``perennisation/modifier/``, with the rows that it unfolds
            (``?ligne=``, ``?a-completer=``); ``ADMIN`` for the Wagtail form.
        anchor: the place in it.
    """

    part: str
    anchor: str = ""

    def url(self, record: DefiRecord) -> str:
        """Return the address of the place for a défi."""
        if self.part == ADMIN:
            return f"{reverse('wagtailadmin_pages:edit', args=[record.pk])}#{self.anchor}"
        return record.address(self.part, self.anchor)

    def reading_url(self, record: DefiRecord) -> str:
        """Return the address of the part that shows, to whoever opens the défi, what is mended there."""
        return record.address("" if self.part == ADMIN else self.part.partition("modifier/")[0])


ROADMAP = "feuille-de-route/modifier/"
PLAN = "perennisation/modifier/"


@dataclass(frozen=True)
class Rule:
    """A rule of the health of défis.

    Attributes:
        code: its name in the code, the exports and the documentation.
        levels: the levels that it may give.
        when: when it speaks, in French, its figures filled in.
        example: a sentence that it gives.
        scope: which défis it judges.
        judge: the rule itself.
        place: where to mend what it finds.
    """

    code: str
    levels: tuple[str, ...]
    when: str
    example: str
    scope: Scope
    judge: Judge
    place: Place

    @property
    def level_labels(self) -> str:
        """Return the levels in words."""
        return ", puis ".join(HealthLevel(level).label.lower() for level in self.levels)


_RULES: dict[str, Rule] = {}


def rule(
    code: str, *levels: str, scope: Scope, place: Place, when: str, example: str
) -> Callable[[Judge], Judge]:
    """Register a rule; its figures in ``when`` are those of :class:`Thresholds`, by name.

    Raises:
        ValueError: the code is taken.
    """

    def register(judge: Judge) -> Judge:
        if code in _RULES:
            raise ValueError(f"Two health rules are called {code}.")
        text = when.format(**asdict(PROGRAMME))
        _RULES[code] = Rule(code, levels, text, example, scope, judge, place)
        return judge

    return register


def rule_catalogue() -> tuple[Rule, ...]:
    """Return every rule, in the order of a défi’s life."""
    # Imported in the order of a défi’s life, which is that of the list.
    from . import rules, rules_end, rules_after  # noqa: F401, I001

    return tuple(_RULES.values())


# --- Which défis a rule judges


def running(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the ten months are not over: at work, or already taken over or in production."""
    if record.is_stopped:
        return False
    return today <= record.end if record.end else record.is_active


def closing(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the hand-over can still be mended: until the first news are asked."""
    left = record.days_left(today)
    return not record.is_stopped and left is not None and left >= -limits.closing


def followed(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the défi goes on, or ended less than a year ago."""
    left = record.days_left(today)
    return not record.is_stopped and (left is None or left >= -limits.memory)


def unfinished(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the défi is said to be at work, whatever its dates."""
    return record.is_active


def ended(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the end is behind, and the défi not stopped."""
    left = record.days_left(today)
    return not record.is_stopped and left is not None and left < 0


def stopped(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the défi was stopped, recently enough for what is missing to be written."""
    if not record.is_stopped:
        return False
    since = max((step.start for step in record.phases if step.phase == record.phase), default=record.end)
    return since is None or (today - since).days <= limits.memory
