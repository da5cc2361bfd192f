"""What a term means in one administration only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hub.people.models import Administration, User
from resources.glossary.models import Term, TermMeaning
from resources.glossary.search_documents import term_document
from resources.glossary.selectors import define, list_terms
from search.documents import document_id, followed
from search.thesaurus import expression_stems
from search.vocabulary import current_thesaurus


@pytest.fixture
def reader(db: Any) -> User:
    return User.objects.create_user("lecture@essai.example", "essai-essai-essai")


@pytest.fixture
def health(db: Any) -> Administration:
    return Administration.objects.create(name="Direction des zèbres", acronym="DZ")


@pytest.fixture
def term(health: Administration) -> Term:
    term = Term.objects.create(acronym="ZMC", expansion="Zone de maintien en condition")
    TermMeaning.objects.create(term=term, administration=health, expansion="Zèbres, mules, chameaux")
    TermMeaning.objects.create(term=term, place="Chez <b>nous</b>", definition="Autre chose.")
    return term


def test_meanings_stand_in_the_glossary_and_above_the_results(
    client: Client, reader: User, term: Term
) -> None:
    client.force_login(reader)
    for address in ("/glossaire/", "/recherche/?q=zmc"):
        html = client.get(address).content.decode()
        assert "<strong>DZ</strong>" in html
        assert "Zèbres, mules, chameaux" in html
        assert "Chez &lt;b&gt;nous&lt;/b&gt;" in html
    (definition,) = define(reader, "ZMC")
    assert [meaning.place for meaning in definition.meanings] == ["DZ", "Chez <b>nous</b>"]


def test_a_term_alone_says_nothing_of_elsewhere(client: Client, reader: User) -> None:
    Term.objects.create(acronym="SEUL", definition="Sans autre sens.")
    client.force_login(reader)
    assert "Ailleurs, le même sigle" not in client.get("/recherche/?q=seul").content.decode()


def test_the_filter_reads_meanings(reader: User, term: Term) -> None:
    assert list_terms(reader, "chameaux").total == 1
    assert list_terms(reader, "dromadaires").total == 0


def test_meanings_are_searched_and_followed(term: Term, health: Administration) -> None:
    assert "Zèbres, mules, chameaux" in term_document(term).body
    reference = document_id(Term, term.pk)
    for model, row in ((TermMeaning, term.meanings.first()), (Administration, health)):
        assert any(reference in follower(row) for follower in followed()[model])
    assert expression_stems("zèbres mules chameaux") in {
        found.stems for found in current_thesaurus("zmc").expansions(("zmc",))
    }


def test_a_meaning_outlives_the_administration(term: Term, health: Administration) -> None:
    health.delete()
    assert [meaning.place_name for meaning in TermMeaning.objects.all()] == [
        "Une autre administration",
        "Chez <b>nous</b>",
    ]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"expansion": "Autre chose"}, "dans quelle administration"),
        ({"place": "   ", "expansion": "Autre chose"}, "dans quelle administration"),
        ({"place": "Ailleurs"}, "au moins un développement"),
    ],
)
def test_a_meaning_needs_a_place_and_a_meaning(term: Term, fields: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        TermMeaning(term=term, **fields).full_clean()


def test_a_meaning_has_one_place(term: Term, health: Administration) -> None:
    meaning = TermMeaning(term=term, administration=health, place="Ailleurs", expansion="Autre chose")
    with pytest.raises(ValidationError, match="pas les deux"):
        meaning.full_clean()
    meaning.place = ""
    meaning.full_clean()


def test_editors_write_meanings_in_the_form_of_the_term(client: Client, roles: Any, term: Term) -> None:
    roles.sign_in(client, "editor")
    html = client.get(f"/admin/glossaire/edit/{term.pk}/").content.decode()
    assert "Sens propres à une administration" in html
    first, second = term.meanings.all()
    answer = client.post(
        f"/admin/glossaire/edit/{term.pk}/",
        {
            "acronym": "ZMC", "aliases": "", "expansion": "Zone", "definition": "", "successor": "",
            "meanings-TOTAL_FORMS": "2", "meanings-INITIAL_FORMS": "2",
            "meanings-MIN_NUM_FORMS": "0", "meanings-MAX_NUM_FORMS": "1000",
            "meanings-0-id": str(first.pk), "meanings-0-administration": str(first.administration_id),
            "meanings-0-place": "", "meanings-0-expansion": "Zébus", "meanings-0-definition": "",
            "meanings-1-id": str(second.pk), "meanings-1-DELETE": "on",
            "meanings-1-place": "x", "meanings-1-expansion": "x",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    assert [meaning.expansion for meaning in Term.objects.get(pk=term.pk).meanings.all()] == ["Zébus"]
