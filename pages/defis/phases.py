"""The current phase of défis follows the calendar: a phase dated in advance becomes current on its day."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from .models import DefiPage, PhaseStep


def stale_phases() -> dict[int, str]:
    """Return the défis whose current phase is not the one of today, with the right one; two queries."""
    steps = PhaseStep.objects.filter(start__lte=timezone.localdate()).order_by("start", "-sort_order")
    # The last of each défi wins: the latest begun, the first written among those of one day.
    right = dict(steps.values_list("defi_id", "phase"))
    known = DefiPage.objects.filter(pk__in=right).values_list("pk", "phase")
    return {pk: right[pk] for pk, phase in known if right[pk] != phase}


def refresh_phases() -> list[DefiPage]:
    """Write the current phase of the défis in which one has begun since they were saved.

    The phase is computed from the dated phases, by nobody: it is not a change to publish, to have read
    again or to tell in the history (the phases themselves do). The page is saved without a revision, its
    other fields untouched, so that the search and the lists follow; and the copy of the phase in its
    published and its latest revisions, which saving would otherwise bring back to a draft, is
    computed again from the phases of each revision.

    Returns:
        The défis whose phase changed.
    """
    changed = []
    for pk in stale_phases():
        with transaction.atomic():
            page = DefiPage.objects.select_related("live_revision", "latest_revision").get(pk=pk)
            before = page.phase
            page.save(update_fields=["phase"], clean=False)
            for revision in {page.live_revision, page.latest_revision} - {None}:
                _refresh_revision(revision)
            if page.phase != before:
                changed.append(page)
    return changed


def _refresh_revision(revision: Any) -> None:
    draft = revision.as_object()
    phase = draft.current_phase()
    if revision.content.get("phase") != phase:
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "phase": phase})
