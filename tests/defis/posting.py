"""What a browser sends from the edit form of a défi."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from pages.defis import teams
from pages.defis.models import DefiMember, DefiPage
from tests.factories.people import PersonFactory, UserFactory

FORMSETS = (
    "phases", "key_figures", "links", "compliance", "indicators", "stakeholders", "objectives",
    "axis_questions", "scenarios", "milestones", "handover_documents", "comments",
)  # fmt: skip


def edit_url(defi: Any) -> str:
    """Return the address of the edit form."""
    return reverse("wagtailadmin_pages:edit", args=[defi.pk])


def sent(defi: Any, **values: Any) -> dict[str, Any]:
    """Return the fields that a member sees, rows left alone, and whatever else is sent by hand."""
    empty = {f"{name}-{part}": "0" for name in FORMSETS for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    shown = {
        "title": defi.title,
        "summary": defi.summary,
        "end_state": defi.end_state,
        "roadmap_stage": defi.roadmap_stage,
        "decision_maker": defi.decision_maker,
        "body-count": "0",
    }
    return {**empty, **shown, **values}


def member_of(defi: Any, role: str = "mentor_operational", **membership: Any) -> Any:
    """Return the account of somebody who has just joined a défi, and edits it."""
    user = UserFactory(groups=["Mentors"])
    person = PersonFactory(user=user)
    DefiMember.objects.create(defi=defi, person=person, role=role, **membership)
    teams.sync_team(defi)
    return user


def fresh(defi: Any) -> DefiPage:
    """Return a défi as it is published."""
    return DefiPage.objects.get(pk=defi.pk)
