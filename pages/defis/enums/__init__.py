"""Vocabulary of the défis, their roadmaps, their sustainability plans and what follows."""

from __future__ import annotations

from .follow_up import AddressState, FollowUpState, HistoryKind, ProductStatus
from .health import HealthLevel
from .identity import (
    ACTIVE_PHASES,
    ComplianceState,
    ComplianceTopic,
    DefiLinkKind,
    DefiPhase,
    IndicatorTheme,
    Stance,
    TeamRole,
)
from .plan import (
    HANDOVER_FAMILIES,
    REQUIRED_HANDOVER,
    Axis,
    EndState,
    HandoverItem,
    ItemState,
    Readers,
    ScenarioKind,
)
from .roadmap import Horizon, ObjectiveState, RoadmapStage

__all__ = [
    "ACTIVE_PHASES",
    "HANDOVER_FAMILIES",
    "REQUIRED_HANDOVER",
    "AddressState",
    "Axis",
    "ComplianceState",
    "ComplianceTopic",
    "DefiLinkKind",
    "DefiPhase",
    "EndState",
    "FollowUpState",
    "HandoverItem",
    "HealthLevel",
    "HistoryKind",
    "Horizon",
    "IndicatorTheme",
    "ItemState",
    "ObjectiveState",
    "ProductStatus",
    "Readers",
    "RoadmapStage",
    "ScenarioKind",
    "Stance",
    "TeamRole",
]
