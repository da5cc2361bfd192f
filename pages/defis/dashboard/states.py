"""What became of the products, by promotion: one set of bars for the picture and for its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from ..enums import EndState, FollowUpState, ProductStatus
from ..records import DefiRecord
from .rows import Row

# Pixels; whole numbers, for a French decimal comma breaks the coordinates of an SVG.
WIDTH, MARGIN = 960, 16
# The widest part of a défi: a small promotion fits on a phone.
UNITS = (4, 40)
# A letter of a name, and what the total takes after its bar.
CHARACTER, TOTAL = 8, 68
LINE, BAR_HEIGHT = 44, 28
NAME_LENGTH = 24
COUNT_WIDTH = 18
NO_PROMOTION = "Sans promotion"


class Outcome(models.TextChoices):
    """The latest known state of a product."""

    IN_PRODUCTION = "in_production", "En production"
    PLANNED = "planned", "Mise en production prévue"
    STOPPED = "stopped", "Arrêté ou jamais mis en production"
    UNKNOWN = "unknown", "Pas encore connu ou sans nouvelles"


_OF_NEWS = {
    ProductStatus.IN_PRODUCTION: Outcome.IN_PRODUCTION,
    ProductStatus.PLANNED: Outcome.PLANNED,
    ProductStatus.STOPPED: Outcome.STOPPED,
}
_OF_END = {
    EndState.IN_PRODUCTION: Outcome.IN_PRODUCTION,
    EndState.PLANNED: Outcome.PLANNED,
    EndState.NONE: Outcome.STOPPED,
    EndState.UNKNOWN: Outcome.UNKNOWN,
}


def outcome(record: DefiRecord) -> Outcome:
    """Return the latest known state of a product.

    The last answer to a follow-up wins over what was written at the end. A production that was only
    planned, and of which nobody gave news when asked, is unknown: silence shows as silence.
    """
    if record.last_news is not None:
        return _OF_NEWS[ProductStatus(record.last_news.status)]
    if record.is_stopped:
        return Outcome.STOPPED
    silent = any(each.state == FollowUpState.SILENT for each in record.follow_ups)
    if silent and record.end_state == EndState.PLANNED:
        return Outcome.UNKNOWN
    return _OF_END[EndState(record.end_state)]


@dataclass(frozen=True)
class Part:
    """A part of a bar."""

    code: str
    label: str
    count: int
    x: int = 0
    width: int = 0

    @property
    def middle(self) -> int:
        """Return the place of the number."""
        return self.x + self.width // 2

    @property
    def has_room(self) -> bool:
        """Tell whether the number fits."""
        return self.width >= COUNT_WIDTH


@dataclass(frozen=True)
class Bar:
    """A promotion; ``parts`` has one entry by outcome, in order, empty ones included."""

    name: str
    total: int
    parts: tuple[Part, ...]
    y: int

    @property
    def short_name(self) -> str:
        """Return the name as the picture can hold it."""
        return self.name if len(self.name) <= NAME_LENGTH else f"{self.name[: NAME_LENGTH - 1].rstrip()}…"

    @property
    def text_y(self) -> int:
        """Return the base line of the words."""
        return self.y + BAR_HEIGHT // 2 + 5

    @property
    def total_x(self) -> int:
        """Return where the total is written."""
        return max(part.x + part.width for part in self.parts) + 8


@dataclass(frozen=True)
class States:
    """The picture."""

    bars: tuple[Bar, ...]
    height: int
    title: str = ""
    description: str = ""
    bar_height: int = BAR_HEIGHT

    @property
    def width(self) -> int:
        """Return the width of what is drawn, totals included."""
        return max((bar.total_x for bar in self.bars), default=0) + TOTAL

    @property
    def names_x(self) -> int:
        """Return where the names end."""
        return self.bars[0].parts[0].x - 12 if self.bars else 0

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Return code and name of the outcomes."""
        return [(str(each), each.label) for each in Outcome]


def draw_states(rows: Iterable[Row], promotions: Sequence[tuple[str, str]]) -> States:
    """Return the states of the products, a bar by promotion, the oldest first.

    Args:
        rows: the défis.
        promotions: ``(slug, name)``, the latest first.
    """
    found: dict[str, list[Outcome]] = {}
    for row in rows:
        found.setdefault(row.record.promotion_slug, []).append(outcome(row.record))
    named = [(slug, name) for slug, name in reversed(promotions) if slug in found]
    if "" in found:
        named.append(("", NO_PROMOTION))
    largest = max((len(outcomes) for outcomes in found.values()), default=0)
    left = min(max((len(name) for _slug, name in named), default=0), NAME_LENGTH) * CHARACTER + MARGIN
    bars = tuple(_bar(name, found[slug], place, largest, left) for place, (slug, name) in enumerate(named))
    totals = {each: sum(outcomes.count(each) for outcomes in found.values()) for each in Outcome}
    return States(
        bars=bars,
        height=LINE * len(bars) + 8,
        title="États des produits par promotion",
        description="\u202f; ".join(f"{each.label.lower()}\u00a0: {count}" for each, count in totals.items())
        + ". Le tableau qui suit dit la même chose.",
    )


def _bar(name: str, outcomes: list[Outcome], place: int, largest: int, left: int) -> Bar:
    least, most = UNITS
    unit = min(max(least, (WIDTH - left - TOTAL) // largest), most)
    x, parts = left, []
    for each in Outcome:
        width = outcomes.count(each) * unit
        parts.append(Part(str(each), each.label, outcomes.count(each), x, width))
        x += width
    return Bar(name, len(outcomes), tuple(parts), place * LINE + 8)
