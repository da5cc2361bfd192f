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
from wagtail.permission_policies.pages import PagePermissionPolicy

from hub.base.visibility import current_scope, visible_to

from .enums import TeamRole
from .forms import MANAGE as MANAGE
from .models import DefiMember, DefiPage

FOLLOW = "defis.follow_defis"
# Why somebody follows a défi: they follow all of them, or they are part of it.
EVERY, OWN = 1, 2

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

    Wagtail’s page permissions decide; whoever only reads a page again before its publication is left out.
    """
    if not defis:
        return frozenset()
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return frozenset(pages.filter(pk__in=defis).values_list("pk", flat=True))


def may_follow(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person may read the health and the reserved parts of a défi.

    Every part of a page asks: it costs one query in a request, for the permission and the team at once.
    """
    return bool(_footing(user, defi))


def follows_beyond(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person follows a défi because they follow all of them: known with :func:`may_follow`."""
    return EVERY in _footing(user, defi)


def _footing(user: Any, defi: DefiPage) -> frozenset[int]:
    """Return on what grounds a person follows a défi: :data:`EVERY`, :data:`OWN`, or neither."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset({EVERY})
    known, key = current_scope(), f"follows-defi:{user.pk}:{defi.pk}"
    if key not in known:
        app, _dot, codename = FOLLOW.partition(".")
        entitled = Permission.objects.filter(
            Q(user=user) | Q(group__user=user), codename=codename, content_type__app_label=app
        )
        member = DefiMember.objects.filter(current(), defi_id=defi.pk, person__user=user)
        # As the authentication backend and « is_member » have it.
        grounds = [
            rows.order_by().annotate(ground=Value(ground, IntegerField())).values_list("ground")
            for rows, ground in ((entitled, EVERY), (member, OWN))
        ]
        known[key] = frozenset(ground for (ground,) in grounds[0].union(grounds[1]))
    return known[key]
