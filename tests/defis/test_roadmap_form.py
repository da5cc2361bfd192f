"""Editing the roadmap in a plain form."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageLogEntry

from pages.defis.models import DefiPage
from tests.factories.defis import day, full_defi

from .browser import name_of, page_of, sent, shown, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in."""
    return full_defi(tree)


@pytest.fixture
def url(defi: DefiPage) -> str:
    """The address of the form."""
    return f"{defi.url}feuille-de-route/modifier/"


@pytest.fixture
def staff(client: Any, roles: Any) -> Any:
    """Somebody of the programme’s team, signed in."""
    return roles.sign_in(client, "staff")


def test_the_form_shows_what_is_there(staff: Any, url: str) -> None:
    data = shown(staff.get(url))
    row = name_of(data, "Tester avec dix personnes")
    assert data[f"{row}-horizon"] == "short"
    assert data[f"{row}-due"] == day(-30).isoformat()


def test_a_change_is_published_and_keeps_the_row(staff: Any, url: str, defi: DefiPage) -> None:
    before = {row.objective: (row.pk, row.key) for row in defi.objectives.all()}
    page = staff.get(url)
    row = name_of(shown(page), "Tester avec dix personnes")
    response = sent(
        staff, page, url, **{f"{row}-objective": "Tester avec vingt personnes", f"{row}-state": "done"}
    )
    assert response.status_code == 302
    after = {
        each.objective: (each.pk, each.key) for each in DefiPage.objects.get(pk=defi.pk).objectives.all()
    }
    assert after["Tester avec vingt personnes"] == before["Tester avec dix personnes"]
    assert after["Une documentation solide"] == before["Une documentation solide"]
    assert "enregistré et publié" in text_of(staff.get(response["Location"]))
    assert PageLogEntry.objects.filter(page=defi.pk, action="wagtail.edit").exists()


def test_the_version_and_its_date_are_saved(staff: Any, url: str, defi: DefiPage) -> None:
    sent(staff, staff.get(url), url, roadmap_stage="mid_term", roadmap_dated=day(-2).isoformat())
    saved = DefiPage.objects.get(pk=defi.pk)
    assert (saved.roadmap_stage, saved.roadmap_dated) == ("mid_term", day(-2))


def test_a_line_is_added_without_losing_what_was_typed(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Tester avec dix personnes")
    again = sent(staff, page, url, "add:objectives:medium", **{f"{row}-objective": "Déjà changé"})
    data = shown(again)
    assert data["objectives-TOTAL_FORMS"] == "3"
    assert data[f"{row}-objective"] == "Déjà changé"
    assert data["objectives-2-horizon"] == "medium"
    assert page_of(again).find(autofocus=True)["name"] == "objectives-2-objective"
    assert DefiPage.objects.get(pk=defi.pk).objectives.count() == 2
    sent(staff, again, url, **{"objectives-2-objective": "Ouvrir à une région"})
    assert [
        each.objective for each in DefiPage.objects.get(pk=defi.pk).objectives.filter(horizon="medium")
    ] == ["Ouvrir à une région"]


def test_an_empty_line_is_not_kept(staff: Any, url: str, defi: DefiPage) -> None:
    again = sent(staff, staff.get(url), url, "add:objectives:long")
    assert sent(staff, again, url).status_code == 302
    assert DefiPage.objects.get(pk=defi.pk).objectives.count() == 2


def test_a_ticked_line_is_deleted(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Tester avec dix personnes")
    sent(staff, page, url, **{f"{row}-DELETE": "on"})
    assert [each.objective for each in DefiPage.objects.get(pk=defi.pk).objectives.all()] == [
        "Une documentation solide"
    ]


def test_an_error_is_told_on_its_line_and_keeps_everything(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Tester avec dix personnes")
    response = sent(
        staff,
        page,
        url,
        **{f"{row}-objective": "", f"{row}-due": "32/13/2026", f"{row}-constraints": "Gardé"},
    )
    found = page_of(response)
    assert "Erreur" in found.title.get_text()
    links = [link["href"] for link in found.find(id="erreurs").find_all("a")]
    assert links == [f"#id_{row}-objective", f"#id_{row}-due"]
    assert all(found.find(id=link[1:]) for link in links)
    assert shown(response)[f"{row}-constraints"] == "Gardé"
    assert found.find(id=f"id_{row}-due").find_parent("details").has_attr("open")
    assert DefiPage.objects.get(pk=defi.pk).objectives.filter(objective="Tester avec dix personnes").exists()


def test_who_can_be_chosen_is_in_the_defi(staff: Any, url: str, tree: Any) -> None:
    found = page_of(staff.get(url))
    options = [
        option.get_text()
        for option in found.find("select", {"name": "objectives-0-person"}).find_all("option")
    ]
    assert options == ["Personne pour l’instant", str(tree.person)]


def test_nothing_typed_is_nothing_saved(staff: Any, url: str, defi: DefiPage) -> None:
    response = sent(staff, staff.get(url), url)
    assert "Rien n’a changé" in text_of(staff.get(response["Location"]))
    assert defi.get_latest_revision() is None


def test_the_button_sent_twice_adds_one_line(staff: Any, url: str, defi: DefiPage) -> None:
    again = sent(staff, staff.get(url), url, "add:objectives:medium")
    for _time in range(2):
        sent(staff, again, url, **{"objectives-2-objective": "Une seule fois"})
    assert DefiPage.objects.get(pk=defi.pk).objectives.filter(objective="Une seule fois").count() == 1


def test_an_incomplete_form_changes_nothing(staff: Any, url: str, defi: DefiPage) -> None:
    response = staff.post(url, {"action": "save"})
    assert "arrivé incomplet" in text_of(response)
    assert DefiPage.objects.get(pk=defi.pk).objectives.count() == 2


@pytest.mark.parametrize("total", ["abc", "²", "9" * 5000, "-1", "999999999"])
@pytest.mark.parametrize("button", ["add:objectives:short", "standard:objectives:short"])
def test_a_number_of_lines_that_is_none_adds_nothing(
    staff: Any, url: str, defi: DefiPage, total: str, button: str
) -> None:
    again = sent(staff, staff.get(url), url, button, **{"objectives-TOTAL_FORMS": total})
    assert again.status_code == 200
    assert DefiPage.objects.get(pk=defi.pk).objectives.count() == 2


def test_too_many_lines_are_called_lines(staff: Any, url: str) -> None:
    answer = text_of(sent(staff, staff.get(url), url, **{"objectives-TOTAL_FORMS": "201"}))
    assert "200 lignes au plus" in answer.replace("\u00a0", " ")
    assert "formulaires" not in answer


def test_the_summary_of_errors_names_a_long_line_by_its_beginning(staff: Any, url: str) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Tester avec dix personnes")
    long = "Tester encore et encore. " * 400
    answer = sent(staff, page, url, **{f"{row}-objective": long, f"{row}-due": "demain"})
    heads = [link.get_text(" ", strip=True) for link in page_of(answer).select('a[href^="#id_objectives"]')]
    assert any("Tester encore" in head and len(head) < 400 for head in heads), heads
    assert all(len(head) < 400 for head in heads)
