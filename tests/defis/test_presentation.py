"""The presentation of a défi: everything that is filled in, nothing that is not, nothing that is reserved."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hub.base.models import HubImage
from hub.people.models import Administration
from pages.defis.charts import draw
from pages.defis.models import (
    CommonProblem,
    ComplianceCheck,
    DefiLink,
    DefiMember,
    DefiPage,
    ImpactIndicator,
    IndicatorMeasure,
    PhaseStep,
    Stakeholder,
    Technology,
)
from tests.factories.defis import STAKEHOLDER_WORDS, day, full_defi
from tests.factories.pages import open_to_public
from tests.factories.people import AdministrationFactory, PersonFactory, SkillFactory

ADDRESS = "/defis/complet/"


def soup(client: Any, address: str = ADDRESS) -> BeautifulSoup:
    """Return the main part of a page."""
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def text(node: Any) -> str:
    """Return the words of a part of the page, with plain spaces."""
    return re.sub(r"\s+", " ", node.get_text(" ")).strip() if node else ""


def part(page: BeautifulSoup, anchor: str) -> str:
    """Return the words of the section under a heading; empty when there is no such section."""
    return text(page.find("section", attrs={"aria-labelledby": anchor}))


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with every part filled in."""
    defi = full_defi(
        tree,
        problem="<p>Les lettres sont <b>illisibles</b>.</p>",
        users="<p>Les agents d’accueil.</p>",
        solution="<p>Un assistant d’écriture.</p>",
        place="Besançon",
        administration=AdministrationFactory(name="Direction des lettres"),
    )
    defi.skills = [SkillFactory(name="Design")]
    defi.skills_missing = [SkillFactory(name="Cartographie")]
    defi.technologies = [Technology.objects.create(name="Django")]
    defi.common_problems = [
        CommonProblem.objects.create(name="Moteur de règles", description="Des règles qui changent.")
    ]
    defi.save()
    return defi


def test_everything_shows_with_its_anchor_in_the_summary(defi: DefiPage, roles: Any, client: Any) -> None:
    page = soup(roles.sign_in(client, "eig"))
    assert "illisibles" in part(page, "probleme")
    assert "agents d’accueil" in part(page, "personnes-concernees")
    assert "assistant d’écriture" in part(page, "solution")
    assert "Design" in part(page, "competences")
    assert "Cartographie" in part(page, "competences")
    assert "Moteur de règles Des règles qui changent." in part(page, "competences")
    assert "Code source https://example.org/code" in part(page, "liens")
    assert "Besançon" in text(page)
    summary = page.find("nav", class_="fr-summary")
    assert "Dans cette page" in text(summary)
    anchors = [link["href"][1:] for link in summary.find_all("a")]
    assert len(anchors) > 7
    assert [anchor for anchor in anchors if page.find(id=anchor) is None] == []


def test_what_is_empty_does_not_show(tree: Any, roles: Any, client: Any) -> None:
    tree.add(tree.defis, "vide", DefiPage(title="Défi vide", slug="vide"))
    page = soup(roles.sign_in(client, "staff"), "/defis/vide/")
    # But its health, for who follows it.
    assert [section["aria-labelledby"] for section in page.find_all("section")] == ["sante"]
    assert page.find("svg", class_="hub-chart") is None
    page = soup(roles.sign_in(client, "eig"), "/defis/vide/")
    assert page.find_all("section") == []
    assert page.find_all("h2") == []


def test_people_who_left_are_told_apart(defi: DefiPage, roles: Any, client: Any) -> None:
    for name, role, start, end in (
        ("Partie", "eig", -200, -31), ("Hier", "eig", -200, -1), ("Suivante", "successor", 10, None),
        ("Mentor", "mentor_high", -100, 20),
    ):  # fmt: skip
        DefiMember.objects.create(
            defi=defi, person=PersonFactory(last_name=name), role=role, start=day(start),
            end=day(end) if end else None,
        )  # fmt: skip
    page = soup(roles.sign_in(client, "eig"))
    team = page.find("section", attrs={"aria-labelledby": "equipe"})
    at_work, left = text(team.dl), text(team.ul)
    assert "Mentor de haut niveau Camille Mentor du" in at_work
    assert "Ada Mareuil depuis le" in at_work
    assert "Partie" not in at_work
    assert "Hier" not in at_work
    assert "Camille Partie – EIG du" in left
    assert "Camille Hier" in left
    assert "Suivante" in part(page, "releve")
    assert "Bureau de la relation avec le public" in part(page, "releve")
    assert "Suivante" not in at_work


