"""The one rule that decides what a person may open.

The hub is for signed-in people: a page is open to anonymous visitors only below a
:class:`~hub.base.models.PublicOpening`. Wagtail’s own view restrictions (signed-in, groups) then
apply to everybody but superusers; they are inherited by the pages below and add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q
from wagtail.models import CollectionViewRestriction, PageViewRestriction

LOGIN = PageViewRestriction.LOGIN
GROUPS = PageViewRestriction.GROUPS

# What a scope knows beside the rules.
KEPT = frozenset({"user", "page_id"})

_scope: ContextVar[dict[str, Any] | None] = ContextVar("hub_access_scope", default=None)


@dataclass(frozen=True)
class Barrier:
    """A view restriction: where it stands (id and path of the page or collection), and which groups pass."""

    node: int
    path: str
    depth: int
    kind: str
    groups: frozenset[int]


@contextmanager
def access_scope(user: Any = None) -> Iterator[None]:
    """Remember the access rules for one request instead of reading them for each listing.

    Args:
        user: who asks; links inside texts are shown to them only where they lead somewhere.
    """
    token = _scope.set({} if user is None else {"user": user})
    try:
        yield
    finally:
        _scope.reset(token)


def current_scope() -> dict[str, Any]:
    """Return what the current request remembers; a throw-away dictionary outside of a request."""
    scope = _scope.get()
    return {} if scope is None else scope


def forget_rules() -> None:
    """Drop the access rules that the current scope remembers (one has just changed)."""
    scope = _scope.get()
    if scope is not None:
        for key in [key for key in scope if key not in KEPT]:
            del scope[key]


def _remembered(key: str, compute: Any) -> Any:
    scope = _scope.get()
    if scope is None:
        return compute()
    if key not in scope:
        scope[key] = compute()
    return scope[key]


def _read_barriers(model: Any, node: str) -> list[Barrier]:
    """Return the restrictions of pages or collections, in one query each with their groups."""
    found: dict[int, dict[str, Any]] = {}
    rows = model.objects.values_list(
        "pk", f"{node}_id", f"{node}__path", f"{node}__depth", "restriction_type", "groups"
    )
    for pk, place, path, depth, kind, group in rows:
        entry = found.setdefault(
            pk, {"node": place, "path": path, "depth": depth, "kind": kind, "groups": set()}
        )
        if group is not None:
            entry["groups"].add(group)
    return [
        Barrier(entry["node"], entry["path"], entry["depth"], entry["kind"], frozenset(entry["groups"]))
        for entry in found.values()
    ]


def page_barriers() -> list[Barrier]:
    """Return every restriction on pages."""
    return _remembered("pages", lambda: _read_barriers(PageViewRestriction, "page"))


def collection_barriers() -> list[Barrier]:
    """Return every restriction on collections of files."""
    return _remembered("collections", lambda: _read_barriers(CollectionViewRestriction, "collection"))


def public_places() -> dict[int, str]:
    """Return the pages opened to the public: id -> tree path."""
    from .models import PublicOpening

    return _remembered("openings", lambda: dict(PublicOpening.objects.values_list("page_id", "page__path")))


def public_paths() -> list[str]:
    """Return the tree paths of the pages opened to the public."""
    return list(public_places().values())


@dataclass(frozen=True)
class Membership:
    """A group of a user; ``admin`` tells whether it opens the admin."""

    pk: int
    name: str
    admin: bool


def memberships(user: Any) -> list[Membership]:
    """Return the groups of a user in one query per request, none for an anonymous visitor."""
    if not user.is_authenticated:
        return []

    def read() -> list[Membership]:
        opens_admin = Permission.objects.filter(
            group=OuterRef("pk"), codename="access_admin", content_type__app_label="wagtailadmin"
        )
        rows = user.groups.annotate(admin=Exists(opens_admin)).values_list("pk", "name", "admin")
        return [Membership(*row) for row in rows]

    return _remembered(f"groups:{user.pk}", read)


def group_ids(user: Any) -> frozenset[int]:
    """Return the ids of the groups of a user."""
    return frozenset(membership.pk for membership in memberships(user))


def may_enter_admin(user: Any) -> bool:
    """Tell whether a user’s groups open the admin."""
    return bool(user.is_superuser or any(membership.admin for membership in memberships(user)))


def passes(barrier: Barrier, user: Any) -> bool:
    """Tell whether a user passes a restriction."""
    if user.is_superuser:
        return True
    if not user.is_authenticated:
        return False
    if barrier.kind == LOGIN:
        return True
    # Shared passwords are off in the settings; one left from another time stays closed.
    return barrier.kind == GROUPS and bool(barrier.groups & group_ids(user))


def visible_to(pages: Any, user: Any) -> Any:
    """Restrict a page queryset to the live pages that a user may open.

    Args:
        pages: a queryset of ``Page`` or of one of its types.
        user: a user or ``AnonymousUser``.

    Returns:
        The queryset, still lazy; it composes with filters, ``.search()`` and slices.
    """
    pages = pages.filter(live=True)
    if user.is_superuser:
        return pages
    if not user.is_authenticated:
        opened = Q()
        for path in public_paths():
            opened |= Q(path__startswith=path)
        pages = pages.filter(opened) if opened else pages.none()
    hidden = Q()
    for barrier in page_barriers():
        if not passes(barrier, user):
            hidden |= Q(path__startswith=barrier.path)
    return pages.exclude(hidden) if hidden else pages


def may_open(page: Any, user: Any) -> bool:
    """Tell whether a user may open a page: :func:`visible_to` for one page, without a page query."""
    if not page.live:
        return False
    return may_enter(page.path, user)


def may_enter(path: str, user: Any) -> bool:
    """Tell whether a user may enter the place of a tree path, live or not."""
    if user.is_superuser:
        return True
    if not user.is_authenticated and not any(path.startswith(opened) for opened in public_paths()):
        return False
    return all(passes(barrier, user) for barrier in page_barriers() if path.startswith(barrier.path))
