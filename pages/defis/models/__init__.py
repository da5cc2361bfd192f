"""Défis: the structured record of a digital challenge and of how it will live on."""

from __future__ import annotations

from .page import DefiIndexPage, DefiKeyFigure, DefiLink, DefiMember, DefiPage
from .plan import AxisQuestion, HandoverDocument, Milestone, Scenario, SustainabilityPlanMixin
from .roadmap import RoadmapObjective

__all__ = [
    "AxisQuestion",
    "DefiIndexPage",
    "DefiKeyFigure",
    "DefiLink",
    "DefiMember",
    "DefiPage",
    "HandoverDocument",
    "Milestone",
    "RoadmapObjective",
    "Scenario",
    "SustainabilityPlanMixin",
]
