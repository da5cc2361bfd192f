"""The words out of a text, as a person would type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import clean_query, index_words, query_words, stem, tokens
from search.spelling import corrections, distance


def words(text: str) -> set[str]:
    return {token.word for token in index_words(text)}


def stems(text: str) -> set[str]:
    return {token.stem for token in index_words(text)}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Pérennisation des défis", "perennisation defi"),
        ("l’accueil des mentors", "accueil mentor"),
        ("L'œuvre d’un agent", "oeuvre agents"),
        ("Les entrepreneur·e·s", "entrepreneur"),
        ("qu’est-ce qu’un bac à sable", "bac sable"),
        ("CADA et DINSIC", "cada dinsic"),
        ("le lot n° 42", "42"),
    ],
)
def test_a_text_is_found_with_the_words_that_people_type(written: str, typed: str) -> None:
    assert {word.stem for word in query_words(typed)} <= stems(written)


def test_words_without_meaning_are_dropped_on_both_sides() -> None:
    assert words("Comment est-ce que le défi a été fait ?") == {"defi"}
    assert [word.word for word in query_words("comment obtenir des données ?")] == ["obtenir", "donnees"]


def test_a_query_of_empty_words_only_keeps_them() -> None:
    assert [word.word for word in query_words("où")] == ["ou"]


def test_an_acronym_is_not_the_stop_word_that_it_looks_like() -> None:
    assert "si" in words("Le SI du ministère")
    assert "si" not in words("Dites-le si besoin")


@pytest.mark.parametrize(
    ("written", "joined"), [("matchID", "matchid"), ("Karfu’R", "karfur"), ("b@liseNAV", "balisenav")]
)
def test_compounds_have_a_joined_form(written: str, joined: str) -> None:
    assert joined in words(written)


def test_neighbouring_words_of_a_query_are_joined_too() -> None:
    assert all("predisauvetage" in word.joined for word in query_words("predi sauvetage"))


def test_offsets_let_the_very_word_be_marked() -> None:
    text = "Préparer l’arrivée"
    marked = [text[token.start : token.end] for token in tokens(text)]
    assert marked == ["Préparer", "arrivée"]


def test_accents_are_folded_before_stemming() -> None:
    assert stem("perenniser") == next(iter(stems("pérenniser")))


@given(st.text(max_size=400))
def test_any_text_is_analysed(text: str) -> None:
    query_words(text)
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)


def test_a_query_has_a_reasonable_length_and_no_control_character() -> None:
    assert clean_query("a\x00b\r\nc") == "a b c"
    assert len(clean_query("mot " * 5000)) <= 300


@pytest.mark.parametrize(
    ("typed", "meant", "edits"), [("menotr", "mentor", 1), ("gendarmrie", "gendarmerie", 1), ("a", "b", 1)]
)
def test_distance_counts_a_swap_as_one_edit(typed: str, meant: str, edits: int) -> None:
    assert distance(typed, meant, 2) == edits


def test_short_words_are_never_corrected() -> None:
    assert corrections("defi", [("deri", 3), ("defis", 9)]) == []


def test_two_edits_only_for_long_words() -> None:
    assert corrections("mentor", [("menthe", 5)]) == []
    assert corrections("accesibillite", [("accessibilite", 5)]) == [("accessibilite", 2)]
