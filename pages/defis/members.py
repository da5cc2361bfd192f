"""Who is part of a défi, and what it gives: reading its reserved parts, following it, editing it.

Editing goes through Wagtail’s own page permissions: each défi has a group (see ``pages.defis.teams``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import IntegerField, Q, Value
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from hub.base.visibility import current_scope, visible_to

from .enums import TeamRole
from .forms import MANAGE as MANAGE
from .models import DefiMember, DefiPage

FOLLOW = "defis.follow_defis"
# What somebody is to a défi: they follow all of them; they are part of it; page permissions let them edit it.
EVERY, OWN, EDIT = 1, 2, 3

# Whoever writes the roadmap and the plan: EIG and mentors together, then those who take over.
EDITING_ROLES = (
    TeamRole.EIG,
    TeamRole.MENTOR_OPERATIONAL,
    TeamRole.MENTOR_HIGH,
    TeamRole.PROJECT_OWNER,
    TeamRole.COACH,
    TeamRole.SUCCESSOR,
)
# The hand-over is often finished in the weeks that follow somebody’s last day.
GRACE = dt.timedelta(days=30)


def current(prefix: str = "", today: dt.date | None = None) -> Q:
    """Return the condition that a membership is not over.

    Args:
        prefix: path to the membership, such as ``members__``.
        today: the day that counts; today by default.
    """
    day = (today or timezone.localdate()) - GRACE
    return Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gte": day})


def follows_all(user: Any) -> bool:
    """Tell whether a person follows every défi: the programme’s team, and whom it entitles."""
    return bool(user.is_authenticated and user.has_perm(FOLLOW))


def own_defi_ids(user: Any) -> frozenset[int]:
    """Return the ids of the défis that a person is part of."""
    if not user.is_authenticated:
        return frozenset()
    rows = DefiMember.objects.filter(current(), person__user=user)
    return frozenset(rows.values_list("defi_id", flat=True))


def is_member(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person is part of a défi."""
    if not user.is_authenticated:
        return False
    return DefiMember.objects.filter(current(), defi_id=defi.pk, person__user=user).exists()


def followed_defis(user: Any) -> Any:
    """Return the published défis that a person follows: all of them, or their own."""
    pages = visible_to(DefiPage.objects.all(), user)
    return pages if follows_all(user) else pages.filter(pk__in=own_defi_ids(user))


def editable_ids(user: Any, defis: Collection[int]) -> frozenset[int]:
    """Return, of défis given by their ids, those that a person may edit, in two queries.

    Wagtail’s page permissions decide, as for :func:`may_mend`.
    """
    if not defis:
        return frozenset()
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return frozenset(pages.filter(pk__in=defis).values_list("pk", flat=True))


def may_follow(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person may read the health and the reserved parts of a défi.

    Every part of a page asks: it costs one query in a request, for the permission and the team at once.
    """
    return not _footing(user, defi).isdisjoint({EVERY, OWN})


def follows_beyond(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person follows a défi because they follow all of them: known with :func:`may_follow`."""
    return EVERY in _footing(user, defi)


def may_mend(user: Any, defi: DefiPage) -> bool:
    """Tell whether the forms of a défi open for a person: known with :func:`may_follow`.

    Wagtail’s page permissions decide. Unlike ``sheets.may_edit``, this does not look for who reads the page
    again before its publication: a link is at stake, not a right.
    """
    return EDIT in _footing(user, defi)


def _footing(user: Any, defi: DefiPage) -> frozenset[int]:
    """Return what a person is to a défi, among :data:`EVERY`, :data:`OWN` and :data:`EDIT`."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset({EVERY, EDIT})
    known, key = current_scope(), f"follows-defi:{user.pk}:{defi.pk}"
    if key not in known:
        app, _dot, codename = FOLLOW.partition(".")
        entitled = Permission.objects.filter(
            Q(user=user) | Q(group__user=user), codename=codename, content_type__app_label=app
        )
        member = DefiMember.objects.filter(current(), defi_id=defi.pk, person__user=user)
        above = [defi.path[:end] for end in range(defi.steplen, len(defi.path) + 1, defi.steplen)]
        # Who may add pages may edit those that they own.
        codenames = ["change_page", *(["add_page"] if defi.owner_id == user.pk else [])]
        editing = GroupPagePermission.objects.filter(
            group__user=user, permission__codename__in=codenames, page__path__in=above
        )
        # As the authentication backend, « is_member » and Wagtail have it.
        grounds = [
            rows.order_by().annotate(ground=Value(ground, IntegerField())).values_list("ground")
            for rows, ground in ((entitled, EVERY), (member, OWN), (editing, EDIT))
        ]
        known[key] = frozenset(ground for (ground,) in grounds[0].union(*grounds[1:]))
    return known[key]
