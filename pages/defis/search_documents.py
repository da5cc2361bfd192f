"""How défis are found: by what they do, who works on them, where they go.

What the index holds, everybody who opens the page may read: the parts that a défi reserves stay out of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hub.base.blocks import html_to_text
from hub.people.models import Administration, Person, Promotion, Skill
from search.documents import Section, follow, register_facet
from search.pages import body_sections, join, labels, page_references, register_page

from .confidentiality import SCENARIO_PARTS, Reading, public_reading
from .models import CommonProblem, DefiIndexPage, DefiPage, Technology

register_facet("technology", "Technologie", 70)

# Texts of a scenario, those that may be reserved among them.
SCENARIO_TEXTS = (
    "title", "description", "benefits", "technical", "human", "profiles", "governance", "consequences",
    *(name for name in SCENARIO_PARTS if name in {"financial", "funding_source", "risks"}),
)  # fmt: skip


def _texts(page: DefiPage) -> list[Section]:
    return [
        Section("probleme", "Le problème", html_to_text(page.problem)),
        Section("personnes-concernees", "Les personnes concernées", html_to_text(page.users)),
        Section("solution", "La solution", html_to_text(page.solution)),
    ]


def _impact(page: DefiPage) -> Section:
    rows = [join(each.name, each.get_theme_display(), each.source) for each in page.indicators.all()]
    return Section("impact", "Impact", join(*rows))


def _phases(page: DefiPage) -> Section:
    rows = [f"{each.get_phase_display()} {each.note}".strip() for each in page.phases.all()]
    return Section("phases", "Phases", join(*rows))


def _means(page: DefiPage) -> Section:
    problems = [join(each.name, each.description) for each in page.common_problems.all()]
    names = [each.name for each in (*page.technologies.all(), *page.skills_missing.all())]
    return Section("competences", "Compétences et technologies", join(*names, *problems))


def _compliance(page: DefiPage) -> Section:
    rows = [join(each.get_topic_display(), each.note) for each in page.compliance.all()]
    return Section("conformite", "Conformité", join(*rows))


def _stakeholders(page: DefiPage, reading: Reading) -> Section:
    rows = page.stakeholders.all() if reading.stakeholders else ()
    words = [join(each.name, each.role, each.next_step) for each in rows]
    return Section("parties-prenantes", "Parties prenantes", join(*words))


def _roadmap(page: DefiPage) -> Section:
    rows = [join(each.objective, each.success_criteria, each.constraints) for each in page.objectives.all()]
    return Section("", "Feuille de route", join(*rows), path="feuille-de-route/")


def _plan(page: DefiPage, reading: Reading) -> Section:
    questions = [join(each.question, each.answer) for each in page.axis_questions.all()]
    scenarios = [
        join(*(reading.scenario_value(each, name) for name in SCENARIO_TEXTS))
        for each in page.scenarios.all()
    ]
    milestones = [each.label for each in page.milestones.all()]
    documents = [join(each.get_item_display(), each.note) for each in page.handover_documents.all()]
    # Who decides and who takes over are for people who are signed in: an index is for everybody.
    words = join(page.plan_summary, page.takeover, *questions, *scenarios, *milestones, *documents)
    return Section("", "Pérennisation", words, path="perennisation/")


def _extras(page: DefiPage) -> dict[str, Any]:
    reading = public_reading(page)
    figures = [f"{figure.value} {figure.label}" for figure in page.key_figures.all()]
    members = page.members.select_related("person")
    team = [f"{member.person} ({member.get_role_display()})" for member in members]
    administration = page.administration
    above = administration.parent if administration else None
    presentation = [
        *_texts(page), _impact(page), _phases(page), _means(page), _compliance(page),
        _stakeholders(page, reading),
    ]  # fmt: skip
    parts = [part for part in (*presentation, _roadmap(page), _plan(page, reading)) if part.body]
    technologies = tuple(each.name for each in page.technologies.all())
    problems = tuple(each.name for each in page.common_problems.all())
    return {
        "body": join(
            *labels(administration, above), page.place, *figures, *team, *(part.body for part in parts)
        ),
        "sections": (*body_sections(page.body), *parts),
        "tags": [*(skill.name for skill in page.skills.all()), *technologies, *problems],
        "facets": {
            "administration": (administration.short_name,) if administration else (),
            "promotion": labels(page.promotion),
            "phase": (page.get_phase_display(),),
            "technology": technologies,
        },
        "date": page.start,
    }  # fmt: skip


register_page(DefiIndexPage)
register_page(DefiPage, kind="defi", label="Défi", plural="Défis", order=30, extras=_extras)


def _with_administration(administration: Administration) -> Iterable[str]:
    at_or_below = Q(administration=administration) | Q(administration__parent=administration)
    return page_references(DefiPage.objects.filter(at_or_below))


def _with_skill(skill: Skill) -> Iterable[str]:
    return page_references(DefiPage.objects.filter(Q(skills=skill) | Q(skills_missing=skill)))


def _with_person(person: Person) -> Iterable[str]:
    return page_references(DefiPage.objects.filter(members__person=person))


follow(Administration, _with_administration)
follow(Promotion, lambda promotion: page_references(DefiPage.objects.filter(promotion=promotion)))
follow(Skill, _with_skill)
follow(Person, _with_person)
follow(Technology, lambda technology: page_references(DefiPage.objects.filter(technologies=technology)))
follow(CommonProblem, lambda problem: page_references(DefiPage.objects.filter(common_problems=problem)))
