"""Défis: the structured record of a digital challenge and of how it will live on."""

from __future__ import annotations

from .identity import (
    ComplianceCheck,
    DefiKeyFigure,
    DefiLink,
    DefiMember,
    ImpactIndicator,
    IndicatorMeasure,
    PhaseStep,
    Stakeholder,
)
from .life import DefiTeam, FollowUp, HistoryEntry
from .page import DefiIndexPage, DefiPage
from .plan import AxisQuestion, HandoverDocument, Milestone, Scenario, SustainabilityPlanMixin
from .roadmap import RoadmapMixin, RoadmapObjective
from .settings import DefiSettings, Moderation
from .vocabulary import CommonProblem, Technology

__all__ = [
    "AxisQuestion",
    "CommonProblem",
    "ComplianceCheck",
    "DefiIndexPage",
    "DefiKeyFigure",
    "DefiLink",
    "DefiMember",
    "DefiPage",
    "DefiSettings",
    "DefiTeam",
    "FollowUp",
    "HandoverDocument",
    "HistoryEntry",
    "ImpactIndicator",
    "IndicatorMeasure",
    "Milestone",
    "Moderation",
    "PhaseStep",
    "RoadmapMixin",
    "RoadmapObjective",
    "Scenario",
    "Stakeholder",
    "SustainabilityPlanMixin",
    "Technology",
]
