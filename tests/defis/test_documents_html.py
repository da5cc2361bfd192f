"""The pages of the documents: their parts, their words, their structure, and what they cost."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from hub.base.rows import read_together
from pages.defis.documents.richtext import rich_blocks
from pages.defis.documents.selectors import _sources
from pages.defis.models import Milestone, RoadmapObjective, Scenario
from tests.factories.defis import day, full_defi
from tests.factories.pages import reserve

from .papers import HANDOVER, NAMES, NOTE, address, article, soup

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & <b>gras</b>"


@pytest.fixture
def staff(client: Any, roles: Any) -> Any:
    """A client signed in as the team of the programme."""
    return roles.sign_in(client, "staff")


@pytest.fixture
def defi(tree: Any) -> Any:
    """A défi with everything filled in."""
    return full_defi(tree)


def headings(page: Any, *tags: str) -> list[str]:
    """Return the texts of headings, in order."""
    return [each.get_text() for each in page.find_all(tags)]


def test_the_note_has_the_parts_of_the_template(staff: Any, defi: Any) -> None:
    """The four parts of the programme’s template, in their order, after what is missing."""
    assert headings(article(staff, defi, NOTE), "h2") == [
        "Ce qui manque encore",
        "I. Contexte, travail accompli et premiers résultats",
        "II. Ressources nécessaires et opportunités",
        "III. Scénarios et recommandation",
        "IV. Calendrier",
    ]


def test_the_handover_file_has_its_parts(staff: Any, defi: Any) -> None:
    """All that somebody needs who takes the product over, with a summary at the top."""
    page = article(staff, defi, HANDOVER)
    expected = [
        "Carte d’identité",
        "Contacts",
        "Le produit",
        "Liens",
        "Conformité",
        "Les trois axes de la pérennisation",
        "Documents à transmettre",
        "Ce qui reste à faire",
        "Calendrier",
        "Risques connus",
        "Qui entretient le produit, et que faire en cas de panne",
    ]
    assert [each for each in headings(page, "h2") if each in expected] == expected
    assert [link.get_text() for link in page.find("nav").find_all("a")] == expected
    for link in page.find("nav").find_all("a"):
        assert page.find(id=link["href"].removeprefix("#")) is not None


@pytest.mark.parametrize("name", NAMES)
def test_the_structure_is_accessible(staff: Any, defi: Any, name: str) -> None:
    """One title, no level skipped, tables with a caption and headers, no anchor twice, no inline style."""
    page = soup(staff, defi, name)
    levels = [int(each.name[1]) for each in page.find("main").find_all(["h1", "h2", "h3", "h4", "h5"])]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    tables = page.find("main").find_all("table")
    assert tables
    for table in tables:
        assert table.find("caption").get_text()
        assert all(cell.get("scope") == "col" for cell in table.find("thead").find_all("th"))
        assert all(row.find("th").get("scope") == "row" for row in table.find("tbody").find_all("tr"))
    anchors = [each["id"] for each in page.find_all(id=True)]
    assert len(anchors) == len(set(anchors))
    assert page.find("main").find(style=True) is None
    assert any("hub/documents" in link["href"] for link in page.find_all("link", rel="stylesheet"))


def test_dates_and_amounts_are_french(staff: Any, tree: Any) -> None:
    """« 87 654 € » with a thin space, « 1er mars » in words, numbers with a comma."""
    defi = full_defi(tree, decision_due=dt.date(2027, 3, 1))
    Scenario.objects.filter(defi=defi, kind="in_house").update(fte="1.50", investment=0)
    text = article(staff, defi, NOTE).get_text()
    assert "87\u202f654\u00a0€" in text
    assert "1er\u00a0mars 2027" in text
    assert "1,5\u00a0équivalent temps plein" in text
    # Nothing to invest is not the same as an amount that nobody knows.
    assert "0\u00a0€" in text


def test_scenarios_stand_side_by_side(staff: Any, defi: Any) -> None:
    """A column by scenario, a row by criterion; beyond four, a second table."""
    table = article(staff, defi, NOTE).find("caption", string="Les scénarios côte à côte").parent
    assert headings(table.find("thead"), "th") == [
        "Critère",
        "Une équipe interne",
        "Un marché de maintenance",
        "L’arrêt",
    ]
    rows = {row.find("th").get_text(strip=True): row for row in table.find("tbody").find_all("tr")}
    assert "Recommandé" in rows["Avis"].get_text()
    assert "Retour aux tableurs" in rows["Conséquences"].get_text()
    assert "Investissement" not in rows
    Scenario.objects.bulk_create(
        Scenario(defi=defi, kind="contractor", title=f"Marché {at}", sort_order=10 + at) for at in range(3)
    )
    captions = headings(article(staff, defi, NOTE), "caption")
    assert "Les scénarios côte à côte (1 à 4)" in captions
    assert "Les scénarios côte à côte (5 à 6)" in captions


def test_what_the_table_holds_is_not_told_again(client: Any, roles: Any, defi: Any) -> None:
    """A paragraph by scenario says the rest; the recommended one’s means are told in part II only."""
    Scenario.objects.filter(defi=defi, kind="in_house").update(
        technical="Hébergement interne", financial="Un poste à inscrire", description="Le bureau porte"
    )
    Scenario.objects.filter(defi=defi, kind="contractor").update(
        technical="Reprise du code\npar lots", financial="Marché à chiffrer", profiles="pilotage"
    )
    roles.sign_in(client, "staff")
    page = article(client, defi, NOTE)
    text = page.get_text()
    for once in ("Hébergement interne", "Un poste à inscrire", "Retour aux tableurs", "Autonomie"):
        assert text.count(once) == 1, once
    heading = page.find("h3", string="Ce que le tableau ne dit pas")
    told = {
        line.find("strong").get_text(strip=True): line.get_text()
        for line in heading.find_next_siblings("p")[:2]
    }
    assert told["Une équipe interne."].endswith(
        "Le bureau porte. Ses moyens et sa gouvernance sont décrits dans la partie II."
    )
    assert told["Un marché de maintenance."].endswith(
        "Moyens techniques\u00a0: Reprise du code\u202f; par lots. Moyens humains\u00a0: pilotage. "
        "Moyens financiers\u00a0: Marché à chiffrer."
    )
    roles.sign_in(client, "eig")
    text = article(client, defi, NOTE).get_text()
    assert "pilotage" in text
    assert "Moyens financiers" not in text
    assert "Marché à chiffrer" not in text


def test_the_decision_is_told(staff: Any, defi: Any) -> None:
    """The scenario that was decided comes before the one that was recommended."""
    defi.decided_on = dt.date(2026, 11, 2)
    defi.save()
    Scenario.objects.filter(defi=defi, kind="contractor").update(decided=True)
    text = article(staff, defi, NOTE).get_text()
    decided = (
        "Le scénario retenu est «\u00a0Un marché de maintenance\u00a0» (décision du 2\u00a0novembre 2026"
    )
    assert decided in text
    assert "L’équipe recommande le scénario «\u00a0Une équipe interne\u00a0»" in text
    assert "Ces ressources sont celles du scénario retenu, «\u00a0Un marché de maintenance\u00a0»" in text


def test_the_calendar_is_an_ordered_list(staff: Any, defi: Any) -> None:
    """Steps by date, what is done said in words."""
    Milestone.objects.create(defi=defi, date=day(-5), label="Réunion oubliée")
    steps = article(staff, defi, NOTE).find("ol", class_="hub-steps").find_all("li")
    assert [step.find_all("span")[1].get_text() for step in steps] == [
        "Note présentée",
        "Réunion oubliée",
        "Décision de la direction",
    ]
    states = [step.find(class_="hub-steps__state").get_text() for step in steps]
    assert states == ["Étape faite", "Étape à faire, date passée", "Étape à venir"]


def test_the_roadmap_is_counted(staff: Any, defi: Any) -> None:
    """The note says how far the roadmap is; the hand-over file keeps what remains."""
    assert "2\u00a0objectifs\u00a0: 1\u00a0atteint et 1\u00a0prévu." in article(staff, defi, NOTE).get_text()
    caption = article(staff, defi, HANDOVER).find("caption", string="Les objectifs qui restent à atteindre")
    rows = [row.find("th").get_text(strip=True) for row in caption.parent.find("tbody").find_all("tr")]
    assert rows == ["Une documentation solide"]


def test_what_is_typed_is_text(staff: Any, tree: Any) -> None:
    """Markup that somebody typed shows as it was typed; an address that runs code is no link."""
    defi = full_defi(tree, takeover=HOSTILE, solution='<p><a href="javascript:alert(1)">ici</a></p>')
    page = article(staff, defi, NOTE)
    assert page.find("script") is None
    assert HOSTILE in page.get_text()
    assert page.find("a", string="ici") is None
    assert "ici" in page.get_text()


def test_links_inside_texts_follow_what_the_reader_may_open(client: Any, roles: Any, tree: Any) -> None:
    """A link to a page of the hub is a full address; to a page that is closed to the reader, it is text."""
    closed = tree.news
    reserve(closed, "Équipe du programme")
    text = f'<p>Voir <a linktype="page" id="{closed.pk}">la nouvelle</a>.</p>'
    defi = full_defi(tree, problem=text, users="<p>Le public</p>", solution=text)
    roles.sign_in(client, "staff")
    link = article(client, defi, NOTE).find("a", string="la nouvelle")
    assert link["href"] == f"http://testserver{Page.objects.get(pk=closed.pk).url}"
    roles.sign_in(client, "eig")
    page = article(client, defi, NOTE)
    assert page.find("a", string="la nouvelle") is None
    assert page.get_text().count("la nouvelle") == 2


def test_rich_texts_keep_their_structure() -> None:
    """Paragraphs, bold, links, bulleted and numbered lists; what is not text is left out."""
    html = (
        "<p>Un <b>mot</b> et <a href='https://example.org/a'>un lien</a><br/>suite</p>"
        "<ul><li>un</li><li>deux<ul><li>dedans</li></ul></li></ul><ol><li>premier</li></ol>"
        "<!-- rien --><style>p{}</style><p> </p>fin"
    )
    paragraph, bullets, numbered, last = rich_blocks(html)
    assert [(run.text, run.bold, run.url) for run in paragraph.runs] == [
        ("Un ", False, ""),
        ("mot", True, ""),
        (" et ", False, ""),
        ("un lien", False, "https://example.org/a"),
        ("\n", False, ""),
        ("suite", False, ""),
    ]
    assert [item[0].text for item in bullets.items] == ["un", "deux", "dedans"]
    assert (bullets.ordered, numbered.ordered) == (False, True)
    assert last.runs[0].text == "fin"


def test_unknown_documents_are_not_found(staff: Any, defi: Any) -> None:
    """Another name is a 404, in both forms; and nothing is posted to a document."""
    assert staff.get(address(defi, "note-inconnue")).status_code == 404
    assert staff.get(address(defi, "note-inconnue", "docx")).status_code == 404
    assert staff.post(address(defi, NOTE)).status_code == 405


def test_the_documents_are_in_the_menu_of_the_defi(staff: Any, defi: Any) -> None:
    """The list is a part of the défi, current on each document too."""
    for name in ("", *NAMES):
        current = soup(staff, defi, name).select_one(".fr-sidemenu [aria-current=page]")
        assert current.get_text() == "Documents"


@pytest.mark.parametrize("form", ["", "docx"])
@pytest.mark.parametrize("name", NAMES)
def test_a_document_costs_few_queries(
    client: Any, roles: Any, tree: Any, defi: Any, name: str, form: str
) -> None:
    """Within fifteen queries, however many rows the record has."""
    roles.sign_in(client, "eig")

    def cost() -> int:
        client.get(address(defi, name, form))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(defi, name, form)).status_code == 200
        return len(queries)

    before = cost()
    RoadmapObjective.objects.bulk_create(
        RoadmapObjective(defi=defi, horizon="short", objective=f"Objectif {at}", person=tree.person)
        for at in range(40)
    )
    Milestone.objects.bulk_create(
        Milestone(defi=defi, date=day(at), label=f"Étape {at}", person=tree.person) for at in range(40)
    )
    assert cost() == before <= 15


def test_rows_read_together_are_those_of_the_database(defi: Any, tree: Any) -> None:
    """One query gives what as many as there are tables would: same rows, same values of the same types."""
    defi.takeover_person = tree.person
    with CaptureQueriesContext(connection) as queries:
        found = read_together(_sources(defi))
    assert len(queries) == 1
    for name, source in _sources(defi).items():
        expected = {row.pk: row for row in source.queryset}
        assert {row.pk for row in found[name]} == expected.keys()
        for row in found[name]:
            for column in source.columns:
                value, right = getattr(row, column), getattr(expected[row.pk], column)
                assert (type(value), value) == (type(right), right)
            for relation in source.related:
                assert getattr(row, relation) == getattr(expected[row.pk], relation)
    assert len(found["scenarios"]) == 3
    assert found["takeover_person"][0].full_name == tree.person.full_name


def test_the_address_of_the_list(staff: Any, defi: Any) -> None:
    """From the list, one click gives each document in each form."""
    links = {link["href"] for link in soup(staff, defi).find("main").find_all("a", href=True)}
    for name in NAMES:
        assert address(defi, name) in links
        assert address(defi, name, "docx") in links
