"""The one visibility rule, as the engines take it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wagtail.models import Page

from hub.base.visibility import collection_barriers, page_barriers, passes, public_places, visible_to

from .documents import SIGNED_IN, file_token, place_token
from .engines.base import Allowance
from .models import PendingIndexing


def allowance_of(user: Any) -> Allowance:
    """Return what a person may see.

    The restrictions are read now, not when things were indexed: one put a second ago already hides
    what stands below it.

    Args:
        user: a user or ``AnonymousUser``.
    """
    opened = {SIGNED_IN} if user.is_authenticated else set(map(place_token, public_places()))
    closed = {place_token(barrier.node) for barrier in page_barriers() if not passes(barrier, user)}
    closed |= {file_token(barrier.node) for barrier in collection_barriers() if not passes(barrier, user)}
    return Allowance(frozenset(opened), frozenset(closed), _out_of_step(user))


def _out_of_step(user: Any) -> frozenset[str]:
    """Return the pages that the index has wrong for the moment and that the reader may not open.

    A page moved, unpublished or deleted is forgotten by the index right after the commit; until then
    (or while the engine is down) the database decides.
    """
    waiting = PendingIndexing.objects.filter(reference__startswith="page:")
    references = set(waiting.values_list("reference", flat=True))
    if not references:
        return frozenset()
    return frozenset(references - open_pages(references, user))


def open_pages(references: Collection[str], user: Any) -> set[str]:
    """Return those of some references to pages (``page:12``) that a person may open now, in one query."""
    pages = Page.objects.filter(pk__in=[int(ref.removeprefix("page:")) for ref in references])
    return {f"page:{pk}" for pk in visible_to(pages, user).values_list("pk", flat=True)}
