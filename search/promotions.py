"""Results that the editors put first, through Wagtail’s own search promotions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from hub.base.selectors import page_url
from hub.base.visibility import visible_to


@dataclass(frozen=True)
class Promoted:
    """A result that the editors chose for a query."""

    title: str
    url: str
    description: str
    external: bool = False


def promoted_for(user: Any, text: str) -> list[Promoted]:
    """Return what the editors promote for a query and the reader may open, in their order.

    Args:
        user: the reader; a promoted page that they may not open is left out, links to other sites are for
            signed-in people.
        text: the query, compared without case nor surrounding spaces, as Wagtail stores it.
    """
    wanted = normalise_query_string(text)
    if not wanted:
        return []
    rows = list(SearchPromotion.objects.filter(query__query_string=wanted).order_by("sort_order"))
    pages = visible_to(Page.objects.filter(pk__in=[row.page_id for row in rows if row.page_id]), user)
    known = {pk: (title, url_path) for pk, title, url_path in pages.values_list("pk", "title", "url_path")}
    chosen = []
    for row in rows:
        if row.page_id in known:
            title, url_path = known[row.page_id]
            chosen.append(Promoted(title, page_url(url_path), row.description))
        elif user.is_authenticated and row.external_link_url.startswith(("https://", "http://")):
            # Written for people of the hub; a link that would run a script is none.
            text_of_link = row.external_link_text or row.external_link_url
            chosen.append(Promoted(text_of_link, row.external_link_url, row.description, external=True))
    return chosen
