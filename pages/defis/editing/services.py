"""Writes of the forms of the record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Page, WorkflowState

from ..models import DefiPage
from .forms import RecordForm
from .merge import Merged, finish, merge
from .permissions import access_of


class Saved(StrEnum):
    """What became of what was typed."""

    PUBLISHED = "published"
    SUBMITTED = "submitted"
    DRAFT = "draft"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    LOCKED = "locked"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of what was typed, and what to show next.

    Attributes:
        page: the version with what was typed, for a form to be confirmed.
        start: what that form starts from.
        reasons: why Wagtail refuses the page, which are not in the form.
    """

    saved: Saved
    merged: Merged | None = None
    page: DefiPage | None = None
    start: str = ""
    reasons: tuple[str, ...] = ()


@transaction.atomic
def save_part(user: Any, defi: DefiPage, form: RecordForm, *, draft: bool = False) -> Outcome:
    """Save what was typed in the current version of a défi, then publish it or send it to be read.

    Args:
        user: who edits.
        defi: the défi.
        form: a valid form.
        draft: keep it as a draft, whatever they may do.

    Raises:
        PermissionDenied: they may not edit this défi.
    """
    # One save at a time: two people who press the button together are merged, not mixed.
    Page.objects.select_for_update().filter(pk=defi.pk).values_list("pk").get()
    page = DefiPage.objects.get(pk=defi.pk)
    access = access_of(user, page)
    if not access.edit:
        raise PermissionDenied
    if access.lock:
        return Outcome(Saved.LOCKED, reasons=(access.lock,))
    target = page.get_latest_revision_as_object()
    start = form.start_from(target)
    merged = merge(form, target)
    if merged.differences:
        return Outcome(Saved.CONFLICT, merged, target, start)
    if not merged.changed:
        waits = page.has_unpublished_changes and page.latest_revision is not None
        return _release(user, page, access, draft) if waits and not draft else Outcome(Saved.UNCHANGED)
    finish(merged, target)
    try:
        target.save_revision(user=user, log_action=True)
    except ValidationError as error:
        return Outcome(Saved.REFUSED, reasons=tuple(error.messages))
    return _release(user, DefiPage.objects.get(pk=defi.pk), access, draft)


def _release(user: Any, page: DefiPage, access: Any, draft: bool) -> Outcome:
    """Publish the latest version, or send it to be read, as far as the person may."""
    if draft:
        return Outcome(Saved.DRAFT)
    if access.publish:
        page.latest_revision.publish(user=user)
        return Outcome(Saved.PUBLISHED)
    if not access.submit:
        return Outcome(Saved.DRAFT)
    state = page.current_workflow_state
    if state is None:
        page.get_workflow().start(page, user)
        return Outcome(Saved.SUBMITTED)
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=user)
        return Outcome(Saved.SUBMITTED)
    return Outcome(Saved.DRAFT)
