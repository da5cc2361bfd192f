"""The dashboard in a spreadsheet: what it holds, for whom, and what it never runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from pages.defis.dashboard.exports import COLUMNS
from pages.defis.models import DefiPage, Milestone, Scenario
from tests.factories.defis import MONEY_WORDS, day, full_defi

from .dashboarding import CSV, XLSX, empty_defi, ended_defi, join


def lines(client: Any, query: str = "") -> list[dict[str, str]]:
    """Return the lines of the CSV."""
    content = client.get(f"{CSV}{query}").content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheet(client: Any, query: str = "") -> Any:
    """Return the sheet of the workbook."""
    return load_workbook(io.BytesIO(client.get(f"{XLSX}{query}").content)).active


def test_csv_opens_in_a_french_spreadsheet(tree: Any, roles: Any, client: Any) -> None:
    """Byte order mark, semicolons, dates as they are written in France, a name with the day."""
    full_defi(tree, end=day(52))
    answer = roles.sign_in(client, "staff").get(CSV)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "no-store" in answer["Cache-Control"]
    assert f"suivi-des-defis-{day(0):%Y-%m-%d}.csv" in answer["Content-Disposition"]
    (line,) = [line for line in lines(client) if line["Défi"] == "Défi complet"]
    assert line["Fin"] == f"{day(52):%d/%m/%Y}"
    assert (line["Jours restants"], line["Terminé depuis (jours)"]) == ("52", "")
    assert line["Prochaine étape"] == "Décision de la direction"
    assert line["Nombre de documents manquants"] == "6"
    assert "Guide d’utilisation" in line["Documents manquants"]
    assert line["Scénario recommandé"] == "Une équipe interne"
    assert line["Adresse"] == "http://testserver/defis/complet/"
    assert line["Santé"] in {"En danger", "À surveiller", "Sain", "Sans nouvelles"}


def test_no_number_of_days_is_negative(tree: Any, roles: Any, client: Any) -> None:
    """After the end, a column of its own counts the days; the last day is a day left."""
    ended_defi(tree, 190, "Fini")
    full_defi(tree, title="Dernier jour", slug="dernier", end=day(0))
    empty_defi(tree)
    roles.sign_in(client, "staff")
    found = {
        line["Défi"]: (line["Jours restants"], line["Terminé depuis (jours)"])
        for line in lines(client, "?periode=tous")
    }
    assert found["Fini"] == ("", "190")
    assert found["Dernier jour"] == ("0", "")
    assert found["Défi vide"] == ("", "")


def test_reasons_are_exported(tree: Any, roles: Any, client: Any) -> None:
    """In the same words as on the page."""
    full_defi(tree, start=day(-280), end=day(20))
    roles.sign_in(client, "staff")
    (line,) = [line for line in lines(client) if line["Défi"] == "Défi complet"]
    assert "aucun scénario n’est retenu" in line["Raisons"]


def test_those_who_follow_read_the_money(tree: Any, roles: Any, client: Any) -> None:
    """The cost of the decided scenario, or else of the recommended one; nobody else has a line."""
    defi = full_defi(tree)
    join(defi, roles.user("mentor"), "mentor_operational")
    roles.sign_in(client, "mentor")
    (line,) = lines(client)
    assert (line["Financement"], line["Coût annuel (€)"]) == MONEY_WORDS
    Scenario.objects.filter(defi=defi, kind="contractor").update(decided=True, yearly_cost=0)
    (line,) = lines(client)
    assert line["Scénario retenu"] == "Un marché de maintenance"
    assert (line["Financement"], line["Coût annuel (€)"]) == ("", "0")
    roles.sign_in(client, "eig")
    assert MONEY_WORDS[0] not in client.get(CSV).content.decode()


def test_exports_follow_the_filters_and_the_order(tree: Any, roles: Any, client: Any) -> None:
    """Health included; every line, whatever the pages of the table."""
    full_defi(tree, title="Péril", slug="peril", start=day(-280), end=day(20))
    for number in range(52):
        empty_defi(tree, f"Vide {number:02}", f"v{number:02}")
    roles.sign_in(client, "staff")
    names = [line["Défi"] for line in lines(client, "?q=Vide&tri=-defi")]
    assert names == [f"Vide {number:02}" for number in reversed(range(52))]
    danger = lines(client, "?sante=danger")
    assert "Péril" in {line["Défi"] for line in danger}
    assert {line["Santé"] for line in danger} == {"En danger"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_typed_is_run(tree: Any, roles: Any, client: Any, start: str) -> None:
    """A title, a step or a scenario that begins like a formula stays text."""
    formula = f"{start}HYPERLINK(1)"
    defi = full_defi(tree, decision_maker=formula)
    # Not through the page, whose title is stripped on its way.
    DefiPage.objects.filter(pk=defi.pk).update(title=formula)
    Milestone.objects.filter(defi=defi).update(label=formula)
    Scenario.objects.filter(defi=defi).update(title=formula)
    roles.sign_in(client, "staff")
    values = [value for line in lines(client, "?periode=tous") for value in line.values()]
    cells = [cell for row in sheet(client, "?periode=tous").iter_rows() for cell in row]
    assert sum("HYPERLINK" in value for value in values) >= 3
    assert not any(value.startswith(("=", "+", "@", "\t", "\r", "-H")) for value in values)
    assert not any(cell.data_type == "f" for cell in cells)
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not any(text.startswith(("=", "+", "@", "\t", "\r", "-H")) for text in texts)


def test_control_characters_do_not_break_the_workbook(tree: Any, roles: Any, client: Any) -> None:
    """What a copy and paste may bring."""
    full_defi(tree, decision_maker="Comité\x0b de\x1f direction")
    roles.sign_in(client, "staff")
    texts = [cell.value for row in sheet(client, "?periode=tous").iter_rows() for cell in row]
    assert "Comité de direction" in texts


def test_the_workbook_is_ready_to_read(tree: Any, roles: Any, client: Any) -> None:
    """Real dates and numbers, a header that stays, filters, columns as wide as what they hold."""
    full_defi(tree, end=day(52))
    found = sheet(roles.sign_in(client, "staff"), "?q=complet")
    header = [cell.value for cell in found[1]]
    assert header == [column.title for column in COLUMNS]
    line = dict(zip(header, found[2], strict=True))
    assert line["Fin"].value == dt.datetime.combine(day(52), dt.time())
    assert line["Fin"].number_format == "dd/mm/yyyy"
    assert line["Coût annuel (€)"].value == int(MONEY_WORDS[1])
    assert line["Jours restants"].value == 52
    assert found.freeze_panes == "B2"
    assert found.auto_filter.ref == "A1:AE2"
    assert found.column_dimensions["A"].width == 36


def test_nothing_known_is_an_empty_cell(tree: Any, roles: Any, client: Any) -> None:
    """Neither « None » nor a wrong zero."""
    empty_defi(tree)
    roles.sign_in(client, "staff")
    (line,) = lines(client, "?q=vide")
    for name in (
        "Fin",
        "Jours restants",
        "Plan confirmé le",
        "Coût annuel (€)",
        "Financement",
        "Scénario retenu",
    ):
        assert line[name] == "", name
    assert "None" not in "".join(line.values())
    cells = dict(
        zip([c.value for c in sheet(client, "?q=vide")[1]], sheet(client, "?q=vide")[2], strict=True)
    )
    assert cells["Fin"].value is None
