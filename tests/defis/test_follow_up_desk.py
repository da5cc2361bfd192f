"""The team’s desk: every follow-up, and the answers that the team writes or corrects."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from pages.defis.enums import FollowUpState, HistoryKind
from pages.defis.follow_ups.links import Link, make_token
from pages.defis.models import FollowUp, HistoryEntry
from tests.factories.pages import reserve

from .after_the_end import ended_defi, noon, person, set_clock

ASKED = dt.date(2026, 8, 31)
DESK = "/nouvelles-du-defi/"
GOOD = {"status": "planned", "maintainer": "La DSI", "address_state": "unknown"}


@pytest.fixture
def follow_up(tree: Any, monkeypatch: Any) -> FollowUp:
    """A request without an answer."""
    set_clock(monkeypatch, ASKED)
    defi = ended_defi(tree, (person("Olivier"), "mentor_high"))
    return FollowUp.objects.create(defi=defi, months=3, due_on=ASKED, asked_at=noon(ASKED))


def text(response: Any) -> str:
    """Return the page in one line, with ordinary spaces."""
    return " ".join(html.unescape(response.content.decode()).split())


def write_address(follow_up: FollowUp) -> str:
    """Return where the team writes an answer."""
    return reverse("defis:follow_up_write", args=[follow_up.pk])


@pytest.mark.parametrize(
    ("role", "status"), [("staff", 200), ("editor", 200), ("mentor", 403), ("coach", 403)]
)
def test_the_desk_is_the_team_s(client: Any, roles: Any, follow_up: FollowUp, role: str, status: int) -> None:
    """The list, the form, and what it writes."""
    roles.sign_in(client, role)
    assert client.get(DESK).status_code == status
    assert client.get(write_address(follow_up)).status_code == status
    answer = client.post(write_address(follow_up), GOOD)
    assert answer.status_code == (302 if status == 200 else 403)
    follow_up.refresh_from_db()
    assert (follow_up.state == FollowUpState.ANSWERED) is (status == 200)


def test_the_desk_is_read_on_a_phone(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """Each cell says its column, where the table becomes cards; the header row is no card."""
    roles.sign_in(client, "staff")
    page = BeautifulSoup(client.get(DESK).content, "html.parser")
    table = page.select_one(".dash-table table[role=table]")
    columns = [each.get_text() for each in table.select("thead th")]
    labels = [each.get("data-label") for each in table.select("tbody tr")[0].select("td")]
    assert labels == columns[1:]
    assert not table.select("thead [data-label]")
    assert any("hub/dashboard" in link["href"] for link in page.select("link[rel=stylesheet]"))


def test_anonymous_visitors_sign_in(client: Any, follow_up: FollowUp) -> None:
    """The desk is no personal link."""
    for address in (DESK, write_address(follow_up)):
        assert client.get(address).status_code == 302


def test_the_list_says_where_each_stands(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """And is filtered by state; what was never asked is not in it."""
    other = {"defi": follow_up.defi, "due_on": ASKED}
    FollowUp.objects.create(**other, months=6, state=FollowUpState.SKIPPED)
    FollowUp.objects.create(
        **other, months=12, state=FollowUpState.ANSWERED, status="stopped", answered_by_name="Samira",
        answered_at=noon(ASKED),
    )  # fmt: skip
    roles.sign_in(client, "staff")
    page = text(client.get(DESK))
    assert "2 prises de nouvelles" in page
    assert "six mois" not in page.replace("six et douze mois", "")
    assert "Arrêté, par Samira le 31 août 2026" in page
    page = text(client.get(DESK, {"etat": "answered"}))
    assert "1 prise de nouvelles" in page
    # A state that does not exist filters nothing.
    assert "2 prises de nouvelles" in text(client.get(DESK, {"etat": "skipped"}))


def test_an_answer_by_telephone(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """Kept under the name of who wrote it; the personal links show it, and take no other."""
    roles.sign_in(client, "staff")
    client.post(write_address(follow_up), GOOD)
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.answered_by_name) == ("planned", str(roles.user("staff")))
    (entry,) = HistoryEntry.objects.all()
    assert entry.kind == HistoryKind.FOLLOW_UP
    assert entry.by == roles.user("staff")
    assert entry.lines[0]["text"] == "Nouvelles reçues par l’équipe du programme."
    client.logout()
    mentor = follow_up.defi.members.get().person
    address = reverse("defis:follow_up", args=[make_token(Link(follow_up.pk, mentor.pk))])
    assert "La DSI" in text(client.get(address))


def test_a_correction_replaces_and_both_are_told(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """The form holds what was answered."""
    roles.sign_in(client, "staff")
    client.post(write_address(follow_up), GOOD)
    page = text(client.get(write_address(follow_up)))
    assert 'value="La DSI"' in page
    client.post(write_address(follow_up), {**GOOD, "status": "in_production"})
    follow_up.refresh_from_db()
    assert follow_up.status == "in_production"
    newest, oldest = HistoryEntry.objects.order_by("-pk")
    assert newest.lines[0]["text"] == "Réponse corrigée par l’équipe du programme."
    assert "prévue" in oldest.lines[1]["text"]


def test_errors_are_explained(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """With the same form as the personal page."""
    roles.sign_in(client, "staff")
    page = text(client.post(write_address(follow_up), {**GOOD, "status": ""}))
    assert "Choisissez une réponse parmi les trois." in page
    assert 'value="La DSI"' in page
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.WAITING


def test_a_defi_that_one_cannot_open_is_not_there(client: Any, roles: Any, follow_up: FollowUp) -> None:
    """The restrictions of pages hold."""
    reserve(follow_up.defi, "Équipe du programme")
    roles.sign_in(client, "editor")
    assert "Courriers limpides" not in text(client.get(DESK))
    assert client.get(write_address(follow_up)).status_code == 404


def test_the_list_takes_the_same_queries_for_any_number(
    client: Any, roles: Any, tree: Any, follow_up: FollowUp, django_assert_max_num_queries: Any
) -> None:
    """As every page of the hub."""
    for number in range(5):
        defi = ended_defi(tree, slug=f"d{number}", title=f"Défi {number}")
        FollowUp.objects.create(defi=defi, months=3, due_on=ASKED)
    roles.sign_in(client, "staff")
    with django_assert_max_num_queries(15):
        client.get(DESK)
