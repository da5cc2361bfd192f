"""How resources are found: by nature, theme and moment too."""

from __future__ import annotations

from typing import Any

from search.documents import follow, register_facet
from search.pages import join, page_references, register_page

from .models import ResourceIndexPage, ResourcePage, Theme


def _extras(page: ResourcePage) -> dict[str, Any]:
    themes = tuple(theme.name for theme in page.themes.all())
    files = [f"{file} {file.document.filename}" for file in page.files.select_related("document")]
    return {
        "body": join(*files),
        "tags": (page.get_kind_display(), *themes),
        "facets": {
            "resource_kind": (page.get_kind_display(),),
            "theme": themes,
            "moment": (page.get_moment_display(),),
        },
    }


register_page(ResourceIndexPage)
register_page(ResourcePage, kind="resource", label="Ressource", plural="Ressources", order=10, extras=_extras)
register_facet("theme", "Thème", 20)
register_facet("moment", "Moment", 40)
follow(Theme, lambda theme: page_references(ResourcePage.objects.filter(themes=theme)))
