"""Reads of the news. First argument: the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import page_url
from hub.base.templatetags.hub import french_date
from hub.base.visibility import visible_to

from .models import NewsIndexPage, NewsPage


@dataclass(frozen=True)
class NewsCard:
    """A piece of news in a listing."""

    title: str
    summary: str
    url: str
    details: str


def visible_news(user: Any, index: NewsIndexPage | None = None) -> Any:
    """Return the news that a person may open, newest first."""
    rows = NewsPage.objects.child_of(index) if index is not None else NewsPage.objects.all()
    return visible_to(rows, user).defer("body").order_by("-date", "-first_published_at")


def list_news(user: Any, index: NewsIndexPage, params: Mapping[str, Any]) -> Listing:
    """Return the news under the index, filtered by year."""
    rows = visible_news(user, index)
    spec = FilterSpec(
        "annee",
        "Année",
        lambda: [(date.year, str(date.year)) for date in rows.dates("date", "year", order="DESC")],
        lambda found, value: found.filter(date__year=int(value)),
    )
    return build_listing(rows, params, [spec], per_page=12, prepare=news_cards)


def news_cards(news: list[NewsPage]) -> list[NewsCard]:
    """Return cards, without a query."""
    return [
        NewsCard(item.title, item.summary, page_url(item.url_path), french_date(item.date)) for item in news
    ]