def test_the_current_phase_is_the_last_begun(defi: DefiPage, roles: Any, client: Any) -> None:
    PhaseStep.objects.create(defi=defi, phase="production", start=day(40), note="Après l’homologation")
    page = soup(roles.sign_in(client, "eig"))
    steps = page.find("section", attrs={"aria-labelledby": "phases"}).ol.find_all("li")
    assert [text(step.p) for step in steps] == [
        "Investigation", "Construction Phase actuelle", "En production À venir",
    ]  # fmt: skip
    assert [step.get("aria-current") for step in steps] == [None, "step", None]
    assert "Après l’homologation" in text(steps[2])


def test_a_phase_dated_in_advance_becomes_the_current_one(defi: DefiPage, roles: Any, client: Any) -> None:
    # Written before its day: the page was not saved since.
    PhaseStep.objects.create(defi=defi, phase="production", start=day(0))
    page = soup(roles.sign_in(client, "eig"))
    assert text(page.find("ul", class_="fr-badges-group")) == "En production"


def test_compliance_is_a_table(defi: DefiPage, roles: Any, client: Any) -> None:
    ComplianceCheck.objects.create(
        defi=defi, topic="security", state="compliant", note="Homologation", url="https://example.org/preuve"
    )
    table = soup(roles.sign_in(client, "eig")).find("section", attrs={"aria-labelledby": "conformite"}).table
    assert table.caption
    assert [head["scope"] for head in table.thead.find_all("th")] == ["col"] * 5
    rows = [text(row) for row in table.tbody.find_all("tr")]
    assert rows[0].startswith("Accessibilité (RGAA) Partiellement conforme 72 % ")
    assert "Voir la preuve : Sécurité (homologation)" in rows[1]


def test_an_indicator_is_said_drawn_and_tabled(defi: DefiPage, roles: Any, client: Any) -> None:
    section = soup(roles.sign_in(client, "eig")).find("section", attrs={"aria-labelledby": "impact"})
    said = text(section)
    assert "Politique publique" in said
    assert "Départ 30 jours Dernière mesure 18 jours Cible 10 jours" in said
    assert "60 % du chemin vers la cible" in said
    drawing = section.svg
    assert drawing["role"] == "img"
    labels = [drawing.find(id=name) for name in drawing["aria-labelledby"].split()]
    assert [label.name for label in labels] == ["title", "desc"]
    assert "Cible" in text(labels[1])
    assert "18 jours" in text(labels[1])
    assert len(drawing.find_all("circle")) == 2
    assert not drawing.find_all(style=True)
    rows = [text(row) for row in section.details.table.tbody.find_all("tr")]
    assert rows[0].endswith("Départ 30 jours")
    assert [row.split()[-3] for row in rows] == ["Départ", "Mesure", "Mesure", "Cible"]


def test_numbers_are_written_in_french(tree: Any) -> None:
    indicator = ImpactIndicator(
        theme="openness", name="Part", unit="%", baseline=Decimal("1234567.50"), baseline_on=day(-3)
    )
    chart = draw(indicator, [IndicatorMeasure(date=day(0), value=Decimal("12.05"))])
    assert chart is not None
    assert [point.label for point in chart.points] == ["1\u202f234\u202f567,5", "12,05"]
    assert "12,05\u00a0%" in chart.description


