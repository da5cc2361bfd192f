"""Reads of the log: what the team looks at, and what may be suggested to everybody.

The figures are for those who may see the log; the first argument is the user who reads.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Max, Q, QuerySet, When
from django.utils import timezone

from search.models import SearchEvent, SearchQuery

from .privacy import looks_personal, query_key
from .upkeep import oldest_day

VIEW = "hub_search.view_searchquery"
CHANGE = "hub_search.change_searchquery"

# A query is « peu cliquée » when it found something three times at least and one search in five, or
# fewer, led to a result.
FEW_CLICKS_FROM, FEW_CLICKS_SHARE = 3, 20
MIN_SUGGESTED_LENGTH = 3
LAST_POSITION = 10


def popular_queries(prefix: str, limit: int, user: Any = None) -> list[str]:
    """Return what people often look for and find, beginning with some letters, most frequent first.

    Safe to show: made on five days of the last ninety at least, by more than one group, not put aside by the
    team, nothing that looks personal. Counted once a day (:func:`search.query_log.upkeep.count_popular`).

    Args:
        prefix: what is being typed, whatever its case and accents; empty for any.
        limit: how many at most; the caller still leaves out what its reader would not find.
        user: the reader. None or anonymous: only what visitors without an account look for.
    """
    signed_in = user is not None and user.is_authenticated
    rank = "popularity" if signed_in else "public_popularity"
    found = SearchQuery.objects.filter(hidden=False, **{f"{rank}__gt": 0})
    if start := query_key(prefix):
        found = found.filter(key__startswith=start)
    texts = found.order_by(f"-{rank}", "key").values_list("text", flat=True)[: limit * 2]
    safe = [text for text in texts if len(text) >= MIN_SUGGESTED_LENGTH and not looks_personal(text)]
    return safe[:limit]


# --- Periods -----------------------------------------------------------------------------------
PERIODS = (("30", "30 derniers jours"), ("90", "90 derniers jours"), ("13-mois", "13 derniers mois"))


def period_start(code: str | None) -> dt.date:
    """Return the first day of a period; thirty days for an unknown one."""
    today = timezone.localdate()
    if code == "13-mois":
        return oldest_day(today)
    return today - dt.timedelta(days=90 if code == "90" else 30)


def queries_over(user: Any, since: dt.date, group: str = "") -> QuerySet[SearchQuery]:
    """Return the queries made since a day, with their figures, in one query.

    Each has ``searches``, ``empty`` (without result), ``found``, ``clicks``, ``mean_position``, ``last_day``,
    ``empty_share`` and ``click_share`` (in percent; the second is of the searches that found
    something), ``again`` (searches without result since the team handled it).

    Args:
        user: who reads.
        since: first day.
        group: only the searches of a group (:func:`search.query_log.privacy.role_groups`).
    """
    if not user.has_perm(VIEW):
        return SearchQuery.objects.none()
    # In one call: the figures are then those of the same events.
    wanted = {"events__day__gte": since, **({"events__role_group": group} if group else {})}
    empty = Q(events__results=0)
    return (
        SearchQuery.objects.filter(**wanted)
        .annotate(
            searches=Count("events"),
            empty=Count("events", filter=empty),
            clicks=Count("events__position"),
            mean_position=Avg("events__position"),
            last_day=Max("events__day"),
            again=Count("events", filter=empty & Q(events__day__gt=F("handled_on"))),
        )
        .annotate(found=F("searches") - F("empty"))
        .annotate(empty_share=_percent("empty", "searches"), click_share=_percent("clicks", "found"))
    )


def _percent(part: str, whole: str) -> Case:
    """Return a share in percent, null of nothing."""
    share = When(**{f"{whole}__gt": 0}, then=F(part) * 100.0 / F(whole))
    return Case(share, output_field=FloatField())


def without_result(queries: Any) -> Any:
    """Keep the queries of :func:`queries_over` that found nothing, once at least."""
    return queries.filter(empty__gt=0)


def rarely_clicked(queries: Any) -> Any:
    """Keep the queries of :func:`queries_over` whose results nobody opens, or nearly."""
    return queries.filter(found__gte=FEW_CLICKS_FROM, click_share__lte=FEW_CLICKS_SHARE)


def to_do(queries: Any) -> Any:
    """Keep what waits for the team: not handled, or still without result since it was."""
    return queries.filter(Q(state=SearchQuery.State.TODO) | Q(again__gt=0))


def typed_forms(user: Any, query: SearchQuery, limit: int = 5) -> list[str]:
    """Return the forms in which a query is typed, most frequent first."""
    if not user.has_perm(VIEW):
        return []
    rows = SearchEvent.objects.filter(query=query).order_by().values("typed").annotate(times=Count("pk"))
    forms = [row["typed"] for row in rows.order_by("-times", "typed")[:limit]]
    return forms or [query.text]


# --- Figures -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Week:
    """The searches of a week (``start`` is a Monday)."""

    start: dt.date
    searches: int
    empty: int

    @property
    def empty_share(self) -> int:
        """Return the share without result, in percent."""
        return round(100 * self.empty / self.searches) if self.searches else 0


@dataclass(frozen=True)
class Figures:
    """What the report shows.

    Attributes:
        weeks: every week since the first search of the period, those without a search included.
        top: the most frequent queries, as ``(text, searches)``.
        positions: number of clicks by rank, 1 to 10; the last is for all that come after.
        searches, empty, found, clicks: totals of the period.
    """

    weeks: tuple[Week, ...]
    top: tuple[tuple[str, int], ...]
    positions: tuple[int, ...]
    searches: int
    empty: int
    clicks: int

    @property
    def found(self) -> int:
        """Return the number of searches that found something."""
        return self.searches - self.empty


def figures_since(user: Any, since: dt.date, top: int = 10) -> Figures:
    """Return the figures of a period, in three queries; all zero for those who may not see the log."""
    if not user.has_perm(VIEW):
        return Figures((), (), (0,) * (LAST_POSITION + 1), 0, 0, 0)
    events = SearchEvent.objects.filter(day__gte=since).order_by()
    days = events.values("day").annotate(searches=Count("pk"), empty=Count("pk", filter=Q(results=0)))
    searches: Counter[dt.date] = Counter()
    empty: Counter[dt.date] = Counter()
    for row in days:
        monday = _monday(row["day"])
        searches[monday] += row["searches"]
        empty[monday] += row["empty"]
    # From the first search: the weeks before the log began say nothing.
    last = _monday(timezone.localdate())
    first = min(searches, default=last)
    mondays = [first + dt.timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    weeks = tuple(Week(monday, searches[monday], empty[monday]) for monday in mondays)
    rows = events.values("query__text").annotate(times=Count("pk")).order_by("-times", "query__text")[:top]
    ranks = events.filter(position__isnull=False).values("position").annotate(times=Count("pk"))
    clicks: Counter[int] = Counter()
    for position, times in ranks.values_list("position", "times"):
        clicks[min(position or 0, LAST_POSITION + 1)] += times
    return Figures(
        weeks=weeks,
        top=tuple((row["query__text"], row["times"]) for row in rows),
        positions=tuple(clicks[rank] for rank in range(1, LAST_POSITION + 2)),
        searches=searches.total(),
        empty=empty.total(),
        clicks=clicks.total(),
    )


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def empty_searches(user: Any, days: int = 30) -> int:
    """Return how many searches found nothing these last days."""
    if not user.has_perm(VIEW):
        return 0
    since = timezone.localdate() - dt.timedelta(days=days)
    return SearchEvent.objects.filter(day__gte=since, results=0).count()
