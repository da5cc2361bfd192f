"""Who is part of a défi, and what it gives: reading its reserved parts, following it, editing it.

Editing goes through Wagtail’s own page permissions: each défi has a group (see ``pages.defis.teams``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from hub.base.visibility import current_scope, visible_to

from .enums import TeamRole
from .forms import MANAGE as MANAGE
from .models import DefiMember, DefiPage

FOLLOW = "defis.follow_defis"

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


def may_follow(user: Any, defi: DefiPage) -> bool:
    """Tell whether a person may read the health and the reserved parts of a défi.

    Every part of a page asks: it costs one query in a request, for the permission and the team at once.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    known, key = current_scope(), f"follows-defi:{user.pk}:{defi.pk}"
    if key not in known:
        app, _dot, codename = FOLLOW.partition(".")
        entitled = Permission.objects.filter(
            Q(user=user) | Q(group__user=user), codename=codename, content_type__app_label=app
        )
        member = DefiMember.objects.filter(current(), defi_id=defi.pk, person__user=user)
        # As the authentication backend and « is_member » have it.
        known[key] = entitled.order_by().values("pk").union(member.order_by().values("pk")).exists()
    return bool(known[key])
