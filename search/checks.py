"""Every page type is found, or says why it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check

from hub.base.selectors import hub_page_types

from .documents import exclusion_of, source_of


@register_check()
def check_page_types(
    app_configs: Any = None, page_types: Iterable[type[Any]] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse a page type that no search would find by mistake.

    Args:
        app_configs: given by Django, unused: the rule is about the whole house.
        page_types: page types to look at; all of the hub’s by default.
    """
    return [
        Error(
            f"La recherche ne connaît pas le type de page « {model._meta.label} ».",
            hint=(
                "Dans le module search_documents de son application, appelez "
                "search.pages.register_page(…) ou search.documents.exclude(modèle, raison)."
            ),
            obj=model,
            id="hub_search.E001",
        )
        for model in (hub_page_types() if page_types is None else page_types)
        if source_of(model) is None and not exclusion_of(model)
    ]
