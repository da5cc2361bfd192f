"""Open data: the défis that anybody may open, their public fields, in files that their schema describes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import uuid
from typing import Any

import pytest

from pages.defis.models import CommonProblem, DefiPage, Technology
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, STAKEHOLDER_WORDS, full_defi
from tests.factories.pages import open_to_public, reserve
from tests.factories.people import AdministrationFactory, PromotionFactory, SkillFactory

pytestmark = pytest.mark.django_db
HOME = "/donnees-ouvertes/"


def problems(value: Any, field: dict[str, Any]) -> str:
    """Return what is wrong with a value, as Table Schema sees it; nothing when it is right."""
    rules = field.get("constraints", {})
    if value in ("", None, []):
        return "manque" if rules.get("required") else ""
    kind = field["type"]
    try:
        if kind == "date":
            dt.date.fromisoformat(value)
        elif kind == "datetime":
            dt.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
        elif kind == "integer":
            value = int(value)
        elif field.get("format") == "uuid":
            uuid.UUID(value)
        elif field.get("format") == "uri" and not re.match(r"https?://\S+$", value):
            return "n’est pas une adresse"
    except ValueError as error:
        return str(error)
    if "enum" in rules and value not in rules["enum"]:
        return "hors de la liste"
    if kind == "string" and len(value) > rules.get("maxLength", 10**6):
        return "trop long"
    if kind == "integer" and not rules.get("minimum", value) <= value <= rules.get("maximum", value):
        return "hors des bornes"
    return ""


def read_csv(client: Any) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns and the rows of the CSV file."""
    reader = csv.DictReader(io.StringIO(client.get(f"{HOME}defis.csv").content.decode()))
    return list(reader.fieldnames or []), list(reader)


@pytest.fixture
def public(tree: Any) -> DefiPage:
    """A défi with everything, open to everybody."""
    ministry = AdministrationFactory(name="Ministère d’essai")
    home = AdministrationFactory(name="Direction d’essai", acronym="DE", parent=ministry)
    defi = full_defi(
        tree,
        title="=Défi, « ouvert »",
        summary="Un résumé.",
        administration=home,
        promotion=PromotionFactory(),
    )
    defi.skills = [SkillFactory(name="Cartographie"), SkillFactory(name="Design")]
    defi.technologies = [Technology.objects.create(name="Python")]
    defi.common_problems = [CommonProblem.objects.create(name="Moteur de règles")]
    defi.save()
    defi.save_revision().publish()
    open_to_public(defi)
    return defi


def test_every_row_follows_the_schema(client: Any, public: Any) -> None:
    """CSV and JSON hold the columns that the schema names, with the values that it allows."""
    schema = client.get(f"{HOME}schema.json").json()
    names = [field["name"] for field in schema["fields"]]
    columns, rows = read_csv(client)
    assert columns == names
    content = client.get(f"{HOME}defis.json").json()
    assert [list(row) for row in content["defis"]] == [names]
    assert len(rows) == 1
    for row in rows:
        assert not {name: wrong for name, f in zip(names, schema["fields"], strict=True)
                    if (wrong := problems(row[name], f))}  # fmt: skip
    for row in content["defis"]:
        for field in schema["fields"]:
            if field["type"] == "list":
                assert isinstance(row[field["name"]], list)
            else:
                assert not problems(row[field["name"]], field), field["name"]
    assert schema["primaryKey"] == ["identifiant"]
    assert len({row["identifiant"] for row in rows}) == len(rows)
    for field in schema["fields"]:
        assert field["title"]
        assert field["description"]


def test_the_validator_sees_what_is_wrong() -> None:
    """The check above can fail."""
    assert problems("2026-02-30", {"type": "date"})
    assert problems("", {"type": "string", "constraints": {"required": True}})
    assert problems("101", {"type": "integer", "constraints": {"maximum": 100}})
    assert problems("ailleurs", {"type": "string", "constraints": {"enum": ["ici"]}})
    assert problems("nulle part", {"type": "string", "format": "uri"})


