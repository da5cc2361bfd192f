"""A document names what the record does not say, with the address of the field that would say it."""

from __future__ import annotations

from typing import Any

import pytest

from pages.defis.models import DefiMember, DefiPage, HandoverDocument, Scenario
from pages.defis.teams import sync_teams
from tests.factories.defis import full_defi
from tests.factories.people import PersonFactory

from .papers import HANDOVER, NOTE, article, docx_of, file_of, soup, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Any, roles: Any) -> Any:
    """A client signed in as the team of the programme."""
    return roles.sign_in(client, "staff")


def gaps(client: Any, defi: Any, name: str) -> dict[str, str]:
    """Return what the document says is missing -> where it is filled."""
    section = article(client, defi, name).find("section", class_="hub-document__missing")
    return {link.get_text(): link["href"] for link in section.find_all("a")} if section else {}


def test_an_empty_defi_misses_everything(staff: Any, tree: Any) -> None:
    """Each part of the note asks for what it needs, and leads to the field."""
    defi = tree.add(tree.defis, "vide", DefiPage(title="Défi vide", slug="vide"))
    found = gaps(staff, defi, NOTE)
    plan, admin = f"{defi.url}perennisation/modifier/", f"/admin/pages/{defi.pk}/edit/"
    assert found["Le problème à résoudre n’est pas décrit."].startswith(admin)
    assert found["Aucun indicateur d’impact n’est suivi."].startswith(admin)
    assert found["La feuille de route n’est pas écrite."] == f"{defi.url}feuille-de-route/modifier/#objectifs"
    assert found["Aucun scénario n’est décrit."] == f"{plan}#scenarios"
    assert found["Aucune date de décision n’est fixée."] == f"{plan}#decision"
    assert found["Le calendrier ne compte aucune étape."] == f"{plan}#calendrier"
    found = gaps(staff, defi, HANDOVER)
    assert found["Aucun contact à la DSI n’est indiqué."].startswith(admin)
    assert (
        found["Document à préparer avant la relève\u00a0: Documentation d’installation."]
        == f"{plan}#documents"
    )
    assert found["La fiche ne dit pas qui entretiendra le produit."] == f"{plan}#releve"
    assert found["Il manque les adresses\u00a0: produit et code source."].startswith(admin)


def test_what_is_filled_is_not_missing(staff: Any, tree: Any) -> None:
    """A full record is asked for what it lacks only."""
    found = gaps(staff, full_defi(tree), NOTE)
    assert "Aucun scénario n’est décrit." not in found
    assert "Aucun scénario n’est recommandé." not in found
    assert "La carte des parties prenantes est vide." not in found
    assert "Le scénario d’arrêt n’est pas décrit." not in found
    assert "2\u00a0scénarios sont décrits sur les 3 à comparer, sans compter l’arrêt." in found


def test_it_is_missing_in_its_place_too(staff: Any, tree: Any) -> None:
    """Beside the summary at the top, the part itself says what it lacks; the file does as well."""
    defi = full_defi(tree)
    page = article(staff, defi, HANDOVER)
    heading = page.find("h3", string="Fiabilisation")
    gap = heading.find_next("p", class_="hub-document__gap")
    assert "Aucune question n’est posée sur cet axe." in gap.get_text()
    assert gap.find("a")["href"] == f"{defi.url}perennisation/modifier/#axes"
    lines = texts(docx_of(staff, defi, HANDOVER))
    assert lines.count("Aucune question n’est posée sur cet axe.") == 1
    assert any(
        line.startswith("À compléter\u00a0: Aucune question n’est posée sur cet axe.") for line in lines
    )


def test_the_file_leads_to_the_field(staff: Any, tree: Any) -> None:
    """From a file, the address is a full one."""
    defi = full_defi(tree)
    targets = {link.target_ref for link in docx_of(staff, defi, NOTE).part.rels.values() if link.is_external}
    assert f"http://testserver{defi.url}perennisation/modifier/#scenarios" in targets


