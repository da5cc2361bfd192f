"""The dashboard: who sees which défis, what a line says, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.defis.history import record_confirmation
from pages.defis.models import DefiPage, Milestone
from pages.defis.teams import sync_teams
from tests.factories.defis import day, full_defi
from tests.factories.pages import plant_accesses, reserve
from tests.factories.people import PromotionFactory

from .dashboarding import DASHBOARD, EVERY_ADDRESS, PICTURES, empty_defi, ended_defi, join, listed, rows


def count(client: Any, address: str) -> int:
    """Return the number of queries of a warm page."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", ["staff", "editor"])
def test_the_team_follows_every_defi(tree: Any, roles: Any, client: Any, role: str) -> None:
    """All of those that are published."""
    full_defi(tree)
    tree.add(tree.defis, "draft", DefiPage(title="Brouillon", slug="brouillon"), publish=False)
    roles.sign_in(client, role)
    assert set(listed(client, "?periode=tous")) == {"Défi complet", "Défi d’essai"}


@pytest.mark.parametrize(
    ("role", "part"), [("mentor", "mentor_operational"), ("eig", "eig"), ("coach", "coach")]
)
def test_a_member_follows_their_own_defi_only(
    tree: Any, roles: Any, client: Any, role: str, part: str
) -> None:
    """Neither the table, nor the pictures, nor the exports name another one."""
    join(full_defi(tree, title="Le mien", slug="mien"), roles.user(role), part)
    full_defi(tree, title="Celui des autres", slug="autre")
    roles.sign_in(client, role)
    assert listed(client, "?periode=tous") == ["Le mien"]
    for address in EVERY_ADDRESS[:3]:
        text = client.get(f"{address}?periode=tous").content.decode()
        assert "Le mien" in text
        assert "Celui des autres" not in text


@pytest.mark.parametrize("address", EVERY_ADDRESS)
@pytest.mark.parametrize("role", ["alumni", "mentor", "eig", "wrong_group"])
def test_those_who_follow_nothing_are_told_whom_to_ask(
    tree: Any, roles: Any, client: Any, settings: Any, role: str, address: str
) -> None:
    """A refusal that says what the page is, and no title."""
    full_defi(tree)
    roles.sign_in(client, role)
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Vous ne suivez aucun défi" in text
    assert f"mailto:{settings.HUB_TEAM_EMAIL}" in text
    assert "Défi complet" not in text


def test_membership_ends(tree: Any, roles: Any, client: Any) -> None:
    """A month after their last day, somebody no longer follows the défi."""
    join(full_defi(tree), roles.user("alumni"), end=day(-31))
    roles.sign_in(client, "alumni")
    assert client.get(DASHBOARD).status_code == 403


@pytest.mark.parametrize(("role", "shown"), [("staff", True), ("mentor", False)])
def test_the_tabs_are_the_same_on_both_views(
    tree: Any, roles: Any, client: Any, role: str, shown: bool
) -> None:
    """The news of ended défis are a tab for those who follow every défi, on the pictures as on the table."""
    join(full_defi(tree), roles.user("mentor"), "mentor_operational")
    roles.sign_in(client, role)
    for address in (DASHBOARD, PICTURES):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        tabs = [link.get_text(strip=True) for link in page.select(".dash-tabs a")]
        assert ("Nouvelles des défis terminés" in tabs) is shown


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_visitors_sign_in(tree: Any, client: Any, address: str) -> None:
    """And come back afterwards."""
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/compte/connexion/?next={address}"


def test_a_closed_section_stays_closed(tree: Any, roles: Any, client: Any) -> None:
    """A défi reserved to mentors does not show to an EIG of it, nor one left in draft."""
    accesses = plant_accesses(tree)["defis"]
    eig, mentor = roles.user("eig"), roles.user("mentor")
    for access in ("group", "draft", "signed_in"):
        join(accesses[access], eig)
        join(accesses[access], mentor, "mentor_high")
    roles.sign_in(client, "eig")
    assert listed(client, "?periode=tous") == ["Secret defis signed_in"]
    roles.sign_in(client, "mentor")
    assert set(listed(client, "?periode=tous")) == {"Secret defis group", "Secret defis signed_in"}


def test_following_nothing_that_is_open_is_following_nothing(tree: Any, roles: Any, client: Any) -> None:
    """The only défi of somebody is in a section that they may not open."""
    defi = full_defi(tree)
    join(defi, roles.user("eig"))
    reserve(tree.defis, "Mentors")
    roles.sign_in(client, "eig")
    assert client.get(DASHBOARD).status_code == 403


def test_a_line_says_what_matters(tree: Any, roles: Any, client: Any) -> None:
    """Days left, phase, last confirmation, next step, missing documents, decision, reasons."""
    promotion = PromotionFactory(name="Promotion 9")
    defi = full_defi(tree, start=day(-250), end=day(52), decision_due=day(-3), promotion=promotion)
    Milestone.objects.create(defi=defi, date=day(-2), label="Note à relire")
    record_confirmation(defi, roles.user("staff"), at=timezone.now() - dt.timedelta(days=60))
    roles.sign_in(client, "staff")
    ((_title, words),) = [row for row in rows(client) if row[0] == "Défi complet"]
    for expected in (
        "Promotion 9", "52 jours", "Construction", "Décision de la direction", "1 étape en retard",
        "6 manquants", "Documentation d’installation", "En retard", "pour le",
        "Dominique Nomade",
    ):  # fmt: skip
        assert expected in words, expected
    text = client.get(DASHBOARD).content.decode()
    assert "aucun scénario n’est retenu" in text
    assert 'href="/defis/complet/perennisation/#' in text


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (-100, 0, "dernier jour"),
        (-100, 1, "1 jour"),
        (-100, 100, "100 jours"),
        (-300, -20, "terminé depuis 20 jours"),
        (-500, -122, "terminé depuis 4 mois"),
        (20, 320, "commence dans 20 jours"),
    ],
)
def test_the_calendar_in_words(tree: Any, roles: Any, client: Any, start: int, end: int, words: str) -> None:
    """The days left, then since when it is over."""
    full_defi(tree, start=day(start), end=day(end))
    roles.sign_in(client, "staff")
    assert words in dict(rows(client, "?periode=tous"))["Défi complet"]


