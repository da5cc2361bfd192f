"""Keep the groups of the défis in step with what changes their teams."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from hub.people.models import Person

from .models import DefiMember, DefiPage, DefiSettings, DefiTeam
from .teams import remove_group, sync_defis_of, sync_teams


def _later(action: Any, *args: Any) -> None:
    """Act once the change is written; a failure is logged, and the nightly command makes up for it."""
    transaction.on_commit(partial(action, *args), robust=True)


@receiver(page_published, sender=DefiPage, dispatch_uid="defi-team-published")
@receiver(page_unpublished, sender=DefiPage, dispatch_uid="defi-team-unpublished")
def _follow_page(instance: DefiPage, **_kwargs: Any) -> None:
    _later(sync_teams, [instance.pk])


@receiver(post_save, sender=Person, dispatch_uid="defi-team-person")
def _follow_account(
    instance: Person, raw: bool = False, created: bool = False, update_fields: Any = None, **_kwargs: Any
) -> None:
    """Follow the account of somebody: linked to their person, or unlinked."""
    if not raw and not created and (update_fields is None or "user" in update_fields):
        _later(sync_defis_of, instance)


@receiver(post_delete, sender=DefiMember, dispatch_uid="defi-team-member")
def _follow_member(instance: DefiMember, **_kwargs: Any) -> None:
    """Follow who leaves with their person’s page: nobody publishes the défi then."""
    _later(sync_teams, [instance.defi_id])


@receiver(post_save, sender=DefiSettings, dispatch_uid="defi-team-settings")
def _follow_settings(raw: bool = False, **_kwargs: Any) -> None:
    """Give or take the right to publish, as the team chooses."""
    if not raw:
        _later(sync_teams)


@receiver(post_delete, sender=DefiTeam, dispatch_uid="defi-team-gone")
def _follow_deletion(instance: DefiTeam, **_kwargs: Any) -> None:
    remove_group(instance)