def test_a_stop_needs_its_consequences(staff: Any, tree: Any) -> None:
    """Stopping is a scenario as long as what it would cost is written."""
    defi = full_defi(tree)
    sentence = "Le scénario «\u00a0L’arrêt\u00a0» ne dit pas les conséquences de l’arrêt."
    assert sentence not in gaps(staff, defi, NOTE)
    Scenario.objects.filter(defi=defi, kind="stop").update(consequences=" ")
    assert sentence in gaps(staff, defi, NOTE)


def test_a_ready_document_is_somewhere(staff: Any, tree: Any) -> None:
    """A document said to be ready without an address nor a file is asked for."""
    defi = full_defi(tree)
    sentence = "«\u00a0Code source\u00a0» est prêt, mais la fiche ne dit pas où le trouver."
    assert sentence not in gaps(staff, defi, HANDOVER)
    HandoverDocument.objects.filter(defi=defi, item="code").update(url="")
    assert sentence in gaps(staff, defi, HANDOVER)


def test_a_document_that_does_not_apply_is_not_asked_for(staff: Any, tree: Any) -> None:
    """« Sans objet » settles a document."""
    defi = full_defi(tree)
    sentence = "Document à préparer avant la relève\u00a0: Documentation d’installation."
    assert sentence in gaps(staff, defi, HANDOVER)
    HandoverDocument.objects.filter(defi=defi, item="installation_documentation").update(
        state="not_applicable"
    )
    assert sentence not in gaps(staff, defi, HANDOVER)


def test_the_list_counts_what_is_missing(staff: Any, roles: Any, tree: Any) -> None:
    """Those who fill the record see how much remains; the others see documents."""
    defi = full_defi(tree)
    entries = soup(staff, defi).find_all("li", class_="hub-documents__item")
    assert [entry.find("h2").get_text() for entry in entries] == [
        "Note stratégique de pérennisation",
        "Dossier de passation",
    ]
    for entry, name in zip(entries, (NOTE, HANDOVER), strict=True):
        count = len(gaps(staff, defi, name))
        assert f"{count}\u00a0points à compléter" in entry.get_text()
    roles.sign_in(staff, "eig")
    assert "à compléter" not in soup(staff, defi).find("main").get_text()


@pytest.mark.parametrize(("role", "links"), [("mentor_operational", True), ("sponsor", False)])
def test_those_who_may_not_edit_are_told_without_a_link(
    client: Any, roles: Any, tree: Any, role: str, links: bool
) -> None:
    """Who follows the défi knows what it lacks; the form is for those whom it does not refuse."""
    defi = full_defi(tree)
    DefiMember.objects.create(defi=defi, person=PersonFactory(user=roles.user("alumni")), role=role)
    sync_teams()
    roles.sign_in(client, "alumni")
    page = article(client, defi, NOTE)
    assert "Le problème à résoudre n’est pas décrit." in page.find(class_="hub-document__missing").get_text()
    parts = [page.find(class_="hub-document__missing"), *page.find_all(class_="hub-document__gap")]
    assert {bool(each.find("a")) for each in parts} == {links}
    lines = texts(docx_of(client, defi, NOTE))
    assert "Le problème à résoudre n’est pas décrit." in lines
    assert any("Compléter la fiche" in line for line in lines) is links


def test_other_readers_do_not_see_the_part(client: Any, roles: Any, tree: Any) -> None:
    """A part that would only say what is missing is left out, its heading with it."""
    defi = full_defi(tree)
    roles.sign_in(client, "eig")
    headings = [each.get_text() for each in article(client, defi, NOTE).find_all(["h2", "h3"])]
    assert "Le problème" not in headings
    assert "Ressources financières" not in headings
    assert "IV. Calendrier" in headings
    lines = texts(docx_of(client, defi, NOTE))
    assert "Le problème" not in lines
    assert b"word/document.xml" in file_of(client, defi, NOTE)