def test_a_defi_with_nothing_filled_in(tree: Any, roles: Any, client: Any) -> None:
    """Every page and export holds it, and says what is not known."""
    empty_defi(tree)
    roles.sign_in(client, "staff")
    words = dict(rows(client, "?periode=tous"))["Défi vide"]
    for expected in ("fin non datée", "Jamais", "Aucune", "Attendue", "sans date prévue"):
        assert expected in words, expected
    for address in EVERY_ADDRESS:
        assert client.get(f"{address}?periode=tous").status_code == 200
    assert "Sans dates de début et de fin" in client.get(f"{PICTURES}?periode=tous").content.decode()


@pytest.mark.parametrize(
    ("role", "forms"),
    [("staff", True), ("mentor_operational", True), ("sponsor", False), ("dsi_contact", False)],
)
def test_reasons_lead_where_the_reader_may_go(
    tree: Any, roles: Any, client: Any, role: str, forms: bool
) -> None:
    """To the form that mends them, or, for those whom it would refuse, to the part that shows them."""
    defi = full_defi(tree, start=day(-280), end=day(20))
    if role != "staff":
        join(defi, roles.user("alumni"), role)
        sync_teams()
    roles.sign_in(client, "staff" if role == "staff" else "alumni")
    page = BeautifulSoup(client.get(DASHBOARD).content, "html.parser")
    links = {link["href"].partition("#")[0] for link in page.select(".dash-reasons a")}
    assert f"/defis/complet/perennisation/{'modifier/' if forms else ''}" in links
    assert any("modifier/" in link or link.startswith("/admin/") for link in links) is forms
    assert [link for link in links if client.get(link).status_code != 200] == []


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ("sponsor", "Suivi de mes défis"),
        ("dsi_contact", "Suivi de mes défis"),
        ("", "Suivi des défis"),
        (None, ""),
    ],
)
def test_the_pages_of_a_defi_lead_to_it(
    tree: Any, roles: Any, client: Any, part: str | None, title: str
) -> None:
    """Its members, whom nothing else leads there, the team; and no other reader, who would be refused."""
    defi, role = full_defi(tree), "staff" if part == "" else "alumni"
    if part:
        join(defi, roles.user("alumni"), part)
    roles.sign_in(client, role)
    for address in ("", "feuille-de-route/", "perennisation/", "historique/", "documents/"):
        page = BeautifulSoup(client.get(f"/defis/complet/{address}").content, "html.parser")
        found = [link.get_text() for link in page.select(f'.fr-sidemenu a[href="{DASHBOARD}"]')]
        assert found == ([title] if title else []), address
    assert client.get(DASHBOARD).status_code == (200 if title else 403)


@pytest.mark.parametrize("address", EVERY_ADDRESS)
@pytest.mark.parametrize("role", ["staff", "mentor"])
def test_the_number_of_queries_is_constant(
    tree: Any, roles: Any, client: Any, role: str, address: str
) -> None:
    """Twelve défis cost what three cost, and no more than fifteen queries."""
    promotions = [PromotionFactory() for _ in range(4)]

    def add(number: int) -> None:
        defi = full_defi(tree, title=f"Défi {number}", slug=f"d{number}", promotion=promotions[number % 4])
        join(defi, roles.user("mentor"), "mentor_operational")
        record_confirmation(defi, roles.user("staff"))

    for number in range(3):
        add(number)
    roles.sign_in(client, role)
    before = count(client, address)
    for number in range(3, 12):
        add(number)
    assert count(client, address) == before
    assert before <= 15


def test_the_menu_leads_to_it(tree: Any, roles: Any, client: Any) -> None:
    """Those whose groups open the admin see the entry; the others do not, nor on the site map."""
    entry = f'href="{DASHBOARD}"'
    for role, shown in (("staff", True), ("editor", True), ("alumni", False), ("anonymous", False)):
        roles.sign_in(client, role)
        assert (entry in client.get("/plan-du-site/").content.decode()) is shown, role


def test_the_figures_count_and_filter(tree: Any, roles: Any, client: Any) -> None:
    """As many défis by level as the link keeps."""
    full_defi(tree, title="En péril", slug="peril", start=day(-280), end=day(20))
    full_defi(tree, title="Tranquille", slug="tranquille", start=day(-20), end=day(280))
    ended_defi(tree, 200, "Sans suite")
    roles.sign_in(client, "staff")
    sheet = client.get(DASHBOARD).context["sheet"]
    assert sum(figure.count for figure in sheet.figures) == len(listed(client)) == sheet.total
    danger = sheet.figures[0]
    assert danger.count >= 1
    kept = listed(client, f"?{danger.query}")
    assert len(kept) == danger.count
    assert "En péril" in kept