def test_a_drawing_stays_inside_its_frame(tree: Any) -> None:
    indicator = ImpactIndicator(theme="openness", name="x", baseline=0, baseline_on=day(-300), target=-50)
    measures = [IndicatorMeasure(date=day(n - 100), value=Decimal(n * n)) for n in range(0, 90, 9)]
    chart = draw(indicator, measures)
    assert chart is not None
    assert all(0 < point.x < chart.width and 0 < point.y < chart.axis for point in chart.points)
    assert chart.target is not None
    assert 0 < chart.target.y < chart.axis
    # Eleven values beside their points would not be read: the first and the last are among those that are.
    written = [point for point in chart.points if point.label]
    assert 2 <= len(written) < 9
    assert {chart.points[0], chart.points[-1]} <= set(written)
    assert all(after.x - before.x >= 40 for before, after in pairwise(written))


def test_one_value_is_not_a_drawing(tree: Any) -> None:
    assert draw(ImpactIndicator(name="x"), [IndicatorMeasure(date=day(0), value=1)]) is None
    same = draw(ImpactIndicator(name="x"), [IndicatorMeasure(date=day(n), value=1) for n in (0, 1)])
    assert same is not None
    assert len({point.y for point in same.points}) == 1


@pytest.mark.parametrize(
    ("role", "readers", "shown"),
    [
        ("staff", "team", True), ("editor", "team", True), ("eig", "team", False), ("mentor", "team", False),
        ("alumni", "team", False), ("coach", "team", False), ("wrong_group", "team", False),
        ("eig", "page", True), ("wrong_group", "page", True),
    ],
)  # fmt: skip
def test_the_stakeholder_map_is_for_those_who_may_read_it(
    tree: Any, roles: Any, client: Any, role: str, readers: str, shown: bool
) -> None:
    full_defi(tree, stakeholders_readers=readers)
    page = soup(roles.sign_in(client, role))
    assert (STAKEHOLDER_WORDS[0] in text(page)) is shown
    assert ("Parties prenantes" in text(page)) is shown
    assert (page.find(id="parties-prenantes") is not None) is shown


@pytest.mark.parametrize(("role", "shown"), [("staff", True), ("mentor", False), ("eig", False)])
def test_the_health_is_for_insiders(defi: DefiPage, roles: Any, client: Any, role: str, shown: bool) -> None:
    assert ("Santé du défi" in text(soup(roles.sign_in(client, role)))) is shown


def test_members_read_the_stakeholder_map_and_former_members_do_not(
    defi: DefiPage, roles: Any, client: Any
) -> None:
    person = PersonFactory(user=roles.user("eig"))
    membership = DefiMember.objects.create(defi=defi, person=person, role="eig")
    roles.sign_in(client, "eig")
    assert STAKEHOLDER_WORDS[0] in text(soup(client))
    membership.end = day(-60)
    membership.save()
    assert STAKEHOLDER_WORDS[0] not in text(soup(client))


@pytest.mark.parametrize("readers", ["team", "page"])
def test_visitors_read_what_is_open_without_the_directory(defi: DefiPage, client: Any, readers: str) -> None:
    DefiPage.objects.filter(pk=defi.pk).update(stakeholders_readers=readers)
    open_to_public(defi)
    page = soup(client)
    assert (STAKEHOLDER_WORDS[0] in text(page)) is (readers == "page")
    assert "Ada Mareuil" in part(page, "equipe")
    assert page.find("a", href=re.compile("/annuaire/|/entraide/")) is None


def test_the_grid_places_each_stakeholder_by_interest_and_influence(
    defi: DefiPage, roles: Any, client: Any
) -> None:
    Stakeholder.objects.create(
        defi=defi, name="Bureau distrait", interest=1, influence=2, person=PersonFactory(last_name="Relais")
    )
    grid, table = (
        soup(roles.sign_in(client, "staff"))
        .find("section", attrs={"aria-labelledby": "parties-prenantes"})
        .find_all("table")
    )
    columns = [text(head) for head in grid.thead.find_all("th", scope="col")]
    assert columns == ["Intérêt faible", "Intérêt moyen", "Intérêt fort"]
    lines = {text(row.th): [text(cell) for cell in row.find_all("td")] for row in grid.tbody.find_all("tr")}
    assert lines == {
        "Influence forte": ["Personne", "Personne", STAKEHOLDER_WORDS[0]],
        "Influence moyenne": ["Bureau distrait", "Personne", "Personne"],
        "Influence faible": ["Personne", "Personne", "Personne"],
    }
    rows = [text(row) for row in table.tbody.find_all("tr")]
    assert rows[0] == f"{STAKEHOLDER_WORDS[0]} – fort forte Lui montrer l’outil –"
    assert rows[1].endswith("Camille Relais")


