"""A small invented log, so that the screens of a demo hub show something."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from search.models import SearchEvent, SearchQuery

from .privacy import query_key
from .upkeep import count_popular

WEEKS = 26
SEED = 7


@transaction.atomic
def plant_demo_log(searches: Sequence[Mapping[str, Any]], today: dt.date | None = None) -> int:
    """Write an invented log of six months; does nothing when the log has anything in it.

    Args:
        searches: one entry per query: ``text``, ``weekly`` (how often), and optionally ``forms`` (other
            spellings), ``results``, ``clicked`` (share of searches that open a result, 0 to 1),
            ``position`` (usual rank of that result), ``groups``, ``until`` (weeks ago when it began to
            find something; it found nothing before).
        today: last day of the log.

    Returns:
        How many events were written.
    """
    if SearchQuery.objects.exists():
        return 0
    today = today or timezone.localdate()
    # The same log in every demo hub: nothing here needs to be unpredictable.
    chance = random.Random(SEED)
    events: list[SearchEvent] = []
    for entry in searches:
        query = SearchQuery.objects.create(
            key=query_key(entry["text"]), text=entry["text"], since=today - dt.timedelta(weeks=WEEKS)
        )
        events += _events(query, entry, today, chance)
    SearchEvent.objects.bulk_create(events, batch_size=500)
    count_popular(today)
    return len(events)


def _events(
    query: SearchQuery, entry: Mapping[str, Any], today: dt.date, chance: random.Random
) -> list[SearchEvent]:
    events = []
    for week in range(WEEKS):
        # People come back: a little more each week, nothing regular.
        wanted = float(entry["weekly"]) * (1.25 - 0.5 * week / WEEKS) * chance.uniform(0.5, 1.5)
        for _ in range(int(wanted) + (chance.random() < wanted % 1)):
            found = 0 if week >= int(entry.get("until", WEEKS)) else int(entry.get("results", 0))
            clicked = found and chance.random() < float(entry.get("clicked", 0))
            rank = max(1, int(chance.gauss(float(entry.get("position", 1)), 1))) if clicked else None
            events.append(
                SearchEvent(
                    query=query,
                    day=today - dt.timedelta(days=week * 7 + chance.randrange(7)),
                    typed=chance.choice([entry["text"], entry["text"], *entry.get("forms", [])]),
                    role_group=chance.choice(entry.get("groups", ["mentor", "eig", "team"])),
                    results=found,
                    position=min(rank, found) if rank else None,
                )
            )
    return events
