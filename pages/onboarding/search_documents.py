"""How onboarding paths are found, step by step."""

from __future__ import annotations

from typing import Any

from hub.base.blocks import html_to_text
from search.documents import Section
from search.pages import body_sections, join, register_page

from .models import OnboardingPathPage


def _extras(page: OnboardingPathPage) -> dict[str, Any]:
    steps = []
    for step in page.steps.all():
        tasks = (f"{task.title} {html_to_text(task.detail)}" for task in step.tasks.all())
        steps.append(Section(step.anchor, step.title, join(html_to_text(step.introduction), *tasks)))
    return {"sections": (*body_sections(page.body), *steps)}


register_page(
    OnboardingPathPage,
    kind="onboarding",
    label="Parcours d’accueil",
    plural="Parcours d’accueil",
    order=20,
    extras=_extras,
)
