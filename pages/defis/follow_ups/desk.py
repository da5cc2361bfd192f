"""The team’s desk: every follow-up, and the answers that come by telephone or need a correction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import page_url

from ..enums import FollowUpState, ProductStatus
from ..members import followed_defis, follows_all
from ..models import FollowUp
from .selectors import TERM_WORDS, local_day

BADGES = {
    FollowUpState.WAITING: "fr-badge--info",
    FollowUpState.ANSWERED: "fr-badge--success",
    FollowUpState.SILENT: "fr-badge--warning",
}


@dataclass(frozen=True)
class DeskRow:
    """A follow-up in the list; ``url`` is where the team writes its answer."""

    title: str
    defi_url: str
    term: str
    state: str
    badge: str
    asked_on: dt.date | None
    status: str
    answered_by: str
    answered_on: dt.date | None
    url: str


def desk_listing(user: Any, params: Mapping[str, Any]) -> Listing:
    """Return the follow-ups of the défis that the team follows, the latest first.

    Raises:
        PermissionDenied: the person does not follow every défi.
    """
    state = FilterSpec(
        "etat",
        "État",
        lambda: [choice for choice in FollowUpState.choices if choice[0] != FollowUpState.SKIPPED],
        lambda rows, value: rows.filter(state=value),
        "Tous",
    )
    rows = _rows(user).order_by("-due_on", "defi__title", "pk")
    return build_listing(rows, params, [state], per_page=30, prepare=_desk_rows)


def desk_follow_up(user: Any, pk: int) -> FollowUp:
    """Return a follow-up whose answer somebody of the team writes.

    Raises:
        FollowUp.DoesNotExist: there is none, or its défi cannot be opened.
        PermissionDenied: the person does not follow every défi.
    """
    return _rows(user).get(pk=pk)


def _rows(user: Any) -> Any:
    if not follows_all(user):
        raise PermissionDenied
    rows = FollowUp.objects.filter(defi__in=followed_defis(user)).exclude(state=FollowUpState.SKIPPED)
    return rows.select_related("defi")


def _desk_rows(rows: list[FollowUp]) -> list[DeskRow]:
    return [_row(row) for row in rows]


def _row(follow_up: FollowUp) -> DeskRow:
    return DeskRow(
        title=follow_up.defi.title,
        defi_url=page_url(follow_up.defi.url_path),
        term=TERM_WORDS[follow_up.months],
        state=follow_up.get_state_display(),
        badge=BADGES[FollowUpState(follow_up.state)],
        asked_on=local_day(follow_up.asked_at),
        status=ProductStatus(follow_up.status).label if follow_up.status else "",
        answered_by=follow_up.answered_by_name,
        answered_on=local_day(follow_up.answered_at),
        url=reverse("defis:follow_up_write", args=[follow_up.pk]),
    )
