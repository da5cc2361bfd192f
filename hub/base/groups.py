"""The groups of accounts: those that staff compose, and those that a room keeps by itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Case, IntegerField, Q, Value, When

from .registry import kept_groups


def _kept() -> Q:
    found = Q()
    for groups in kept_groups.all():
        found |= Q(pk__in=groups().values("pk"))
    return found


def composed_groups() -> Any:
    """Return the groups that staff compose and put accounts in: what every choice of a group offers."""
    kept = _kept()
    return Group.objects.exclude(kept) if kept else Group.objects.all()


def groups_in_order() -> Any:
    """Return every group, those that staff compose first: for who may read a page."""
    kept = _kept()
    last: Any = Value(0)
    if kept:
        last = Case(When(kept, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Group.objects.annotate(kept=last).order_by("kept", "name")
