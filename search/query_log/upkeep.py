"""What the log forgets, and what it counts once a day."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from search.models import SearchEvent, SearchQuery

from .privacy import OTHER, PUBLIC

# See search.models.query_log for the source.
KEPT_MONTHS = 13
POPULAR_DAYS = 90
# On five different days: nobody alone puts a word in everybody’s suggestions in one afternoon.
POPULAR_MIN_DAYS = 5


@dataclass(frozen=True)
class Purged:
    """What was forgotten."""

    events: int
    queries: int


def oldest_day(today: dt.date) -> dt.date:
    """Return the first day that is kept: thirteen months before today."""
    months = today.year * 12 + today.month - 1 - KEPT_MONTHS
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def purge(today: dt.date | None = None) -> Purged:
    """Forget what is older than thirteen months, with the queries that nobody makes any more.

    A query goes with its last event, whatever the team did about it.
    """
    today = today or timezone.localdate()
    events, _models = SearchEvent.objects.filter(day__lt=oldest_day(today)).delete()
    # One made a second ago may still wait for its event.
    idle = SearchQuery.objects.filter(events__isnull=True, since__lt=today)
    queries, _models = idle.delete()
    return Purged(events, queries)


def count_popular(today: dt.date | None = None) -> int:
    """Count the queries that may be suggested, and return how many there are.

    A query is suggested when it found something on five days of the last ninety. What one group alone
    looks for is not told to the others: two groups at least made it (« autre » is several groups).
    Visitors without an account are suggested what such visitors look for, nothing else.
    """
    since = (today or timezone.localdate()) - dt.timedelta(days=POPULAR_DAYS)
    public = Q(role_group=PUBLIC)
    rows = (
        SearchEvent.objects.filter(day__gte=since, results__gt=0, query__hidden=False)
        .order_by()
        .values("query_id")
        .annotate(
            times=Count("pk"),
            days=Count("day", distinct=True),
            groups=Count("role_group", distinct=True),
            mixed=Count("pk", filter=Q(role_group__in=(OTHER, PUBLIC))),
            public_times=Count("pk", filter=public),
            public_days=Count("day", filter=public, distinct=True),
        )
        .filter(Q(groups__gt=1) | Q(mixed__gt=0), days__gte=POPULAR_MIN_DAYS)
    )
    popular = [
        SearchQuery(
            pk=row["query_id"],
            popularity=row["times"],
            public_popularity=row["public_times"] if row["public_days"] >= POPULAR_MIN_DAYS else 0,
        )
        for row in rows
    ]
    # Counting takes longer than writing: only the writing holds the others back.
    with transaction.atomic():
        SearchQuery.objects.filter(popularity__gt=0).update(popularity=0, public_popularity=0)
        SearchQuery.objects.bulk_update(popular, ["popularity", "public_popularity"], batch_size=500)
    return len(popular)


def upkeep_if_due() -> None:
    """Purge and count once a day in each process, after a search; otherwise one look at the cache."""
    today = timezone.localdate()
    if cache.add(f"search-log-upkeep-{today:%Y%m%d}", True, 24 * 3600):
        purge(today)
        count_popular(today)
