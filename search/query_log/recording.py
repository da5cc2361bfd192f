"""Writing the log: never in the way of a search, whatever happens to the database."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connections, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.analysis import clean_query
from search.documents import facets
from search.engines.base import KIND
from search.models import SearchEvent, SearchQuery
from search.models.query_log import MAX_TEXT

from .privacy import is_robot, looks_personal, query_key, role_group
from .upkeep import upkeep_if_due

logger = logging.getLogger("hub.search")

SALT = "search.query_log"
# A results page left open longer than this teaches nothing by its late click.
TOKEN_SECONDS = 4 * 3600
# Coming back to the same results, or loading them again, is the same search.
SAME_SEARCH_SECONDS = 600
MAX_POSITION = 1000
MAX_FILTER_VALUES = 10
MAX_FILTER_LENGTH = 80

_request = threading.local()


# --- Searches ----------------------------------------------------------------------------------
def record_search(
    user: Any,
    text: str,
    *,
    filters: Mapping[str, Iterable[str]] | None = None,
    total: int,
    exact: bool = False,
    request: Any = None,
) -> str:
    """Note a search, and return a token for the clicks on its results.

    The row is written after the response when a request is being served, at once otherwise; an error is
    logged and never reaches the caller. Nothing is noted, and the token is empty, for a text that looks
    personal, is empty or longer than a hundred characters, and (with ``request``) for a robot, a page
    fetched before anybody asks, a preview, or an address that names a page of results (the first page
    too: somebody came back to it, or the team looks at it from the admin).

    Args:
        user: who searches; only their group is kept.
        text: what was typed.
        filters: facets chosen, by name; unknown names are dropped.
        total: how many results were found.
        exact: the search was asked for without correction.
        request: the request that shows the results, to tell the cases above.
    """
    try:
        if request is not None and not _somebody_typed(request):
            return ""
        return _record(user, text, filters or {}, total, exact)
    except Exception:
        logger.exception("Recherche non notée")
        return ""


def _record(user: Any, text: str, filters: Mapping[str, Iterable[str]], total: int, exact: bool) -> str:
    text = clean_query(text)
    key = query_key(text)
    if not any(char.isalnum() for char in key) or max(len(text), len(key)) > MAX_TEXT:
        return ""
    if looks_personal(text):
        return ""
    kept = _known_filters(filters)
    event_id = uuid.uuid4()
    token = signing.dumps(str(event_id), salt=SALT)
    made = f"{key}|{exact}|{sorted(kept.items())}"
    if user.is_authenticated and (known := _same_search(user, made, token)):
        return known
    event = SearchEvent(
        pk=event_id,
        day=timezone.localdate(),
        typed=text,
        filters=kept,
        exact=exact,
        role_group=role_group(user),
        results=max(int(total), 0),
    )
    _after_response(partial(_write, key, event))
    return token


def _somebody_typed(request: Any) -> bool:
    if request.method != "GET" or getattr(request, "is_preview", False) or is_robot(request):
        return False
    return "page" not in request.GET


def _known_filters(filters: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Keep the filters that exist: an address can hold anything."""
    names = {KIND, *(facet.name for facet in facets())}
    kept = {}
    for name in sorted(names & set(filters)):
        values = [str(value)[:MAX_FILTER_LENGTH] for value in filters[name]]
        values = sorted({value for value in values if value and not looks_personal(value)})
        if values:
            kept[name] = values[:MAX_FILTER_VALUES]
    return kept


def _same_search(user: Any, what: str, token: str) -> str:
    """Return the token of the same search made minutes ago; keep this one otherwise.

    The key is a digest in the cache, forgotten ten minutes later: it is never written with the log.
    """
    key = f"search-log-{salted_hmac(SALT, f'{user.pk}|{what}', algorithm='sha256').hexdigest()}"
    return "" if cache.add(key, token, SAME_SEARCH_SECONDS) else cache.get(key, "")


def _write(key: str, event: SearchEvent) -> None:
    query, _created = SearchQuery.objects.get_or_create(key=key, defaults={"text": event.typed})
    event.query = query
    event.save(force_insert=True)
    if event.typed != query.text:
        _choose_form(query, event.typed)


def _choose_form(query: SearchQuery, typed: str) -> None:
    """Show what people type, once they type it more than what is shown."""
    forms = SearchEvent.objects.filter(query=query)
    if forms.filter(typed=typed).count() > forms.filter(typed=query.text).count():
        SearchQuery.objects.filter(pk=query.pk).update(text=typed)


# --- Clicks ------------------------------------------------------------------------------------
def record_click(token: str, position: int) -> None:
    """Note which result of a search was opened.

    The first click counts and the others change nothing: it says what drew the eye in the list, and a
    token replayed a thousand times writes once. A best position would let a replay flatter the ranking.

    Args:
        token: what :func:`record_search` returned; forged, altered or old ones are ignored.
        position: rank of the result, from 1; a rank that the search did not have is ignored.
    """
    try:
        rank = int(position)
        event_id = _event_id(token, TOKEN_SECONDS)
        if event_id is not None and 1 <= rank <= MAX_POSITION:
            SearchEvent.objects.filter(pk=event_id, position__isnull=True, results__gte=rank).update(
                position=rank
            )
    except (TypeError, ValueError, OverflowError):
        return
    except Exception:
        logger.exception("Clic non noté")


def _event_id(token: str, max_age: int | None = None) -> uuid.UUID | None:
    try:
        return uuid.UUID(signing.loads(token, salt=SALT, max_age=max_age))
    except signing.BadSignature:
        return None


# --- After the response ------------------------------------------------------------------------
def _after_response(write: Callable[[], None]) -> None:
    """Run a write once the current request is answered; at once when there is no request."""
    waiting = getattr(_request, "waiting", None)
    if waiting is None:
        _run(write)
    else:
        waiting.append(write)


def _run(write: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            write()
        upkeep_if_due()
    except Exception:
        logger.exception("Recherche non notée")


def _on_request(**_kwargs: Any) -> None:
    _request.waiting = []


def _on_response(**_kwargs: Any) -> None:
    waiting, _request.waiting = getattr(_request, "waiting", None), None
    if waiting:
        for write in waiting:
            _run(write)
        # Django has closed the old connections of this thread before this receiver opened one.
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()


request_started.connect(_on_request, dispatch_uid="search.query_log")
request_finished.connect(_on_response, dispatch_uid="search.query_log")
