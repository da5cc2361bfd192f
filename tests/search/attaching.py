"""Files attached to pages, for the tests of what they make findable."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from hub.base.models import HubDocument
from resources.centre.models import ResourceFile, ResourcePage
from search.access import allowance_of
from search.engines import get_engine
from search.engines.base import EngineQuery


def add_file(name: str, data: bytes, **fields: Any) -> HubDocument:
    document = HubDocument(title=fields.pop("title", name), **fields)
    document.file.save(name, ContentFile(data), save=False)
    document.save()
    return document


def attach(page: ResourcePage, document: HubDocument) -> None:
    page.files.add(ResourceFile(document=document, label="La fiche"))
    page.save()


def hits(user: Any, text: str) -> list[Any]:
    return list(get_engine().search(EngineQuery(text, allowance_of(user))).hits)


def found(user: Any, text: str) -> set[str]:
    return {hit.title for hit in hits(user, text)}
