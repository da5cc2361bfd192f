"""How défis are found: by what they do, who works on them, where they go."""

from __future__ import annotations

from typing import Any

from search.pages import join, labels, register_page

from .models import DefiIndexPage, DefiPage


def _extras(page: DefiPage) -> dict[str, Any]:
    figures = [f"{figure.value} {figure.label}" for figure in page.key_figures.all()]
    team = [
        f"{member.person} ({member.get_role_display()})" for member in page.members.select_related("person")
    ]
    roadmap = [
        join(each.objective, each.success_criteria, each.constraints) for each in page.objectives.all()
    ]
    scenarios = [join(each.title, each.description) for each in page.scenarios.all()]
    administration = page.administration
    above = administration.parent if administration else None
    return {
        "body": join(
            *labels(administration, above),
            page.place,
            *figures,
            *team,
            *roadmap,
            page.plan_summary,
            page.takeover,
            *scenarios,
        ),
        "tags": [skill.name for skill in page.skills.all()],
        "facets": {
            "administration": (administration.short_name,) if administration else (),
            "promotion": labels(page.promotion),
            "phase": (page.get_phase_display(),),
        },
        "date": page.start,
    }


register_page(DefiIndexPage)
register_page(DefiPage, kind="defi", label="Défi", plural="Défis", order=30, extras=_extras)
