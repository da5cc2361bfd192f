"""The limits of the health rules, relative to the défi’s own calendar."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules import SCENARIOS_TO_COMPARE


@dataclass(frozen=True)
class Thresholds:
    """When a rule begins to speak.

    The days and shares are those of the programme’s ten months. « Days before the end » never count
    before the middle of a défi that is shorter.

    Attributes:
        mid_term: share of the défi’s calendar, from 0 at its start to 1 at its end.
        roadmap_after_start: days after the start.
        revision_after_mid_term: days after the middle.
        dsi_after_start: days after the start.
        scenarios: number of ways to go on to compare, stopping left aside.
        recommended_before_end: days before the end.
        decided_before_end: days before the end.
        decision_late: days after the decision was expected, from which it endangers the défi.
        takeover_before_end: days before the end, to watch.
        takeover_danger: days before the end, in danger.
        confirmed_every: days since the last confirmation of the plan.
        installation_before_end: days before the end, to watch.
        installation_danger: days before the end, in danger.
        handover_before_end: days before the end, to watch.
        handover_danger: days before the end, in danger.
        axes_before_end: days before the end.
        funding_before_end: days before the end.
        phase_late: days after the end, from which a phase not closed endangers the défi.
        silence: days without anything published or confirmed.
        closing: days after the end during which the hand-over is still judged; then news are asked.
        memory: days after the end, or the stop, after which what is missing can no longer be written.
        production_after_end: days after the end, to watch.
        production_danger: days after the end, in danger.
    """

    mid_term: float = 0.5
    roadmap_after_start: int = 30
    revision_after_mid_term: int = 30
    dsi_after_start: int = 60
    scenarios: int = SCENARIOS_TO_COMPARE
    recommended_before_end: int = 90
    decided_before_end: int = 60
    decision_late: int = 30
    takeover_before_end: int = 60
    takeover_danger: int = 30
    confirmed_every: int = 45
    installation_before_end: int = 60
    installation_danger: int = 30
    handover_before_end: int = 30
    handover_danger: int = 7
    axes_before_end: int = 60
    funding_before_end: int = 30
    phase_late: int = 30
    silence: int = 90
    closing: int = 90
    memory: int = 365
    production_after_end: int = 182
    production_danger: int = 365


PROGRAMME = Thresholds()
