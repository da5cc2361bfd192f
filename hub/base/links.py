"""Links between pages inside rich text: few queries, and nothing about a page the reader may not open."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.html import escape
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text.pages import PageLinkHandler

from .visibility import current_scope, may_enter

# id -> (tree path, address path, live)
Known = dict[int, tuple[str, str, bool]]


class VisiblePageLinkHandler(PageLinkHandler):
    """Expands ``<a linktype="page">``: the link becomes plain text when its page cannot be opened."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link."""
        wanted = {int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdigit()}
        known = _known_pages(wanted)
        return [cls._open_tag(attrs, known) for attrs in attrs_list]

    @classmethod
    def _open_tag(cls, attrs: dict[str, Any], known: Known) -> str:
        from .selectors import page_url

        raw = str(attrs.get("id", ""))
        entry = known.get(int(raw)) if raw.isdigit() else None
        if entry is None:
            return "<a>"
        path, url_path, live = entry
        user = current_scope().get("user")
        if not live or (user is not None and not may_enter(path, user)):
            return "<a>"
        return f'<a href="{escape(page_url(url_path))}">'


def _known_pages(wanted: set[int]) -> Known:
    """Return the wanted pages; the first call of a request reads all those that its page links to."""
    scope = current_scope()
    known: Known = scope.setdefault("linked_pages", {})
    missing = wanted - known.keys()
    if missing and not known and scope.get("page_id"):
        page_type = ContentType.objects.get_for_model(Page)
        references = ReferenceIndex.objects.filter(
            base_content_type=page_type, object_id=str(scope["page_id"]), to_content_type=page_type
        ).values_list("to_object_id", flat=True)
        missing |= {int(pk) for pk in references}
    if missing:
        rows = Page.objects.filter(pk__in=missing).values_list("pk", "path", "url_path", "live")
        known.update({pk: (path, url_path, live) for pk, path, url_path, live in rows})
    return known
