"""Follow what is saved, published, moved and deleted."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from .documents import Source, document_id, sources
from .indexing import descendant_references, note_change, note_changes


def connect() -> None:
    """Connect every registered model; called once, when all rooms have registered theirs."""
    for source in sources():
        label = source.model._meta.label
        post_save.connect(_saved, sender=source.model, dispatch_uid=f"search-save-{label}")
        if not source.is_page:
            post_delete.connect(_deleted, sender=source.model, dispatch_uid=f"search-delete-{label}")
            _connect_relations(source)
    # Deleting a page deletes a row of Page, whatever its type and whoever asked.
    post_delete.connect(_page_deleted, sender=Page, dispatch_uid="search-delete-page")
    post_page_move.connect(_moved, dispatch_uid="search-move")
    page_slug_changed.connect(_moved, dispatch_uid="search-slug")
    page_unpublished.connect(_unpublished, dispatch_uid="search-unpublish")


def _connect_relations(source: Source) -> None:
    # Pages write their relations in the transaction of their save; other rows may do so after it.
    for relation in source.model._meta.local_many_to_many:
        m2m_changed.connect(
            partial(_related, model=source.model),
            sender=relation.remote_field.through,
            weak=False,
            dispatch_uid=f"search-related-{source.model._meta.label}-{relation.name}",
        )


def _saved(sender: type[models.Model], instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    # Publishing, unpublishing, scheduled or not, all end in a save: the database then tells which.
    if not raw:
        note_change(sender, instance.pk)


def _deleted(sender: type[models.Model], instance: Any, **_kwargs: Any) -> None:
    note_changes([document_id(sender, instance.pk)])


def _page_deleted(instance: Page, **_kwargs: Any) -> None:
    note_changes([f"page:{instance.pk}"])


def _unpublished(instance: Page, **_kwargs: Any) -> None:
    note_changes([f"page:{instance.pk}"])


def _moved(instance: Page, **_kwargs: Any) -> None:
    note_changes([f"page:{instance.pk}", *descendant_references(instance)])


def _related(instance: Any, model: type[models.Model], action: str, **_kwargs: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and isinstance(instance, model):
        note_change(model, instance.pk)
