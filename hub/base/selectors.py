"""Reads shared by the rooms: cards, navigation, breadcrumb, site map. First argument: the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page

from .models import HubPage
from .registry import navigation
from .visibility import current_scope, visible_to


@dataclass(frozen=True)
class PageCard:
    """A page in a listing."""

    pk: int
    title: str
    summary: str
    url: str
    kind: str
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the main navigation or of a side menu."""

    title: str
    url: str
    current: bool = False
    open: bool = False
    children: tuple[MenuEntry, ...] = ()


def hub_page_types() -> list[type[HubPage]]:
    """Return every concrete page type of the hub."""
    return [model for model in apps.get_models() if issubclass(model, HubPage) and not model._meta.abstract]


def kind_labels() -> dict[int, str]:
    """Return content type id -> label of the page type."""
    types = ContentType.objects.get_for_models(*hub_page_types())
    labels = {model: model.kind_label for model in hub_page_types()}
    return {content_type.pk: labels[model] for model, content_type in types.items()}  # type: ignore[index]


def page_cards(pages: Any, limit: int | None = None) -> list[PageCard]:
    """Return cards for a queryset of pages, in its order.

    The pages are read by type, two columns each: as many queries as there are page types among
    them, whatever the number of pages.
    """
    rows = list(pages.values_list("pk", "title", "url_path", "content_type_id")[:limit])
    by_type: dict[int, list[int]] = {}
    for pk, _title, _url, type_id in rows:
        by_type.setdefault(type_id, []).append(pk)
    labels, summaries = kind_labels(), {}
    for type_id, pks in by_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is not None and issubclass(model, HubPage):
            found = model._default_manager.filter(pk__in=pks).values_list("pk", "summary", "audience")
            summaries.update({pk: (summary, tuple(audience or ())) for pk, summary, audience in found})
    cards = []
    for pk, title, url_path, type_id in rows:
        summary, audience = summaries.get(pk, ("", ()))
        cards.append(PageCard(pk, title, summary, page_url(url_path), labels.get(type_id, "Page"), audience))
    return cards


def child_rows(page: Any, name: str, *related: str) -> Any:
    """Return the child rows of a page with relations read at once.

    Rows of a draft being previewed are in memory, not in the database: they are returned as they are.

    Args:
        page: a page, or any clusterable object.
        name: name of the child relation.
        related: relations of the rows to read with them.
    """
    manager = getattr(page, name)
    in_memory = not page.pk or name in getattr(page, "_cluster_related_objects", {})
    return manager.all() if in_memory else manager.select_related(*related)


def page_url(url_path: str) -> str:
    """Return the address of a tree path: the hub is one site whose first segment is the home page."""
    parts = url_path.strip("/").split("/")
    return "/" + "".join(f"{part}/" for part in parts[1:])


def _menu_rows(user: Any, home: Any) -> list[tuple[str, int, str, str]]:
    """Return path, depth, title and address path of the two levels that menus show."""
    scope = current_scope()
    if "menu" not in scope:
        scope["menu"] = list(
            visible_to(Page.objects.filter(path__startswith=home.path), user)
            .filter(Q(show_in_menus=True, depth__lte=home.depth + 2) | Q(depth=home.depth))
            .order_by("path")
            .values_list("path", "depth", "title", "url_path")
        )
    return scope["menu"]


def main_menu(user: Any, home: Page | None, current_path: str) -> list[MenuEntry]:
    """Return the main navigation: sections shown in menus with their pages, then other places.

    Args:
        user: the reader.
        home: the root page of the site.
        current_path: the address being shown, which marks the current entry.
    """
    if home is None:
        return []
    rows = _menu_rows(user, home)
    entries: list[MenuEntry] = []
    for path, depth, title, url_path in rows:
        if depth != home.depth + 1:
            continue  # the home page itself, or a page shown under its section
        url = page_url(url_path)
        children = tuple(
            MenuEntry(child_title, page_url(child_url), current_path == page_url(child_url))
            for child_path, child_depth, child_title, child_url in rows
            if child_depth == depth + 1 and child_path.startswith(path)
        )
        entries.append(MenuEntry(title, url, current_path == url, current_path.startswith(url), children))
    for link in navigation.all():
        if link.shows_to(user):
            url = reverse(link.url_name)
            entries.append(MenuEntry(link.label, url, current_path == url, current_path.startswith(url)))
    return entries


def breadcrumb(user: Any, page: Any) -> list[dict[str, str]]:
    """Return the pages above a page that the reader may open, from the home page down."""
    paths = [page.path[:end] for end in range(2 * Page.steplen, len(page.path), Page.steplen)]
    # The menus have read most sections already.
    known = {row[0]: row for row in current_scope().get("menu", [])}
    if not all(path in known for path in paths):
        rows = visible_to(Page.objects.filter(path__in=paths), user)
        known = {row[0]: row for row in rows.values_list("path", "depth", "title", "url_path")}
    return [{"title": known[path][2], "url": page_url(known[path][3])} for path in paths if path in known]


def side_menu(user: Any, page: Any, top: Any = None) -> list[MenuEntry]:
    """Return the pages beside a page, for the side menu: its siblings, and its children under it."""
    parent_path = page.path[: -Page.steplen]
    rows = (
        visible_to(Page.objects.filter(path__startswith=parent_path), user)
        .filter(depth__gte=page.depth, depth__lte=page.depth + 1, show_in_menus=True)
        .order_by("path")
        .values_list("path", "depth", "title", "url_path")
    )
    rows = list(rows)
    entries = []
    for path, depth, title, url_path in rows:
        if depth != page.depth:
            continue
        children: tuple[MenuEntry, ...] = ()
        if path == page.path:
            children = tuple(
                MenuEntry(child_title, page_url(child_url))
                for child_path, child_depth, child_title, child_url in rows
                if child_depth == depth + 1 and child_path.startswith(path)
            )
        entries.append(MenuEntry(title, page_url(url_path), path == page.path, path == page.path, children))
    return entries


def site_map_tree(user: Any, home: Any) -> list[MenuEntry]:
    """Return every page that the reader may open, as a tree."""
    rows = (
        visible_to(Page.objects.descendant_of(home), user)
        .order_by("path")
        .values_list("path", "depth", "title", "url_path")
    )
    return _tree(list(rows), home.depth + 1)


def _tree(rows: list[tuple[str, int, str, str]], depth: int) -> list[MenuEntry]:
    entries, index = [], 0
    while index < len(rows):
        path, row_depth, title, url_path = rows[index]
        index += 1
        below = []
        while index < len(rows) and rows[index][0].startswith(path):
            below.append(rows[index])
            index += 1
        # A page whose parent is hidden from the reader still shows, one level up.
        children = tuple(_tree(below, row_depth + 1))
        entries.append(MenuEntry(title, page_url(url_path), children=children))
    return entries
