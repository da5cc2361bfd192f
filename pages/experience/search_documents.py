"""How experience reports are found: by answer, author and défi."""

from __future__ import annotations

from typing import Any

from hub.base.blocks import html_to_text
from search.documents import Section
from search.pages import body_sections, join, labels, register_page

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
