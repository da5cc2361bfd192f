"""Every page type is found, or says why it is not; what is searched does not travel in clear."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning
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


@register_check(Tags.security, deploy=True)
def check_elasticsearch(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn when the words of restricted pages, and a password, would cross a network in clear.

    Args:
        app_configs: given by Django, unused: the rule is about a setting.
    """
    addresses = [urlsplit(part.strip()) for part in settings.ELASTICSEARCH_URL.split(",") if part.strip()]
    if not any(each.scheme == "http" and not _is_loopback(each.hostname or "") for each in addresses):
        return []
    return [
        Warning(
            "ELASTICSEARCH_URL : http sans chiffrement vers une autre machine.",
            hint=(
                "Le texte des pages réservées et le mot de passe du compte passent en clair : "
                "utilisez https (voir docs/elasticsearch.md)."
            ),
            id="hub_search.W001",
        )
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
