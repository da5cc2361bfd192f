"""How news are found."""

from __future__ import annotations

from typing import Any

from taggit.models import Tag

from search.cards import dated_kinds
from search.documents import follow
from search.pages import page_references, register_page

from .models import NewsIndexPage, NewsPage


def _extras(page: NewsPage) -> dict[str, Any]:
    return {"body": page.author_name, "tags": sorted(tag.name for tag in page.tags.all()), "date": page.date}


register_page(NewsIndexPage)
register_page(NewsPage, kind="news", label="Actualité", plural="Actualités", order=60, extras=_extras)
follow(Tag, lambda tag: page_references(NewsPage.objects.filter(tagged_items__tag=tag)))
dated_kinds.register("news", "news")
