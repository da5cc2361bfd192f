"""The glossary’s page and definitions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client

from hub.people.models import User
from resources.glossary.models import Term, TermMeaning
from resources.glossary.selectors import define, list_terms


@pytest.fixture(autouse=True)
def search_dir(settings: Any, tmp_path: Any) -> None:
    """Keep the search index of each test apart."""
    settings.HUB_SEARCH_DIR = tmp_path / "search"


@pytest.fixture
def reader(db: Any) -> User:
    return User.objects.create_user("lecture@essai.example", "essai-essai-essai")


@pytest.fixture
def terms(db: Any) -> dict[str, Term]:
    dinum = Term.objects.create(acronym="DINUM", expansion="Direction interministérielle du numérique")
    return {
        "dinum": dinum,
        "dinsic": Term.objects.create(acronym="DINSIC", definition="L’ancienne.", successor=dinum),
        "relève": Term.objects.create(acronym="Relève", definition="Reprend.", aliases="reprise, passation"),
        "3d": Term.objects.create(acronym="3D", definition="En relief."),
        "état": Term.objects.create(acronym="État plateforme", definition="Une idée."),
    }


def test_terms_are_grouped_by_letter_without_accents(reader: User, terms: dict[str, Term]) -> None:
    letters = {letter.label: [term.acronym for term in letter.terms] for letter in list_terms(reader).letters}
    assert letters["D"] == ["DINSIC", "DINUM"]
    assert letters["E"] == ["État plateforme"]
    assert letters["0-9"] == ["3D"]
    assert letters["Z"] == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [("interministerielle", {"DINUM"}), ("PASSATION", {"Relève"}), ("zzz", set()), ("  ", None)],
)
def test_the_filter_ignores_accents_and_case(
    reader: User, terms: dict[str, Term], typed: str, found: set[str] | None
) -> None:
    shown = {term.acronym for letter in list_terms(reader, typed).letters for term in letter.terms}
    assert shown == ({term.acronym for term in terms.values()} if found is None else found)


def test_the_glossary_is_for_signed_in_people(client: Client, reader: User, terms: dict[str, Term]) -> None:
    assert client.get("/glossaire/").status_code == 302
    assert list_terms(AnonymousUser()).total == 0
    client.force_login(reader)
    assert client.get("/glossaire/").status_code == 200


def test_a_term_and_its_successor_are_linked_both_ways(
    client: Client, reader: User, terms: dict[str, Term]
) -> None:
    client.force_login(reader)
    html = client.get("/glossaire/").content.decode()
    assert 'id="dinsic"' in html
    assert re.search(r'Remplacé par <a href="/glossaire/#dinum">', html)
    assert re.search(r'Remplace <a href="/glossaire/#dinsic">', html)
    assert 'href="#lettre-d"' in html
    assert 'href="#lettre-z"' not in html


def test_an_unknown_term_leads_further(client: Client, reader: User, terms: dict[str, Term]) -> None:
    client.force_login(reader)
    html = client.get("/glossaire/", {"q": 'zz"<b>'}).content.decode()
    assert "n’est pas dans le glossaire" in html
    assert "<b>" not in html
    assert "/recherche/?q=zz" in html


def test_the_page_costs_the_same_whatever_the_number_of_terms(
    reader: User, terms: dict[str, Term], django_assert_num_queries: Any
) -> None:
    for number in range(20):
        term = Term.objects.create(acronym=f"T{number}", definition="Un terme.", successor=terms["dinum"])
        TermMeaning.objects.create(term=term, place="Ailleurs", definition="Autre chose.")
    with django_assert_num_queries(3):
        listing = list_terms(reader)
        shown = [term for letter in listing.letters for term in letter.terms]
        assert max(len(term.predecessors.all()) for term in shown) == 21
        assert [meaning.place_name for term in shown for meaning in term.meanings.all()] == ["Ailleurs"] * 20


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DINUM", ["DINUM"]),
        ("dinsic", ["DINSIC"]),
        ("c’est quoi la DINUM ?", ["DINUM"]),
        ("que veut dire DINUM", ["DINUM"]),
        ("passation", ["Relève"]),
        ("releve", ["Relève"]),
        ("état plateforme", ["État plateforme"]),
        ("DIN", []),
        ("dinum et la feuille de route du défi", []),
        ("", []),
    ],
)
def test_a_query_that_names_a_term_gets_its_definition(
    reader: User, terms: dict[str, Term], typed: str, meant: list[str]
) -> None:
    assert [definition.term for definition in define(reader, typed)] == meant


def test_definitions_are_for_signed_in_people(terms: dict[str, Term]) -> None:
    assert define(AnonymousUser(), "DINUM") == []


def test_successors_that_come_back_are_refused(terms: Any) -> None:
    terms["dinum"].successor = terms["dinsic"]
    with pytest.raises(ValidationError, match="se remplacer lui-même"):
        terms["dinum"].full_clean()
    terms["dinum"].successor = None
    terms["dinum"].full_clean()