def test_what_a_row_says(client: Any, public: Any) -> None:
    row = read_csv(client)[1][0]
    page = DefiPage.objects.get(pk=public.pk)
    assert row["identifiant"] == str(page.translation_key)
    assert row["titre"] == "'=Défi, « ouvert »"  # never run as a formula
    assert (row["administration"], row["sigle"]) == ("Direction d’essai", "DE")
    assert row["ministere"] == "Ministère d’essai"
    assert row["competences"] == "Cartographie | Design"
    assert row["phase"] == "Construction"
    assert row["code_source"] == "https://example.org/code"
    assert (row["rgaa_etat"], row["rgaa_taux"]) == ("Partiellement conforme", "72")
    assert row["debut"] == page.start.isoformat()
    assert row["adresse"] == f"http://testserver{page.url}"
    content = client.get(f"{HOME}defis.json").json()
    assert content["licence"]["name"] == "etalab-2.0"
    assert content["date"] == row["modifie_le"]
    assert content["defis"][0]["titre"] == "=Défi, « ouvert »"


@pytest.mark.parametrize("role", ["anonymous", "eig", "editor", "staff"])
def test_the_same_rows_for_everybody(client: Any, roles: Any, tree: Any, public: Any, role: str) -> None:
    """Who asks changes nothing: only what an anonymous visitor may open is there."""
    tree.add(tree.defis, "draft", DefiPage(title="Brouillon", slug="brouillon"), publish=False)
    closed = tree.add(tree.defis, "closed", DefiPage(title="Réservé", slug="reserve"))
    open_to_public(closed)
    reserve(closed, "Mentors")
    roles.sign_in(client, role)
    assert [row["identifiant"] for row in read_csv(client)[1]] == [str(public.translation_key)]
    text = client.get(f"{HOME}defis.json").content.decode()
    for title in ("Brouillon", "Réservé", tree.defi.title):
        assert title not in text
    assert client.get(HOME).status_code == 200


def test_nobody_and_nothing_reserved_is_in_the_files(client: Any, public: Any, tree: Any) -> None:
    """Even when the défi opens its amounts to the readers of its page."""
    page = DefiPage.objects.get(pk=public.pk)
    page.money_readers = page.risks_readers = page.stakeholders_readers = "page"
    page.save_revision().publish()
    words = (*MONEY_WORDS, *RISK_WORDS, *STAKEHOLDER_WORDS, tree.person.last_name)
    for name in ("", "defis.csv", "defis.json", "schema.json"):
        text = client.get(f"{HOME}{name}").content.decode()
        for word in words:
            assert word not in text


def test_an_empty_file_is_valid(client: Any, tree: Any) -> None:
    columns, rows = read_csv(client)
    assert "identifiant" in columns
    assert rows == []
    content = client.get(f"{HOME}defis.json").json()
    assert (content["defis"], content["date"]) == ([], None)
    assert json.loads(client.get(f"{HOME}schema.json").content)["fields"]
    assert "Aucun défi" in client.get(HOME).content.decode()


def test_files_that_did_not_change_are_not_sent_again(client: Any, public: Any) -> None:
    """ETag and Last-Modified spare the download, until the content changes – even when a défi leaves."""
    first = client.get(f"{HOME}defis.csv")
    assert first["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="defis.csv"' in first["Content-Disposition"]
    assert "Set-Cookie" not in first
    assert client.get(f"{HOME}defis.csv", headers={"if-none-match": first["ETag"]}).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(f"{HOME}defis.csv", headers=since).status_code == 304
    DefiPage.objects.get(pk=public.pk).unpublish()
    again = client.get(f"{HOME}defis.csv", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_the_number_of_queries_does_not_depend_on_the_number_of_defis(
    client: Any, tree: Any, public: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(f"{HOME}defis.json")
    for number in range(6):
        open_to_public(full_defi(tree, title=f"Défi {number}", slug=f"defi-{number}"))
    with django_assert_num_queries(len(few)):
        assert len(client.get(f"{HOME}defis.json").json()["defis"]) == 7


def test_the_index_of_defis_leads_to_the_files(client: Any, roles: Any, tree: Any) -> None:
    assert f'href="{HOME}"' in roles.sign_in(client, "eig").get(tree.defis.url).content.decode()


def test_only_reading_is_allowed(client: Any, tree: Any) -> None:
    assert client.post(f"{HOME}defis.csv").status_code == 405
