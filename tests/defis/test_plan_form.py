"""Editing the sustainability plan in a plain form."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import GroupPagePermission

from hub.base.models import HubDocument
from pages.defis.models import AxisQuestion, DefiPage, Milestone
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, day, full_defi

from .browser import name_of, page_of, sent, shown, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in."""
    return full_defi(tree)


@pytest.fixture
def url(defi: DefiPage) -> str:
    """The address of the form."""
    return f"{defi.url}perennisation/modifier/"


@pytest.fixture
def staff(client: Any, roles: Any) -> Any:
    """Somebody of the programme’s team, signed in."""
    return roles.sign_in(client, "staff")


def saved(defi: DefiPage) -> DefiPage:
    """Return the défi as published."""
    return DefiPage.objects.get(pk=defi.pk)


def test_the_whole_plan_has_an_anchor_for_each_part(staff: Any, url: str) -> None:
    found = page_of(staff.get(url))
    for anchor in ("etat", "releve", "axes", "scenarios", "decision", "calendrier", "documents"):
        assert found.find(id=anchor), anchor


def test_one_part_is_edited_without_the_others(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(f"{url}?partie=etat")
    assert "scenarios-TOTAL_FORMS" not in shown(page)
    sent(staff, page, f"{url}?partie=etat", takeover="La DSI", end_state="in_production")
    after = saved(defi)
    assert (after.takeover, after.end_state) == ("La DSI", "in_production")
    assert after.scenarios.count() == 3


def test_saving_untouched_changes_nothing(staff: Any, url: str, defi: DefiPage) -> None:
    response = sent(staff, staff.get(url), url)
    assert "Rien n’a changé" in text_of(staff.get(response["Location"]))


def test_amounts_are_read_as_they_are_written(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Un marché de maintenance")
    sent(staff, page, url, **{f"{row}-yearly_cost": "80\u202f000 €", f"{row}-fte": "1,5"})
    scenario = saved(defi).scenarios.get(kind="contractor")
    assert (scenario.yearly_cost, str(scenario.fte)) == (80000, "1.50")


def test_points_set_thousands_apart_and_nothing_else(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Un marché de maintenance")
    sent(staff, page, url, **{f"{row}-yearly_cost": "80.000", f"{row}-investment": "1.000.000 €"})
    scenario = saved(defi).scenarios.get(kind="contractor")
    assert (scenario.yearly_cost, scenario.investment) == (80000, 1_000_000)
    again = staff.get(url)
    for text in ("80.0", "80.00", "80,5", "8.0000"):
        refused = sent(staff, again, url, **{f"{row}-yearly_cost": text})
        assert "sans centimes" in page_of(refused).find(id="erreurs").get_text(), text
    assert saved(defi).scenarios.get(kind="contractor").yearly_cost == 80000


def test_errors_are_read_first_in_the_order_of_the_page(staff: Any, url: str) -> None:
    page = staff.get(url)
    assert page_of(page).find("input", {"name": "depart"}).find_parent("form")["action"] == "#erreurs"
    assert page_of(page).find(id="erreurs") is None
    row = name_of(shown(page), "Un marché de maintenance")
    wrong = {f"{row}-investment": "mille", f"{row}-fte": "-1", "decision_due": "demain"}
    summary = page_of(sent(staff, page, url, **wrong)).find(id="erreurs")
    assert summary["tabindex"] == "-1"
    assert [link["href"].removeprefix("#id_") for link in summary.find_all("a")] == [
        "decision_due", f"{row}-fte", f"{row}-investment",
    ]  # fmt: skip


def test_a_question_said_otherwise_is_not_added_again(staff: Any, url: str, defi: DefiPage) -> None:
    defi.axis_questions.all().delete()
    AxisQuestion.objects.create(
        defi=defi,
        axis="deployment",
        question="Les briques libres utilisées sont-elles admises par le cadre\u202f?",
    )
    added = sent(staff, staff.get(url), url, "standard:axis_questions:deployment")
    words = [str(text) for name, text in shown(added).items() if name.endswith("-question")]
    assert len(words) == 4
    assert ["cadre" in text for text in words if "briques libres" in text] == [True]


def unfolded(response: Any) -> list[str]:
    """Return the anchors of the rows that are open."""
    return [row.find("div")["id"] for row in page_of(response).find_all("details", "hub-row", open=True)]


def test_a_link_unfolds_the_row_that_it_leads_to(staff: Any, url: str, defi: DefiPage) -> None:
    assert unfolded(staff.get(url)) == unfolded(staff.get(f"{url}?ligne=document-inconnu")) == []
    assert unfolded(staff.get(f"{url}?ligne=document-code")) == ["document-code"]
    assert unfolded(staff.get(f"{url}?ligne=document-user_manual")) == ["document-user_manual"]
    key = str(Milestone.objects.create(defi=defi, date=day(-6), label="Comité manqué").key)
    assert unfolded(staff.get(f"{url}?a-completer=calendrier")) == [f"etape-{key}"]


def test_the_row_of_a_missing_document_is_ready_to_be_filled(staff: Any, url: str, defi: DefiPage) -> None:
    address = f"{url}?ligne=document-user_manual"
    page = staff.get(address)
    data = shown(page)
    row = next(name for name, text in data.items() if text == "user_manual").removesuffix("-item")
    sent(staff, page, address, **{f"{row}-url": "https://example.org/guide", f"{row}-state": "done"})
    assert saved(defi).handover_documents.get(item="user_manual").url == "https://example.org/guide"


def test_a_negative_amount_is_refused_on_its_line(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Un marché de maintenance")
    response = sent(staff, page, url, **{f"{row}-yearly_cost": "-5", f"{row}-investment": "mille"})
    summary = page_of(response).find(id="erreurs").get_text()
    assert "Un montant ne peut pas être négatif." in summary
    assert "sans centimes" in summary
    assert shown(response)[f"{row}-investment"] == "mille"
    assert saved(defi).scenarios.get(kind="contractor").yearly_cost is None


def test_a_decision_goes_with_its_scenario(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Un marché de maintenance")
    alone = sent(staff, page, url, **{f"{row}-decided": "on"})
    assert "indiquez la date de la décision" in text_of(alone)
    response = sent(staff, page, url, **{f"{row}-decided": "on", "decided_on": day(-1).isoformat()})
    assert response.status_code == 302
    assert saved(defi).scenarios.get(decided=True).title == "Un marché de maintenance"


def test_one_scenario_only_is_recommended(staff: Any, url: str) -> None:
    page = staff.get(url)
    row = name_of(shown(page), "Un marché de maintenance")
    assert "Un seul scénario peut être recommandé" in text_of(
        sent(staff, page, url, **{f"{row}-recommended": "on"})
    )


def test_the_recommendation_moves_from_a_scenario_to_another(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    data = shown(page)
    first, second = name_of(data, "Une équipe interne"), name_of(data, "Un marché de maintenance")
    del data[f"{first}-recommended"]
    assert staff.post(url, {**data, f"{second}-recommended": "on", "action": "save"}).status_code == 302
    assert saved(defi).scenarios.get(recommended=True).title == "Un marché de maintenance"


def test_the_programmes_questions_and_slots_are_added_once(staff: Any, url: str, defi: DefiPage) -> None:
    once = sent(staff, staff.get(url), url, "standard:axis_questions:reliability")
    count = int(shown(once)["axis_questions-TOTAL_FORMS"])
    assert count == 6
    twice = sent(staff, once, url, "standard:axis_questions:reliability")
    assert int(shown(twice)["axis_questions-TOTAL_FORMS"]) == count
    slots = sent(staff, twice, url, "standard:handover_documents:")
    assert int(shown(slots)["handover_documents-TOTAL_FORMS"]) == 17
    assert sent(staff, slots, url).status_code == 302
    assert saved(defi).axis_questions.filter(axis="reliability").count() == 4
    assert saved(defi).handover_documents.count() == 17


def test_the_kinds_of_scenarios_that_are_missing_are_added(staff: Any, url: str, defi: DefiPage) -> None:
    again = sent(staff, staff.get(url), url, "standard:scenarios:")
    sent(staff, again, url)
    assert sorted(saved(defi).scenarios.values_list("kind", flat=True)) == [
        "contractor", "in_house", "other_administration", "other_scheme", "stop",
    ]  # fmt: skip


def test_a_document_has_one_slot(staff: Any, url: str, defi: DefiPage) -> None:
    again = sent(staff, staff.get(url), url, "add:handover_documents:")
    response = sent(staff, again, url, **{"handover_documents-2-item": "code"})
    assert "figure déjà dans la liste" in text_of(response)
    assert saved(defi).handover_documents.count() == 2


def a_file(name: str = "guide.pdf", size: int = 2048) -> SimpleUploadedFile:
    """Return a file to send."""
    return SimpleUploadedFile(name, b"%PDF-1.4" + b"0" * size)


def test_a_file_fills_a_slot_and_is_read_with_the_page(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = row_of(page, "installation_documentation")
    sent(staff, page, url, **{f"{row}-upload": a_file(), f"{row}-state": "done"})
    slot = saved(defi).handover_documents.get(item="installation_documentation")
    assert slot.document.size_label == "PDF – 2\u00a0Ko"
    assert (
        slot.document.collection.get_parent().name == "Documents des défis" or slot.document.collection.name
    )
    assert slot.document.url in staff.get(f"{defi.url}perennisation/").content.decode()


def test_a_file_of_another_format_is_refused(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = row_of(page, "installation_documentation")
    response = sent(staff, page, url, **{f"{row}-upload": a_file("outil.exe")})
    assert "Ce format n’est pas accepté" in text_of(response)
    assert not HubDocument.objects.exists()


def test_a_file_too_heavy_is_refused(staff: Any, url: str, settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1024
    page = staff.get(url)
    response = sent(staff, page, url, **{f"{row_of(page, 'code')}-upload": a_file()})
    assert "trop lourd" in text_of(response)


def test_a_file_is_not_sent_twice_when_something_else_is_wrong(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = row_of(page, "installation_documentation")
    wrong = sent(staff, page, url, **{f"{row}-upload": a_file(), "decided_on": day(-1).isoformat()})
    assert "Fichier reçu" in text_of(wrong)
    assert sent(staff, wrong, url, decided_on="").status_code == 302
    assert saved(defi).handover_documents.get(item="installation_documentation").document is not None
    assert HubDocument.objects.count() == 1


def test_a_file_is_taken_out_of_its_slot(staff: Any, url: str, defi: DefiPage) -> None:
    page = staff.get(url)
    row = row_of(page, "code")
    sent(staff, page, url, **{f"{row}-upload": a_file()})
    page = staff.get(url)
    sent(staff, page, url, **{f"{row_of(page, 'code')}-remove_file": "on"})
    assert saved(defi).handover_documents.get(item="code").document is None


def row_of(page: Any, item: str) -> str:
    """Return the prefix of the slot of a document."""
    data = shown(page)
    name = next(name for name, value in data.items() if name.endswith("-item") and value == item)
    return name.removesuffix("-item")


def test_who_may_not_read_the_amounts_leaves_them_as_they_are(
    client: Any, roles: Any, url: str, defi: DefiPage
) -> None:
    # Wagtail’s permissions may be given to somebody who is not of the défi: they edit what they read.
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    group = Group.objects.create(name="Correction")
    GroupPagePermission.objects.create(group=group, page=defi, permission=change)
    roles.user("wrong_group").groups.add(group)
    editor = roles.sign_in(client, "wrong_group")
    page = editor.get(url)
    body = page.content.decode()
    for word in (*MONEY_WORDS, *RISK_WORDS):
        assert word not in body
    row = name_of(shown(page), "Une équipe interne")
    forged = {f"{row}-title": "Une équipe de deux", f"{row}-yearly_cost": "1", f"{row}-risks": "Aucun"}
    assert sent(editor, page, url, **forged).status_code == 302
    scenario = (DefiPage.objects.get(pk=defi.pk).get_latest_revision_as_object()).scenarios.all()[0]
    assert scenario.title == "Une équipe de deux"
    assert (scenario.yearly_cost, scenario.risks) == (int(MONEY_WORDS[1]), RISK_WORDS[0])
