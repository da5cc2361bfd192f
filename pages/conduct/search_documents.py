"""How the code of conduct is found: each value and practice has an address."""

from __future__ import annotations

from typing import Any

from search.documents import Section
from search.pages import body_sections, join, register_page

from .models import CodeOfConductPage


def _extras(page: CodeOfConductPage) -> dict[str, Any]:
    entries = [
        *((value.title, value.anchor, value.statement, value.plain_text()) for value in page.values.all()),
        *((each.title, each.anchor, each.principle, each.plain_text()) for each in page.practices.all()),
    ]
    sections = [Section(anchor, title, join(statement, words)) for title, anchor, statement, words in entries]
    return {
        "body": join(*(statement for _title, _anchor, statement, _words in entries)),
        "sections": (*body_sections(page.body), *sections),
    }


register_page(
    CodeOfConductPage,
    kind="conduct",
    label="Code de conduite",
    plural="Code de conduite",
    order=50,
    extras=_extras,
)
