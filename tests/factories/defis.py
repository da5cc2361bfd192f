"""A défi with everything filled in, for the tests of its record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pages.defis.models import (
    AxisQuestion,
    ComplianceCheck,
    DefiLink,
    DefiMember,
    DefiPage,
    HandoverDocument,
    ImpactIndicator,
    IndicatorMeasure,
    Milestone,
    PhaseStep,
    RoadmapObjective,
    Scenario,
    Stakeholder,
)

# Words that only the reserved parts hold: what must not leak.
MONEY_WORDS = ("Fonds de transformation secret", "87654")
RISK_WORDS = ("Risque confidentiel du fournisseur",)
STAKEHOLDER_WORDS = ("Sous-direction influente",)


def day(offset: int) -> dt.date:
    """Return the day that is so many days from today."""
    return timezone.localdate() + dt.timedelta(days=offset)


def full_defi(tree: Any, *, title: str = "Défi complet", slug: str = "complet", **fields: Any) -> DefiPage:
    """Add a défi at mid-term with every part of the record filled in.

    Args:
        tree: the small hub.
        title: its title.
        slug: its address.
        fields: other values of the page’s own fields.
    """
    values: dict[str, Any] = {
        "start": day(-150),
        "end": day(150),
        "end_state": "planned",
        "takeover": "Bureau de la relation avec le public",
        "plan_summary": "Le plan avance.",
        "decision_maker": "Comité de direction",
        "decision_due": day(60),
        **fields,
    }
    defi = DefiPage(title=title, slug=slug, **values)
    defi.members = [DefiMember(person=tree.person, role="eig", start=values["start"])]
    defi.phases = [
        PhaseStep(phase="investigation", start=day(-150)),
        PhaseStep(phase="construction", start=day(-90)),
    ]
    defi.links = [
        DefiLink(kind="code", url="https://example.org/code"),
        DefiLink(kind="product", url="https://example.org"),
    ]
    defi.compliance = [ComplianceCheck(topic="rgaa", state="partial", rate=72, checked_on=day(-20))]
    indicator = ImpactIndicator(
        theme="public_policy", name="Délai de réponse", unit="jours", baseline=30, baseline_on=day(-140),
        target=10, target_on=day(140),
    )  # fmt: skip
    indicator.measures = [
        IndicatorMeasure(date=day(-60), value=24),
        IndicatorMeasure(date=day(-10), value=18),
    ]
    defi.indicators = [indicator]
    defi.stakeholders = [
        Stakeholder(name=STAKEHOLDER_WORDS[0], interest=3, influence=3, next_step="Lui montrer l’outil")
    ]
    defi.objectives = [
        RoadmapObjective(horizon="short", objective="Tester avec dix personnes", state="done", due=day(-30)),
        RoadmapObjective(
            horizon="long", objective="Une documentation solide", person=tree.person, due=day(120)
        ),
    ]
    defi.axis_questions = [
        AxisQuestion(axis="deployment", question="Qui héberge ?", answer="La DSI", state="done"),
        AxisQuestion(axis="transmission", question="Qui reprend le code ?", state="todo", due=day(40)),
    ]
    defi.scenarios = [
        Scenario(
            kind="in_house", title="Une équipe interne", recommended=True, fte=2,
            yearly_cost=int(MONEY_WORDS[1]), funding_source=MONEY_WORDS[0], risks=RISK_WORDS[0],
            benefits="Autonomie",
        ),
        Scenario(kind="contractor", title="Un marché de maintenance"),
        Scenario(kind="stop", title="L’arrêt", consequences="Retour aux tableurs"),
    ]  # fmt: skip
    defi.milestones = [
        Milestone(date=day(-20), label="Note présentée", done=True),
        Milestone(date=day(60), label="Décision de la direction"),
    ]
    defi.handover_documents = [
        HandoverDocument(item="code", state="done", url="https://example.org/code"),
        HandoverDocument(item="installation_documentation", state="todo"),
    ]
    return tree.add(tree.defis, slug, defi)
