"""RSS and Atom feeds of the news that the asking person may open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from hub.base.selectors import page_url

from .models import NewsIndexPage, NewsPage
from .selectors import visible_news

LIMIT = 20


class RssFeed(Feed):
    """RSS 2.0 feed. A reader without an account finds in it the public news only."""

    language = "fr"

    def get_object(self, request: HttpRequest, index: NewsIndexPage) -> tuple[Any, NewsIndexPage]:
        """Return who asks, and the section asked for."""
        return request.user, index

    def title(self, obj: tuple[Any, NewsIndexPage]) -> str:
        """Return the title of the feed."""
        return f"{obj[1].title} – Hub des EIG"

    def description(self, obj: tuple[Any, NewsIndexPage]) -> str:
        """Return the summary of the section."""
        return obj[1].summary

    subtitle = description

    def link(self, obj: tuple[Any, NewsIndexPage]) -> str:
        """Return the address of the section."""
        return page_url(obj[1].url_path)

    def items(self, obj: tuple[Any, NewsIndexPage]) -> list[NewsPage]:
        """Return the newest news."""
        return list(visible_news(*obj)[:LIMIT])

    def item_title(self, item: NewsPage) -> str:
        """Return the title of a piece of news."""
        return item.title

    def item_description(self, item: NewsPage) -> str:
        """Return its summary."""
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        """Return its address."""
        return page_url(item.url_path)

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        """Return its date, at midnight in Paris."""
        return timezone.make_aware(dt.datetime.combine(item.date, dt.time()))

    def item_guid(self, item: NewsPage) -> str:
        """Return an identifier that survives a change of address."""
        return f"hub-eig-news-{item.pk}"

    item_guid_is_permalink = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the feed, never to be kept by a shared cache: it depends on who asks."""
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "private, max-age=300"
        return response


class AtomFeed(RssFeed):
    """Atom 1.0 feed."""

    feed_type = Atom1Feed
