"""Reads of the resource centre. First argument: the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from hub.base.enums import audiences
from hub.base.fields import holding
from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import child_rows, page_url
from hub.base.visibility import visible_to

from .enums import Moment, ResourceKind
from .models import ResourceIndexPage, ResourcePage, Theme

KIND_CSS = "fr-badge--blue-ecume"


@dataclass(frozen=True)
class ResourceCard:
    """A resource in a listing."""

    title: str
    summary: str
    url: str
    details: str
    badges: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class ResourceSheet:
    """What a resource page shows beside its body."""

    badges: tuple[dict[str, str], ...]
    themes: tuple[Theme, ...]
    files: tuple[Any, ...]
    moment: str
    related: tuple[ResourceCard, ...]


def list_resources(user: Any, index: ResourceIndexPage, params: Mapping[str, Any]) -> Listing:
    """Return the resources under the index that a person may open, by title."""
    rows = visible_to(ResourcePage.objects.child_of(index), user).defer("body").order_by("title")
    specs = [
        FilterSpec(
            "theme",
            "Thème",
            lambda: Theme.objects.filter(resources__isnull=False).distinct().values_list("slug", "name"),
            lambda found, value: found.filter(themes__slug=value),
        ),
        FilterSpec(
            "nature", "Nature", lambda: ResourceKind.choices, lambda found, value: found.filter(kind=value)
        ),
        FilterSpec(
            "moment", "Moment", lambda: Moment.choices, lambda found, value: found.filter(moment=value)
        ),
        FilterSpec("public", "Public", audiences, _for_audience),
    ]
    return build_listing(rows, params, specs, prepare=resource_cards)


def _for_audience(rows: Any, code: str) -> Any:
    meant_for_all = Q(audience=[])
    return rows.filter(meant_for_all | Q(pk__in=holding(rows, "audience", code).values("pk")))


def resource_cards(resources: list[ResourcePage]) -> list[ResourceCard]:
    """Return cards, without a query."""
    return [
        ResourceCard(
            resource.title,
            resource.summary,
            page_url(resource.url_path),
            Moment(resource.moment).label,
            ({"label": ResourceKind(resource.kind).label, "css": KIND_CSS},),
        )
        for resource in resources
    ]


def resource_sheet(user: Any, resource: ResourcePage) -> ResourceSheet:
    """Return the classification, files and neighbours of a resource."""
    themes = tuple(resource.themes.all())
    return ResourceSheet(
        badges=({"label": ResourceKind(resource.kind).label, "css": KIND_CSS},),
        themes=themes,
        files=tuple(child_rows(resource, "files", "document")),
        moment=Moment(resource.moment).label,
        related=tuple(related_resources(user, resource, themes)),
    )


def related_resources(
    user: Any, resource: ResourcePage, themes: tuple[Theme, ...], limit: int = 3
) -> list[ResourceCard]:
    """Return resources that share themes, those with most themes in common first."""
    if not themes or not resource.pk:
        return []
    found = (
        visible_to(ResourcePage.objects.filter(themes__in=themes), user)
        .exclude(pk=resource.pk)
        .annotate(shared=Count("themes"))
        .defer("body")
        .order_by("-shared", "title")[:limit]
    )
    return resource_cards(list(found))
