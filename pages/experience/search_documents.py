"""How experience reports are found: by answer, author and défi."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.base.blocks import html_to_text
from hub.people.models import Person, Promotion
from search.cards import dated_kinds
from search.documents import Section, follow
from search.pages import body_sections, join, labels, page_references, register_page

from .models import ExperienceIndexPage, ExperienceReportPage


def _extras(page: ExperienceReportPage) -> dict[str, Any]:
    answers = [
        Section(answer["anchor"], answer["question"], html_to_text(answer["text"])) for answer in page.answers
    ]
    authors = [str(author.person) for author in page.authors.select_related("person")]
    return {
        "body": join(*authors),
        "sections": (*answers, *body_sections(page.body)),
        "facets": {
            "profile": (page.get_profile_display(),),
            "promotion": labels(page.promotion),
        },
        "date": page.date,
    }


register_page(ExperienceIndexPage)
register_page(
    ExperienceReportPage,
    kind="experience",
    label="Retour d’expérience",
    plural="Retours d’expérience",
    order=40,
    extras=_extras,
)


def _of_promotion(promotion: Promotion) -> Iterable[str]:
    return page_references(ExperienceReportPage.objects.filter(promotion=promotion))


def _by_person(person: Person) -> Iterable[str]:
    return page_references(ExperienceReportPage.objects.filter(authors__person=person))


follow(Promotion, _of_promotion)
follow(Person, _by_person)
dated_kinds.register("experience", "experience")
