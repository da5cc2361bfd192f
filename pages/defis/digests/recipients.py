"""Who gets the weekly e-mails, and of which défis: what each may open, and no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model

from hub.base.visibility import access_scope, may_enter

from ..enums import TeamRole
from ..members import FOLLOW, current
from ..models import DefiMember, DefiPage


@dataclass(frozen=True)
class Reader:
    """Somebody who gets a digest.

    Attributes:
        user: their account.
        defis: ids of the défis that it is about.
        inside: those of them whose reserved facts they may read.
    """

    user: Any
    defis: frozenset[int]
    inside: frozenset[int] = frozenset()


@dataclass
class Owners:
    """Who answers for the défis; ``without_account``: names of those who could not open a link."""

    readers: list[Reader] = field(default_factory=list)
    without_account: list[str] = field(default_factory=list)


def team_readers() -> list[Reader]:
    """Return the active accounts whose groups follow every défi, with those that each may open."""
    paths = _live_paths()
    # The restrictions of pages are read once for all.
    with access_scope():
        opened = [(user, _may_open(user, paths)) for user in _team()]
    return [Reader(user, defis, defis) for user, defis in opened]


def owners() -> Owners:
    """Return those who answer for published défis: the owner of the page, the operational mentors.

    An owner who is not of the défi reads what any reader of its page does, and no more.
    """
    found = Owners()
    paths = _live_paths()
    defis: dict[int, set[int]] = {}
    users: dict[int, Any] = {}
    without: dict[int, str] = {}
    for pk, person in _answerable():
        if person.user is None or not person.user.is_active:
            without[person.pk] = person.full_name
            continue
        users[person.user.pk] = person.user
        defis.setdefault(person.user.pk, set()).add(pk)
    team = {user.pk for user in _team()}
    parts = _parts(users)
    with access_scope():
        for pk, user in sorted(users.items()):
            mine = _may_open(user, {each: paths[each] for each in defis[pk] if each in paths})
            inside = mine if pk in team else mine & parts[pk]
            if mine:
                found.readers.append(Reader(user, mine, frozenset(inside)))
    found.without_account = sorted(without.values())
    return found


def _team() -> list[Any]:
    app_label, codename = FOLLOW.split(".")
    users = get_user_model().objects.filter(
        is_active=True,
        groups__permissions__codename=codename,
        groups__permissions__content_type__app_label=app_label,
    )
    return list(users.distinct().order_by("pk"))


def _live_paths() -> dict[int, str]:
    return dict(DefiPage.objects.filter(live=True).values_list("pk", "path"))


def _may_open(user: Any, paths: Mapping[int, str]) -> frozenset[int]:
    """Return the défis that somebody may open: the one rule of visibility, without a query by reader."""
    return frozenset(pk for pk, path in paths.items() if may_enter(path, user))


def _parts(users: Iterable[int]) -> dict[int, set[int]]:
    """Return, by account, the défis that they are part of (:func:`pages.defis.members.own_defi_ids`)."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = DefiMember.objects.filter(current(), person__user__in=list(users))
    for user, defi in rows.values_list("person__user", "defi"):
        found[user].add(defi)
    return found


def _answerable() -> list[tuple[int, Any]]:
    pages = DefiPage.objects.filter(live=True, content_owner__isnull=False)
    pairs = [
        (page.pk, page.content_owner)
        for page in pages.select_related("content_owner__user").only("pk", "content_owner")
    ]
    mentors = DefiMember.objects.filter(current(), defi__live=True, role=TeamRole.MENTOR_OPERATIONAL)
    return pairs + [(row.defi_id, row.person) for row in mentors.select_related("person__user")]
