"""Labels and groups that the parts of a défi’s record share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .enums import DefiPhase, EndState, ItemState, ObjectiveState
from .models import DefiPage

PHASE_CSS = {
    DefiPhase.PREPARATION: "fr-badge--blue-cumulus",
    DefiPhase.INVESTIGATION: "fr-badge--blue-cumulus",
    DefiPhase.CONSTRUCTION: "fr-badge--info",
    DefiPhase.PRODUCTION: "fr-badge--success",
    DefiPhase.TAKEOVER: "fr-badge--green-menthe",
    DefiPhase.STOPPED: "fr-badge--beige-gris-galet",
}
STATE_CSS = {
    ItemState.TODO: "fr-badge--new",
    ItemState.IN_PROGRESS: "fr-badge--info",
    ItemState.DONE: "fr-badge--success",
    ItemState.NOT_APPLICABLE: "fr-badge--beige-gris-galet",
    ObjectiveState.PLANNED: "fr-badge--blue-cumulus",
    ObjectiveState.DROPPED: "fr-badge--beige-gris-galet",
}
END_STATE_CSS = {
    EndState.UNKNOWN: "fr-badge--new",
    EndState.NONE: "fr-badge--warning",
    EndState.PLANNED: "fr-badge--info",
    EndState.IN_PRODUCTION: "fr-badge--success",
}


@dataclass(frozen=True)
class Badge:
    """A coloured label; the colour never says more than the words."""

    label: str
    css: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under a label."""

    label: str
    rows: tuple[Any, ...]
    code: str = ""


def phase_badge(phase: str) -> Badge:
    """Return the label of a phase."""
    return Badge(DefiPhase(phase).label, PHASE_CSS[DefiPhase(phase)])


def end_state_badge(defi: DefiPage) -> Badge:
    """Return the label of the state at the end of a défi."""
    return Badge(EndState(defi.end_state).label, END_STATE_CSS[EndState(defi.end_state)])


def state_badge(row: Any) -> Badge:
    """Return the label of the state of a row."""
    return Badge(row.get_state_display(), STATE_CSS.get(row.state, ""))


def grouped(rows: Iterable[Any], attribute: str, enum: Any) -> tuple[Group, ...]:
    """Return rows under the values of an enum, in its order; a value without rows is left out."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, attribute), []).append(row)
    present = [value for value in enum.values if value in found]
    return tuple(Group(enum(value).label, tuple(found[value]), value) for value in present)
