"""How news are found."""

from __future__ import annotations

from typing import Any

from search.pages import register_page

from .models import NewsIndexPage, NewsPage


def _extras(page: NewsPage) -> dict[str, Any]:
    return {"body": page.author_name, "tags": sorted(tag.name for tag in page.tags.all()), "date": page.date}


register_page(NewsIndexPage)
register_page(NewsPage, kind="news", label="Actualité", plural="Actualités", order=60, extras=_extras)
