"""The query log: what it keeps, what it refuses, what it forgets, what it suggests."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from hub.people.search_log import audiences_of_accounts
from hub.starter.reading import read_register
from search.models import SearchEvent, SearchQuery
from search.query_log import plant_demo_log, popular_queries, record_click, record_search, recording
from search.query_log.privacy import OTHER, PUBLIC, looks_personal, merged_groups, query_key, role_group
from search.query_log.upkeep import count_popular, oldest_day, purge
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def crowd(group: str, number: int = 5) -> list[Any]:
    """Return enough accounts of a group for it to be logged under its name."""
    users = [UserFactory(groups=[group]) for _ in range(number)]
    cache.clear()
    return users


def searched(
    text: str, *, days_ago: int = 0, results: int = 3, group: str = PUBLIC, **fields: Any
) -> SearchEvent:
    """Write an event of the past."""
    query, _created = SearchQuery.objects.get_or_create(key=query_key(text), defaults={"text": text})
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return SearchEvent.objects.create(
        query=query, typed=text, day=day, results=results, role_group=group, **fields
    )


# --- What is kept ------------------------------------------------------------------------------
def test_a_search_and_its_click_are_noted() -> None:
    mentor = crowd("Mentors")[0]
    token = record_search(mentor, "  Télétravail ", filters={"kind": ["resource"]}, total=8, exact=True)
    record_click(token, 2)
    event = SearchEvent.objects.get()
    assert (event.query.text, event.typed, event.day) == ("Télétravail", "Télétravail", timezone.localdate())
    assert (event.role_group, event.results, event.position, event.exact) == ("mentor", 8, 2, True)
    assert event.filters == {"kind": ["resource"]}


def test_nothing_of_the_person_is_in_the_tables() -> None:
    someone = UserFactory(email="ines.dupuy@ministere.example", first_name="Inès", last_name="Dupuy")
    record_search(someone, "note de frais", filters={"kind": ["x"]}, total=2)
    allowed = {
        "hub_search_searchquery": {
            "id", "key", "text", "since", "state", "handled_how", "handled_on", "note", "hidden",
            "popularity", "public_popularity",
        },
        "hub_search_searchevent": {
            "id", "day", "typed", "filters", "exact", "role_group", "results", "position", "query_id",
        },
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table, columns in allowed.items():
            cursor.execute(f"SELECT * FROM {table}")
            assert {column[0] for column in cursor.description} == columns
            written = repr(cursor.fetchall()).lower()
            assert "note de frais" in written
            for trace in ("dupuy", "inès", "ministere.example", timezone.now().strftime("%H:%M")):
                assert trace not in written
    # The order of the rows tells nothing: identifiers are random, and none is the account’s.
    assert SearchEvent.objects.get().pk.version == 4


def test_case_accents_and_spaces_make_one_query_shown_as_most_people_type_it() -> None:
    for text in ("pérennisation", "PERENNISATION", "Pérennisation  ?", "perennisation", "perennisation"):
        record_search(VISITOR, text, total=1)
    query = SearchQuery.objects.get()
    assert query.events.count() == 5
    assert query.text == "perennisation"
    record_search(VISITOR, "pérenniser", total=1)
    assert SearchQuery.objects.count() == 2


def test_filters_that_do_not_exist_are_not_kept() -> None:
    filters = {"kind": ["resource", "lea@ministere.example"], "mot-de-passe": ["secret"]}
    record_search(VISITOR, "budget", filters=filters, total=1)
    assert SearchEvent.objects.get().filters == {"kind": ["resource"]}


def test_the_same_search_made_again_at_once_counts_once() -> None:
    user, other = UserFactory(), UserFactory()
    first = record_search(user, "budget", total=4)
    assert record_search(user, "Budget", total=4) == first
    assert SearchEvent.objects.count() == 1
    assert record_search(other, "budget", total=4) != first
    record_search(user, "budget", filters={"kind": ["page"]}, total=2)
    assert SearchEvent.objects.count() == 3


# --- What is refused ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "lea.martin@ministere.example",
        "mail de ＬＥＡ＠ministere.example",
        "06 12 34 56 78",
        "+33 (0)6.12.34.56.78",
        "1 85 05 78 006 084 36",
        "1 85 05 2A 006 084",
        "FR76 3000 6000 0112 3456 7890 189",
        "DE89 abcd 5321 0130 00",
        "https://exemple.fr/?jeton=abc",
        "a" * 101,
        "06*12*34*56*78",
        "06·12·34·56·78",
        "jean.dupont@gouv",
        "jean.dupont (at) exemple.fr",
        "@camille_rivoire",
        "née le 12 mars",
        "12/03/1985",
        "mot de passe Azerty123!",
        "???",
        "   ",
    ],
)
def test_texts_that_look_personal_or_say_nothing_are_not_kept(text: str) -> None:
    assert record_search(VISITOR, text, total=0) == ""
    assert not SearchQuery.objects.exists()


@pytest.mark.parametrize(
    "text", ["b@lise", "promotion 2021-2022", "article 6, 1", "v2.14.3", "75007 Paris", "mot de passe oublié"]
)
def test_ordinary_texts_are_not_taken_for_personal_ones(text: str) -> None:
    assert not looks_personal(text)
    assert record_search(VISITOR, text, total=0)


def test_a_database_in_trouble_stops_no_search(monkeypatch: Any, caplog: Any) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("disque plein")

    monkeypatch.setattr(recording, "_write", fail)
    assert record_search(VISITOR, "budget", total=1)
    assert "Recherche non notée" in caplog.text
    monkeypatch.setattr(recording, "role_group", fail)
    assert record_search(VISITOR, "budget", total=1) == ""


def test_a_known_query_costs_two_statements(django_assert_max_num_queries: Any) -> None:
    record_search(VISITOR, "budget", total=1)
    # The read of the query and the event, inside a savepoint that the test itself makes necessary.
    with django_assert_max_num_queries(4):
        record_search(VISITOR, "budget", total=1)


# --- Groups ------------------------------------------------------------------------------------
def test_groups_of_five_accounts_have_their_name_and_smaller_ones_are_together() -> None:
    mentors, fellows = crowd("Mentors", 5), crowd("EIG", 6)
    coaches, alumni = crowd("Coachs", 2), crowd("Alumni", 3)
    assert [role_group(users[0]) for users in (mentors, fellows)] == ["mentor", "eig"]
    assert [role_group(users[0]) for users in (coaches, alumni)] == [OTHER, OTHER]
    assert role_group(VISITOR) == PUBLIC


def test_other_hides_five_people_too() -> None:
    # Two coaches alone under « autre » would be named by it: the smallest group left joins them.
    crowd("Mentors", 5), crowd("EIG", 9), crowd("Coachs", 2)
    merged = merged_groups()
    assert {"coach", "mentor"} <= merged
    assert "eig" not in merged


def test_closed_accounts_hide_nobody() -> None:
    crowd("Mentors", 4)
    UserFactory(groups=["Mentors"], is_active=False)
    assert sum("mentor" in codes for codes in audiences_of_accounts()) == 4
    assert "mentor" in merged_groups()


# --- Clicks ------------------------------------------------------------------------------------
def test_the_first_click_counts_and_a_replay_changes_nothing() -> None:
    token = record_search(VISITOR, "budget", total=9)
    for position in (4, 1, 1, 9):
        record_click(token, position)
    assert SearchEvent.objects.get().position == 4


def test_forged_old_or_senseless_clicks_are_ignored(monkeypatch: Any) -> None:
    token = record_search(VISITOR, "budget", total=3)
    event = SearchEvent.objects.get()
    forged = [
        "", "n’importe quoi", str(event.pk), token[:-1] + ("A" if token[-1] != "A" else "B"),
        signing.dumps(str(event.pk), salt="autre"), signing.dumps({"pk": 1}, salt=recording.SALT),
    ]  # fmt: skip
    for text in forged:
        record_click(text, 1)
    for position in (0, -1, 4, 10**9, "deux"):
        record_click(token, position)  # type: ignore[arg-type]
    assert SearchEvent.objects.get().position is None
    monkeypatch.setattr(recording, "TOKEN_SECONDS", -1)
    record_click(token, 1)
    assert SearchEvent.objects.get().position is None
    monkeypatch.undo()
    record_click(token, 1)
    assert SearchEvent.objects.get().position == 1


# --- Time --------------------------------------------------------------------------------------
def test_thirteen_months_are_kept_and_no_more() -> None:
    today = dt.date(2026, 3, 31)
    assert oldest_day(today) == dt.date(2025, 2, 28)
    old = searched("ancienne")
    kept = searched("gardée")
    SearchQuery.objects.update(since=dt.date(2024, 1, 1))
    SearchEvent.objects.filter(pk=old.pk).update(day=dt.date(2025, 2, 27))
    SearchEvent.objects.filter(pk=kept.pk).update(day=dt.date(2025, 2, 28))
    SearchQuery.objects.filter(pk=old.query_id).update(state="handled", note="vue")
    purged = purge(today)
    assert (purged.events, purged.queries) == (1, 1)
    assert list(SearchQuery.objects.values_list("text", flat=True)) == ["gardée"]


def test_the_purge_runs_by_itself_once_a_day() -> None:
    searched("ancienne", days_ago=500)
    SearchQuery.objects.update(since=dt.date(2024, 1, 1))
    record_search(VISITOR, "nouvelle", total=1)
    assert list(SearchQuery.objects.values_list("text", flat=True)) == ["nouvelle"]
    searched("ancienne", days_ago=500)
    record_search(VISITOR, "autre", total=1)
    assert SearchEvent.objects.filter(typed="ancienne").exists()


def test_the_command_purges_and_tells() -> None:
    searched("ancienne", days_ago=500)
    SearchQuery.objects.update(since=dt.date(2024, 1, 1))
    said = io.StringIO()
    call_command("search_log", "purge", stdout=said)
    assert "1 événements et 1 recherches oubliés" in said.getvalue()
    assert not SearchEvent.objects.exists()
    call_command("search_log", "status", stdout=said)
    assert "0 recherches, 0 événements" in said.getvalue()


# --- Suggestions -------------------------------------------------------------------------------
def often(text: str, days: int = 5, groups: tuple[str, ...] = ("mentor", "eig"), results: int = 3) -> None:
    """Make a search on several days, by several groups in turn."""
    for number in range(days):
        searched(text, days_ago=number * 10, group=groups[number % len(groups)], results=results)


def test_popular_queries_are_frequent_found_and_shared() -> None:
    often("Télétravail", days=6)
    often("téléphone portable")
    often("télécommande", days=4)
    often("télésiège", results=0)
    often("téléologie", groups=("mentor",))
    count_popular()
    reader = UserFactory()
    assert popular_queries("TELE", 10, reader) == ["Télétravail", "téléphone portable"]
    assert popular_queries("télét", 10, reader) == ["Télétravail"]
    assert popular_queries("", 1, reader) == ["Télétravail"]
    assert popular_queries("zz", 10, reader) == []


def test_visitors_are_suggested_what_visitors_look_for() -> None:
    often("candidature", groups=(PUBLIC,))
    often("plan de charge")
    count_popular()
    assert popular_queries("", 5) == popular_queries("", 5, VISITOR) == ["candidature"]
    assert popular_queries("", 5, UserFactory()) == ["candidature", "plan de charge"]


def test_what_is_typed_many_times_in_one_day_is_not_suggested() -> None:
    for _ in range(50):
        searched("arnaque", group=PUBLIC)
    count_popular()
    assert popular_queries("arn", 5) == popular_queries("arn", 5, UserFactory()) == []


def test_what_the_team_put_aside_or_is_old_is_not_suggested() -> None:
    often("jean nomade", groups=(PUBLIC,))
    often("budget", groups=(PUBLIC,))
    count_popular()
    assert popular_queries("", 5) == ["budget", "jean nomade"]
    SearchQuery.objects.filter(text="jean nomade").update(hidden=True)
    assert popular_queries("", 5) == ["budget"]
    count_popular(timezone.localdate() + dt.timedelta(days=120))
    assert popular_queries("", 5) == []


def test_suggestions_read_one_index(django_assert_num_queries: Any) -> None:
    often("budget", groups=(PUBLIC,))
    count_popular()
    with django_assert_num_queries(1):
        assert popular_queries("bud", 5) == ["budget"]


# --- Around a request --------------------------------------------------------------------------
def test_a_search_of_the_site_is_noted_after_the_response(client: Any, indexed_hub: Any) -> None:
    page = client.get("/recherche/", {"q": "baobab"})
    event = SearchEvent.objects.get()
    assert (event.typed, event.role_group, event.results) == ("baobab", PUBLIC, 1)
    client.post("/recherche/clic", {"token": page.context["click_token"], "position": "1"})
    assert SearchEvent.objects.get().position == 1


@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({"page": "2"}, {}),
        ({"q": "lea@ministere.example"}, {}),
        ({}, {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
        ({}, {"Sec-Purpose": "prefetch;prerender"}),
    ],
)
def test_robots_other_pages_and_personal_texts_leave_no_trace(
    client: Any, indexed_hub: Any, params: dict[str, str], headers: dict[str, str]
) -> None:
    assert client.get("/recherche/", {"q": "baobab", **params}, headers=headers).status_code == 200
    assert not SearchQuery.objects.exists()


# --- Demo --------------------------------------------------------------------------------------
def test_the_demo_log_is_planted_once_and_never_over_a_real_one() -> None:
    rows = read_register("searches")
    written = plant_demo_log(rows)
    assert written == SearchEvent.objects.count() > 500
    assert SearchQuery.objects.count() == len(rows)
    assert plant_demo_log(rows) == 0
    assert not any(looks_personal(text) for text in SearchQuery.objects.values_list("text", flat=True))
    assert popular_queries("pér", 3, UserFactory()) == ["pérennisation"]
    SearchQuery.objects.all().delete()
    record_search(VISITOR, "vraie recherche", total=1)
    assert plant_demo_log(rows) == 0
    assert SearchEvent.objects.count() == 1
