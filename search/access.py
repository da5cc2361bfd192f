"""The one visibility rule, as the engines take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from wagtail.models import Collection, Page

from hub.base.visibility import collection_barriers, page_barriers, passes, public_places, visible_to

from .documents import ATTACHED, SIGNED_IN, attached_token, file_token, place_token
from .engines.base import Allowance
from .models import PendingIndexing

# Above so many waiting changes, the text of every attached file waits with them.
WAITING_NAMED = 500
IN_QUERY = 5000


def allowance_of(user: Any) -> Allowance:
    """Return what a person may see.

    The restrictions are read now, not when things were indexed: one put a second ago already hides
    what stands below it, and so does a collection of files.

    Args:
        user: a user or ``AnonymousUser``.
    """
    opened = {SIGNED_IN} if user.is_authenticated else set(map(place_token, public_places()))
    closed = {place_token(barrier.node) for barrier in page_barriers() if not passes(barrier, user)}
    closed |= _closed_collections(user)
    waiting = set(PendingIndexing.objects.values_list("reference", flat=True))
    if not waiting:
        return Allowance(frozenset(opened), frozenset(closed))
    return Allowance(
        frozenset(opened), frozenset(closed | _waiting_files(waiting)), _out_of_step(waiting, user)
    )


def _closed_collections(user: Any) -> set[str]:
    """Return the tokens of the collections of files that a person may not enter.

    A file carries the token of its own collection only: a collection moved elsewhere, with those below
    it, is under its new restrictions at once.
    """
    closed = [barrier.path for barrier in collection_barriers() if not passes(barrier, user)]
    if not closed:
        return set()
    rows = Collection.objects.values_list("pk", "path")
    return {file_token(pk) for pk, path in rows if any(path.startswith(above) for above in closed)}


def _waiting_files(waiting: set[str]) -> set[str]:
    """Return the tokens of the attached files that the index may have wrong for the moment.

    A file taken off a page, or put into a closed collection, is known by the index right after the
    commit; until then (or while the engine is down) nobody finds a page by the words of its files.
    """
    pages = [ref.removeprefix("page:") for ref in waiting if ref.startswith("page:")]
    if len(pages) > WAITING_NAMED:
        return {ATTACHED}
    return {attached_token(int(pk)) for pk in pages}


def _out_of_step(waiting: set[str], user: Any) -> frozenset[str]:
    """Return the documents that the index has wrong for the moment and that the reader may not open.

    A page moved, unpublished or deleted, a person or a term deleted, is forgotten by the index right
    after the commit; until then (or while the engine is down) the database decides.
    """
    pages = {ref for ref in waiting if ref.startswith("page:")}
    hidden = pages - open_pages(pages, user)
    others: dict[str, set[str]] = {}
    for ref in waiting - pages:
        label, _colon, pk = ref.partition(":")
        others.setdefault(label, set()).add(pk)
    for label, pks in others.items():
        there = apps.get_model(label)._default_manager.filter(pk__in=list(pks)[:IN_QUERY])
        kept = set(map(str, there.values_list("pk", flat=True)))
        hidden |= {f"{label}:{pk}" for pk in pks - kept}
    return frozenset(hidden)


def open_pages(references: Iterable[str], user: Any) -> set[str]:
    """Return those of some references to pages (``page:12``) that a person may open now."""
    pks = [int(ref.removeprefix("page:")) for ref in references]
    found: set[str] = set()
    # SQLite takes a limited number of values in one query.
    for start in range(0, len(pks), IN_QUERY):
        pages = visible_to(Page.objects.filter(pk__in=pks[start : start + IN_QUERY]), user)
        found |= {f"page:{pk}" for pk in pages.values_list("pk", flat=True)}
    return found