def test_a_draft_is_shown_as_it_is_written(defi: DefiPage, roles: Any) -> None:
    """The rows of a preview are in memory: none is read from the database."""
    from pages.defis.selectors import presentation_sheet

    draft = defi.get_latest_revision_as_object() if defi.latest_revision else DefiPage.objects.get(pk=defi.pk)
    draft.links = [DefiLink(kind="video", url="https://example.org/film")]
    draft.technologies = [Technology.objects.create(name="Rust")]
    indicator = ImpactIndicator(theme="openness", name="Jeux publiés")
    indicator.measures = [IndicatorMeasure(date=day(-1), value=3)]
    draft.indicators = [indicator]
    sheet = presentation_sheet(roles.user("staff"), draft)
    assert [group.label for group in sheet.links] == ["Vidéo"]
    assert [term.name for term in sheet.technologies] == ["Rust"]
    assert [row.last for group in sheet.indicators for row in group.rows] == ["3"]
    assert [group.label for group in sheet.team] == ["EIG"]


@pytest.mark.parametrize("state", ["whole", "cut", "corrupt", "missing"])
def test_a_broken_image_breaks_nothing(
    defi: DefiPage, roles: Any, client: Any, caplog: Any, state: str
) -> None:
    content = io.BytesIO()
    Image.effect_noise((40, 30), 50).save(content, "PNG")
    picture = HubImage(title="Emblème", description="Un emblème", width=40, height=30)
    picture.file.save("emblem.png", ImageFile(io.BytesIO(content.getvalue()), "emblem.png"), save=False)
    picture.save()
    defi.image = picture
    defi.body = [("image", {"image": picture, "caption": "La légende", "credit": ""})]
    defi.save_revision().publish()
    file = Path(picture.file.path)
    if state == "missing":
        file.unlink()
    elif state != "whole":
        file.write_bytes(content.getvalue()[:60] if state == "cut" else b"pas une image")
    roles.sign_in(client, "staff")
    page = soup(client)
    assert bool(page.find("img", class_="hub-emblem")) is (state == "whole")
    assert bool(page.find("img", class_="fr-responsive-img")) is (state == "whole")
    assert "La légende" in text(page)
    for name in ("note-strategique", "dossier-de-passation"):
        document = soup(client, f"{ADDRESS}documents/{name}/")
        assert document.find("img") is None or state == "whole"
        assert client.get(f"{ADDRESS}documents/{name}/docx/").status_code == 200
    assert any("emblem" in record.getMessage() for record in caplog.records) is (state != "whole")


@pytest.mark.parametrize("role", ["mentor", "staff", "member"])
def test_the_page_stays_within_its_budget(
    defi: DefiPage, tree: Any, roles: Any, client: Any, role: str
) -> None:
    if role == "member":
        DefiMember.objects.create(defi=defi, person=PersonFactory(user=roles.user("eig")), role="eig")
    roles.sign_in(client, "eig" if role == "member" else role)

    def count() -> int:
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    before = count()
    ministry = Administration.objects.get(pk=defi.administration_id)
    for number in range(6):
        person = PersonFactory()
        DefiMember.objects.create(defi=defi, person=person, role="successor")
        Stakeholder.objects.create(defi=defi, name=f"Service {number}", person=person)
        indicator = ImpactIndicator.objects.create(defi=defi, theme="openness", name=f"Jeu {number}")
        IndicatorMeasure.objects.create(indicator=indicator, date=day(0), value=number)
        near = DefiPage(title=f"Proche {number}", slug=f"proche-{number}", administration=ministry)
        near.technologies = list(Technology.objects.all())
        tree.add(tree.defis, f"near{number}", near)
    after = count()
    assert after <= 15
    assert after <= before + 1
