"""Follow what is saved, published, moved and deleted.

Restrictions of pages and of collections of files are not followed: they are read when somebody searches
(:mod:`search.access`).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Page
from wagtail.signals import page_unpublished

from hub.base.models import HubDocument

from .documents import Follower, Source, document_id, followed, sources
from .file_reading import note_file
from .indexing import displaced_references, note_change, note_changes


def connect() -> None:
    """Connect every registered and followed model; called once, when all rooms have registered theirs."""
    for source in sources():
        label = source.model._meta.label
        post_save.connect(_saved, sender=source.model, dispatch_uid=f"search-save-{label}")
        if not source.is_page:
            post_delete.connect(_deleted, sender=source.model, dispatch_uid=f"search-delete-{label}")
        _connect_relations(source)
    # Saved as a plain page, whatever its type; deleting a page deletes a row of Page, whoever asked.
    post_save.connect(_page_saved, sender=Page, dispatch_uid="search-save-page")
    post_delete.connect(_page_changed, sender=Page, dispatch_uid="search-delete-page")
    page_unpublished.connect(_page_changed, dispatch_uid="search-unpublish")
    for model, followers in followed().items():
        label = model._meta.label
        changed = partial(_followed_saved, followers=followers)
        leaves = partial(_followed_leaves, followers=followers)
        post_save.connect(changed, sender=model, weak=False, dispatch_uid=f"search-followed-save-{label}")
        pre_delete.connect(leaves, sender=model, weak=False, dispatch_uid=f"search-followed-delete-{label}")
    post_save.connect(_file_saved, sender=HubDocument, dispatch_uid="search-file-save")


def _connect_relations(source: Source) -> None:
    for relation in source.model._meta.local_many_to_many:
        m2m_changed.connect(
            partial(_related, source=source),
            sender=relation.remote_field.through,
            weak=False,
            dispatch_uid=f"search-related-{source.model._meta.label}-{relation.name}",
        )


def _saved(
    sender: type[models.Model], instance: Any, created: bool = False, raw: bool = False, **_kwargs: Any
) -> None:
    # Publishing, unpublishing, scheduled or not, all end in a save: the database then tells which.
    if raw:
        return
    moved = displaced_references(instance) if isinstance(instance, Page) and not created else []
    note_changes([document_id(sender, instance.pk), *moved])


def _page_saved(
    sender: type[Page], instance: Page, created: bool = False, raw: bool = False, **_kwargs: Any
) -> None:
    # Wagtail moves a page by saving it so: its own signals for that come after the commit, when a process
    # may be gone.
    if not raw:
        note_changes([f"page:{instance.pk}", *(displaced_references(instance) if not created else [])])


def _deleted(sender: type[models.Model], instance: Any, **_kwargs: Any) -> None:
    note_changes([document_id(sender, instance.pk)])


def _page_changed(instance: Page, **_kwargs: Any) -> None:
    note_changes([f"page:{instance.pk}"])


def _related(
    instance: Any,
    source: Source,
    action: str,
    reverse: bool,
    pk_set: set[Any] | None,
    **_kwargs: Any,
) -> None:
    """Follow a relation written without a save, from either side (``skill.offered_by.add(person)``)."""
    if action in {"post_add", "post_remove"} and reverse:
        note_changes([document_id(source.model, pk) for pk in sorted(pk_set or ())])
    elif action in {"post_add", "post_remove", "post_clear"} and not reverse:
        note_change(source.model, instance.pk)


def _followed_saved(
    instance: Any, followers: list[Follower], created: bool = False, raw: bool = False, **_kwargs: Any
) -> None:
    # Nothing repeats a row that has just been created.
    if not raw and not created:
        _note_followers(instance, followers)


def _followed_leaves(instance: Any, followers: list[Follower], **_kwargs: Any) -> None:
    # Before the row goes, in the transaction that deletes it: what repeats it is read after the commit.
    _note_followers(instance, followers)


def _note_followers(instance: Any, followers: list[Follower]) -> None:
    note_changes(reference for follower in followers for reference in follower(instance))


def _file_saved(instance: HubDocument, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        note_file(instance)
