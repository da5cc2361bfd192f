"""What happened to the défis of the starter content: their editions, confirmations and follow-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wagtail.models import Page, Revision

from pages.defis.enums import FollowUpState, HistoryKind
from pages.defis.follow_ups.calendar import add_months
from pages.defis.follow_ups.services import Answer, answer_lines, record_silence
from pages.defis.history import record_entry, record_publication
from pages.defis.models import DefiPage, FollowUp, HistoryEntry

from .defis import editions, fill_edition, moment
from .reading import SourcePage
from .shelf import Shelf

# What an answer to a follow-up holds, under the same names in the content.
_ANSWER = ("status", "maintainer", "user_count", "address_state", "address", "comment")


def publish_defi(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Publish the editions of a défi one after the other, each at its date, then tell what else happened.

    Args:
        page: the empty page.
        source: what it holds.
        shelf: what it refers to.
    """
    for data, published in editions(source):
        defi = DefiPage.objects.get(pk=page.pk)
        fill_edition(defi, source, data, shelf)
        defi.full_clean()
        _publish(defi, published, shelf)
    for row in source.data.get("confirmations") or []:
        person = shelf.people[row["by"]]
        record_entry(
            page, HistoryKind.CONFIRMATION, by=person.user, by_name=person.full_name, at=moment(row["day"])
        )
    defi = DefiPage.objects.get(pk=page.pk)
    for row in source.data.get("follow_ups") or []:
        _follow_up(defi, row, shelf)


def _publish(defi: DefiPage, published: dict[str, Any], shelf: Shelf) -> None:
    person = shelf.somebody(published.get("by"))
    user = person.user if person is not None else None
    known = HistoryEntry.objects.filter(defi_id=defi.pk)
    before = set(known.values_list("pk", flat=True))
    revision = defi.save_revision(user=user, log_action=False)
    revision.publish(user=user, log_action=False, skip_permission_checks=True)
    at = moment(published["day"])
    record_publication(defi, user, at=at)
    # What the hub noted as of now happened on that day; the name is known even without an account.
    name = person.full_name if person is not None else ""
    known.exclude(pk__in=before).update(at=at, by=user, by_name=name)
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    Page.objects.filter(pk=defi.pk).update(last_published_at=at, latest_revision_created_at=at)


def _follow_up(defi: DefiPage, row: dict[str, Any], shelf: Shelf) -> None:
    """Write that news were asked, and what came of it."""
    if defi.end is None:
        raise ValueError(f"{defi} has no end: no news can be asked.")
    months = row["months"]
    # Nobody answers after having been silent: what is told is written as it went.
    state = FollowUpState.WAITING if row["state"] == FollowUpState.SILENT else row["state"]
    follow_up = FollowUp(
        defi=defi,
        months=months,
        due_on=add_months(defi.end, months),
        state=state,
        asked_at=_time(row.get("asked")),
        reminded_at=_time(row.get("reminded")),
    )
    if state == FollowUpState.ANSWERED:
        _answer(defi, follow_up, row, shelf)
    follow_up.save()
    if row["state"] == FollowUpState.SILENT:
        record_silence(follow_up)


def _answer(defi: DefiPage, follow_up: FollowUp, row: dict[str, Any], shelf: Shelf) -> None:
    values = {name: row[name] for name in _ANSWER if name in row}
    person = shelf.people[row["by"]]
    follow_up.answered_at = moment(row["answered"])
    follow_up.answered_by = person
    follow_up.answered_by_name = person.full_name
    for name, value in values.items():
        setattr(follow_up, name, value)
    record_entry(
        defi,
        HistoryKind.FOLLOW_UP,
        by=person.user,
        by_name=person.full_name,
        at=follow_up.answered_at,
        lines=answer_lines(follow_up.months, Answer(**values)),
    )


def _time(value: Any) -> dt.datetime | None:
    return moment(value) if value else None
