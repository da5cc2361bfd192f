"""The sustainability plan, as it is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.defis.history import record_confirmation
from pages.defis.models import AxisQuestion, DefiPage, HandoverDocument, Milestone, Scenario
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, day, full_defi
from tests.factories.pages import open_to_public

from .browser import page_of, text_of
from .posting import member_of

pytestmark = pytest.mark.django_db
RESERVED = "Réservé à l’équipe du défi et à l’équipe du programme"


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in."""
    return full_defi(tree, takeover_person=tree.person)


def words_for(client: Any, roles: Any, role: str, defi: DefiPage) -> str:
    """Return what a role reads on the plan."""
    return text_of(roles.sign_in(client, role).get(f"{defi.url}perennisation/")).replace("\u00a0", " ")


def test_the_plan_tells_where_it_stands(client: Any, roles: Any, defi: DefiPage, tree: Any) -> None:
    words = words_for(client, roles, "eig", defi)
    for word in (
        "Bureau de la relation avec le public",
        "Comité de direction",
        "Décision attendue",
        "Jamais",
    ):
        assert word in words
    assert str(tree.person) in words


def test_the_last_confirmation_has_a_name_and_an_age(client: Any, roles: Any, defi: DefiPage) -> None:
    record_confirmation(defi, roles.user("mentor"), at=timezone.now() - dt.timedelta(days=12))
    words = words_for(client, roles, "eig", defi)
    assert "il y a 12 jours" in words
    assert f"par {roles.user('mentor')}" in words


def test_scenarios_stand_side_by_side(client: Any, roles: Any, defi: DefiPage) -> None:
    table = page_of(roles.sign_in(client, "staff").get(f"{defi.url}perennisation/")).find("table")
    heads = [cell.get_text(" ", strip=True) for cell in table.thead.find_all("th")]
    assert heads == ["Critère", "Une équipe interne Recommandé", "Un marché de maintenance", "L’arrêt"]
    rows = {
        row.th.get_text(" ", strip=True): [c.get_text(strip=True) for c in row.find_all("td")]
        for row in table.tbody("tr")
    }
    assert rows["Coût annuel (réservé)"] == ["87\u202f654\u00a0€", "", ""]
    assert rows["Équivalents temps plein"] == ["2", "", ""]
    assert rows["Conséquences"] == ["", "", "Retour aux tableurs"]
    assert "Gouvernance" not in rows


def test_reserved_rows_are_absent_for_the_others(client: Any, roles: Any, defi: DefiPage) -> None:
    words = words_for(client, roles, "eig", defi)
    for word in (*MONEY_WORDS, "87 654", "87\u202f654", *RISK_WORDS, "Coût annuel", "Risques", RESERVED):
        assert word not in words
    inside = words_for(client, roles, "staff", defi)
    for word in (MONEY_WORDS[0], RISK_WORDS[0], RESERVED):
        assert word in inside


def test_open_amounts_are_read_by_all(client: Any, roles: Any, tree: Any) -> None:
    defi = full_defi(tree, money_readers="page")
    words = words_for(client, roles, "eig", defi)
    assert MONEY_WORDS[0] in words
    assert RISK_WORDS[0] not in words


def test_a_decision_is_said_in_words(client: Any, roles: Any, defi: DefiPage) -> None:
    defi.scenarios.filter(kind="stop").update(decided=True)
    DefiPage.objects.filter(pk=defi.pk).update(decided_on=day(-1))
    words = words_for(client, roles, "eig", defi)
    assert "Scénario retenu : L’arrêt" in words
    assert "Décision prise" in words


def test_the_team_is_told_what_the_comparison_lacks(client: Any, roles: Any, defi: DefiPage) -> None:
    gap = "Le plan demande au moins trois scénarios et un arrêt"
    assert f"{gap} : il manque 1 scénario pour continuer." in words_for(client, roles, "staff", defi)
    assert gap not in words_for(client, roles, "eig", defi)
    Scenario.objects.create(defi=defi, kind="other_scheme", title="Un incubateur")
    assert gap not in words_for(client, roles, "staff", defi)
    defi.scenarios.filter(kind="stop").delete()
    assert "l’arrêt, avec ses conséquences" in words_for(client, roles, "staff", defi)


