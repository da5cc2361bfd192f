"""Filters and orders of the dashboard: what they keep, what the address keeps, what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pages.defis.dashboard.rows import Period, Row, in_period, is_in_period
from pages.defis.health import Health
from pages.defis.models import DefiPage, HandoverDocument, PhaseStep
from pages.defis.records import read_records
from tests.factories.defis import day, full_defi
from tests.factories.people import AdministrationFactory, PromotionFactory

from .dashboarding import DASHBOARD, empty_defi, ended_defi, listed, rows


@pytest.fixture
def team(tree: Any, roles: Any, client: Any) -> Any:
    """A client of the programme’s team, on a hub whose only défis are those of the test."""
    tree.defi.delete()
    return roles.sign_in(client, "staff")


def test_each_filter_keeps_what_it_says(tree: Any, team: Any) -> None:
    """Promotion, administration, phase, decision, words of the title blind to accents."""
    promotion = PromotionFactory(name="Promotion 9", slug="promotion-9")
    full_defi(tree, title="Forêts à venir", slug="forets-a-venir", promotion=promotion)
    office = AdministrationFactory(name="Office des eaux", acronym="ODE", slug="ode")
    full_defi(tree, title="Eaux", slug="eaux", administration=office, decision_due=day(-1))
    decided = full_defi(tree, title="Routes", slug="routes", decided_on=day(-2))
    decided.phases = [PhaseStep(phase="production", start=day(-3))]
    decided.save()
    for query, kept in {
        "": {"Forêts à venir", "Eaux", "Routes"},
        "?promotion=promotion-9": {"Forêts à venir"},
        "?administration=ode": {"Eaux"},
        "?phase=production": {"Routes"},
        "?decision=prise": {"Routes"},
        "?decision=en-retard": {"Eaux"},
        "?decision=attendue": {"Forêts à venir"},
        "?q=forets": {"Forêts à venir"},
        "?q=FORÊTS+venir": {"Forêts à venir"},
        "?q=eaux&decision=prise": set(),
        "?q=%25": set(),
    }.items():
        assert set(listed(team, query)) == kept, query


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        ("", {"En route", "Tout juste fini"}),
        ("en-cours", {"En route"}),
        ("termines", {"Tout juste fini", "De jadis"}),
        ("tous", {"En route", "Tout juste fini", "De jadis"}),
        ("n’importe-quoi", {"En route", "Tout juste fini"}),
    ],
)
def test_the_period(tree: Any, team: Any, period: str, kept: set[str]) -> None:
    """By default those at work and those that ended less than thirteen months ago."""
    full_defi(tree, title="En route", slug="route")
    ended_defi(tree, 380, "Tout juste fini")
    ended_defi(tree, 420, "De jadis")
    assert set(listed(team, f"?periode={period}")) == kept


def test_the_database_and_the_lines_agree_on_periods(tree: Any, team: Any) -> None:
    """Undated, stopped, ended, on the last day: the two ways to tell a period say the same."""
    dates = {None: None, -500: day(-500), -100: day(-100), 0: day(0), 90: day(90)}
    for offset, end in dates.items():
        for phase in ("construction", "production", "stopped"):
            slug = f"d{offset}-{phase}".replace("--", "-m")
            page = DefiPage(title=slug, slug=slug, end=end)
            page.phases = [PhaseStep(phase=phase, start=day(-600))]
            tree.add(tree.defis, slug, page)
    today = timezone.localdate()
    everything = [Row(record, Health("healthy"), today) for record in read_records(DefiPage.objects.all())]
    for period in ["", *Period.values]:
        found = set(DefiPage.objects.filter(in_period(period, today)).values_list("pk", flat=True))
        assert found == {row.record.pk for row in everything if is_in_period(row, period)}, period


def test_the_most_worrying_come_first(tree: Any, team: Any) -> None:
    """Then the nearest end; a défi at work before one that is over."""
    full_defi(tree, title="Danger proche", slug="a", start=day(-290), end=day(10))
    full_defi(tree, title="Danger", slug="b", start=day(-270), end=day(30))
    full_defi(tree, title="Début", slug="c", start=day(-5), end=day(295))
    names = listed(team)
    assert names[:2] == ["Danger proche", "Danger"]
    assert names.index("Début") == 2
    assert listed(team, "?tri=-sante") == names[::-1]


@pytest.mark.parametrize(
    "name", ["defi", "jours", "documents", "decision", "administration", "promotion", "phase"]
)
def test_every_order_goes_both_ways(tree: Any, team: Any, name: str) -> None:
    """The one is the other reversed, but for what is not known, last in both."""
    first = full_defi(
        tree, title="Alpha", slug="alpha", end=day(10), decision_due=day(1),
        administration=AdministrationFactory(name="Aa"), promotion=PromotionFactory(start=day(-900)),
    )  # fmt: skip
    HandoverDocument.objects.filter(defi=first, item="installation_documentation").update(state="done")
    second = full_defi(
        tree, title="Bravo", slug="bravo", end=day(20), decision_due=day(2),
        administration=AdministrationFactory(name="Bb"), promotion=PromotionFactory(start=day(-100)),
    )  # fmt: skip
    second.phases = [PhaseStep(phase="production", start=day(-1))]
    second.save()
    empty_defi(tree, "Zoulou", "zoulou")
    known = ["Alpha", "Bravo"]
    up, down = listed(team, f"?tri={name}"), listed(team, f"?tri=-{name}")
    assert [title for title in up if title in known] == known
    assert [title for title in down if title in known] == known[::-1]
    if name in ("jours", "decision", "administration", "promotion"):
        assert up[-1] == down[-1] == "Zoulou"


def test_the_oldest_confirmation_is_none_at_all(tree: Any, team: Any, roles: Any) -> None:
    """Sorted by last confirmation, a plan that nobody confirmed comes first."""
    from pages.defis.history import record_confirmation

    record_confirmation(full_defi(tree, title="Confirmé", slug="confirme"), roles.user("staff"))
    full_defi(tree, title="Jamais", slug="jamais")
    assert listed(team, "?tri=confirmation") == ["Jamais", "Confirmé"]


def test_the_address_keeps_filters_and_order(tree: Any, team: Any) -> None:
    """The links of the columns, of the levels, of the exports and of the pages start from it."""
    full_defi(tree)
    text = team.get(f"{DASHBOARD}?decision=attendue&tri=jours").content.decode()
    assert 'aria-sort="ascending"' in text
    assert text.count("aria-sort=") == 1
    assert 'href="?decision=attendue&amp;tri=-jours"' in text
    assert 'href="/suivi-des-defis/?decision=attendue&amp;tri=jours&amp;sante=danger"' in text
    assert 'href="/suivi-des-defis/export.csv?decision=attendue&amp;tri=jours"' in text
    assert '<option value="jours" selected>' in text


@pytest.mark.parametrize(
    "query",
    ["?tri=rien", "?tri=-", "?sante=rien", "?phase=9", "?page=abc", "?page=99", "?promotion=x&decision=y"],
)
def test_what_makes_no_sense_is_ignored(tree: Any, team: Any, query: str) -> None:
    """Never an error: the list as if it had not been asked."""
    full_defi(tree)
    assert listed(team, query) == ["Défi complet"]


def test_long_lists_are_paged(tree: Any, team: Any) -> None:
    """Fifty on a page, the address of the next one keeps the filters."""
    for number in range(52):
        empty_defi(tree, f"Défi {number:02}", f"d{number:02}")
    assert len(listed(team, "?tri=defi")) == 50
    assert listed(team, "?tri=defi&page=2") == ["Défi 50", "Défi 51"]
    assert "tri=defi&amp;page=2" in team.get(f"{DASHBOARD}?tri=defi").content.decode()


def test_nothing_found_leads_somewhere(tree: Any, team: Any) -> None:
    """With the way to the défis of all times."""
    ended_defi(tree, 900, "De jadis")
    text = team.get(DASHBOARD).content.decode()
    assert rows(team) == []
    assert "Aucun défi ne correspond" in text
    assert f'href="{DASHBOARD}?periode=tous"' in text
