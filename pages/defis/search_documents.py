"""How défis are found: by what they do, who works on them, where they go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hub.people.models import Administration, Person, Promotion, Skill
from search.documents import Section, follow
from search.pages import body_sections, join, labels, page_references, register_page

from .models import DefiIndexPage, DefiPage


def _roadmap(page: DefiPage) -> Section:
    rows = [join(each.objective, each.success_criteria, each.constraints) for each in page.objectives.all()]
    return Section("", "Feuille de route", join(*rows), path="feuille-de-route/")


def _plan(page: DefiPage) -> Section:
    questions = [join(each.question, each.answer) for each in page.axis_questions.all()]
    scenarios = [
        join(each.title, each.description, each.governance, each.consequences)
        for each in page.scenarios.all()
    ]
    words = join(page.plan_summary, page.takeover, *questions, *scenarios)
    return Section("", "Pérennisation", words, path="perennisation/")


def _extras(page: DefiPage) -> dict[str, Any]:
    figures = [f"{figure.value} {figure.label}" for figure in page.key_figures.all()]
    members = page.members.select_related("person")
    team = [f"{member.person} ({member.get_role_display()})" for member in members]
    administration = page.administration
    above = administration.parent if administration else None
    parts = [_roadmap(page), _plan(page)]
    return {
        "body": join(
            *labels(administration, above), page.place, *figures, *team, *(part.body for part in parts)
        ),
        "sections": (*body_sections(page.body), *(part for part in parts if part.body)),
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


def _with_administration(administration: Administration) -> Iterable[str]:
    at_or_below = Q(administration=administration) | Q(administration__parent=administration)
    return page_references(DefiPage.objects.filter(at_or_below))


follow(Administration, _with_administration)
follow(Promotion, lambda promotion: page_references(DefiPage.objects.filter(promotion=promotion)))
follow(Skill, lambda skill: page_references(DefiPage.objects.filter(skills=skill)))
follow(Person, lambda person: page_references(DefiPage.objects.filter(members__person=person)))