def test_the_calendar_says_what_is_done_late_and_to_come(client: Any, roles: Any, defi: DefiPage) -> None:
    Milestone.objects.create(defi=defi, date=day(-6), label="Comité manqué")
    steps = page_of(roles.sign_in(client, "eig").get(f"{defi.url}perennisation/")).find("ol", "hub-calendar")(
        "li"
    )
    told = [" ".join(step.get_text(" ").split()).replace("\u00a0", " ") for step in steps]
    assert "Faite" in told[0]
    assert "Note présentée" in told[0]
    assert "En retard" in told[1]
    assert "en retard de 6 jours" in told[1]
    assert "À venir" in told[2]
    assert "dans 60 jours" in told[2]


def test_missing_documents_are_named_to_the_team_only(client: Any, roles: Any, defi: DefiPage) -> None:
    words = words_for(client, roles, "staff", defi)
    assert "Il manque 6 documents" in words
    assert "Documentation d’installation" in words
    outside = words_for(client, roles, "eig", defi)
    assert "Il manque" not in outside
    assert "Documentation d’installation" not in outside
    assert "Code source" in outside


def test_missing_documents_worry_from_mid_term_on(client: Any, roles: Any, defi: DefiPage) -> None:
    url = f"{defi.url}perennisation/"
    page = page_of(roles.sign_in(client, "staff").get(url))
    alert = page.select_one("section[aria-labelledby=documents] .fr-alert--warning")
    assert alert is not None
    assert "Il manque 6" in alert.get_text().replace("\u00a0", " ")
    form = f"{url}modifier/?ligne=document-user_manual#document-user_manual"
    assert alert.find("a", href=form)
    DefiPage.objects.filter(pk=defi.pk).update(start=day(-30), end=day(270))
    page = page_of(client.get(url))
    assert "À préparer d’ici la fin" in page.main.get_text()
    assert "Il manque 6" not in page.main.get_text().replace("\u00a0", " ")
    assert not page.select("section[aria-labelledby=documents] .fr-alert--warning")


def test_the_place_of_the_scenarios_is_there_before_them(client: Any, roles: Any, defi: DefiPage) -> None:
    defi.scenarios.all().delete()
    url = f"{defi.url}perennisation/"
    assert page_of(roles.sign_in(client, "staff").get(url)).find(id="scenarios")
    assert page_of(roles.sign_in(client, "eig").get(url)).find(id="scenarios") is None


def test_visitors_of_an_open_page_read_what_is_open(client: Any, defi: DefiPage) -> None:
    open_to_public(defi)
    words = text_of(client.get(f"{defi.url}perennisation/"))
    assert "Une équipe interne" in words
    for word in (*MONEY_WORDS, *RISK_WORDS, "Modifier", "Santé"):
        assert word not in words


@pytest.mark.parametrize("reader", ["staff", "member", "eig"])
def test_queries_do_not_depend_on_rows(
    client: Any, roles: Any, defi: DefiPage, tree: Any, reader: str
) -> None:
    browser = client
    if reader == "member":
        client.force_login(member_of(defi), backend="django.contrib.auth.backends.ModelBackend")
    else:
        roles.sign_in(client, reader)
    url = f"{defi.url}perennisation/"
    record_confirmation(defi, roles.user("staff"))
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(15):
        AxisQuestion.objects.create(defi=defi, axis="reliability", question=f"Q{number}", person=tree.person)
        Milestone.objects.create(defi=defi, date=day(number), label=f"M{number}", person=tree.person)
        Scenario.objects.create(defi=defi, kind="contractor", title=f"S{number}")
    HandoverDocument.objects.create(defi=defi, item="needs", state="done")
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few) <= 15, "\n".join(query["sql"][:200] for query in many)
