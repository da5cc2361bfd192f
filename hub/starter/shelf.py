"""What the pages of the starter content refer to while they are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page

from hub.base.markup import to_blocks, to_rich_text
from hub.base.models import HubDocument
from hub.people.models import Administration, Person, Promotion, Skill
from pages.defis.models import CommonProblem, Technology
from resources.centre.models import Theme

from .files import file_bytes
from .reading import strip_terms


@dataclass
class Shelf:
    """People and registers by slug, and the pages already created by place."""

    people: dict[str, Person] = field(default_factory=lambda: _by_slug(Person.objects.select_related("user")))
    skills: dict[str, Skill] = field(default_factory=lambda: _by_slug(Skill.objects))
    technologies: dict[str, Technology] = field(default_factory=lambda: _by_slug(Technology.objects))
    common_problems: dict[str, CommonProblem] = field(default_factory=lambda: _by_slug(CommonProblem.objects))
    themes: dict[str, Theme] = field(default_factory=lambda: _by_slug(Theme.objects))
    administrations: dict[str, Administration] = field(
        default_factory=lambda: _by_slug(Administration.objects)
    )
    promotions: dict[int | None, Promotion] = field(
        default_factory=lambda: {promotion.number: promotion for promotion in Promotion.objects.all()}
    )
    pages: dict[str, Page] = field(default_factory=dict)

    def link(self, href: str) -> str | dict[str, Any] | None:
        """Resolve ``page:place`` to a page already created; other addresses stay (markup.Resolver)."""
        if not href.startswith("page:"):
            return href
        page = self.pages.get(href.removeprefix("page:").strip("/"))
        return {"linktype": "page", "id": page.pk} if page else None

    def image(self, src: str, alt: str) -> None:
        """Know no image: the starter content has none (markup.Resolver)."""
        return None

    def rich(self, text: str | None) -> str:
        """Return Markdown as rich text."""
        return to_rich_text(strip_terms(text or ""), self)[0]

    def blocks(self, text: str) -> list[dict[str, Any]]:
        """Return Markdown as the blocks of a body."""
        return to_blocks(text, self).blocks

    def items(self, texts: list[str] | None) -> list[dict[str, Any]]:
        """Return a list of Markdown lines as the blocks of a list of short texts."""
        return [{"type": "item", "value": self.rich(text)} for text in texts or []]

    def somebody(self, slug: str | None) -> Person | None:
        """Return a person of the register; None for nobody.

        Raises:
            KeyError: the register has nobody of this slug.
        """
        return self.people[slug] if slug else None


def _by_slug(rows: Any) -> dict[str, Any]:
    return {row.slug: row for row in rows.all()}


def store_document(title: str, name: str) -> HubDocument:
    """Store a file of the starter content.

    Args:
        title: how the hub calls it.
        name: see :func:`hub.starter.files.file_bytes`.

    Raises:
        FileNotFoundError: the content has no such file.
    """
    document = HubDocument(title=title)
    document.file.save(name, ContentFile(file_bytes(name)), save=False)
    document.save()
    return document
