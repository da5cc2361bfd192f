"""A thesaurus in MyThes format: what is kept of it, and files that are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import mythes
from search.models import SynonymSet, ThesaurusEntry, Vocabulary
from search.mythes import ThesaurusError, load, parse, unload
from search.plan import plan_query
from search.vocabulary import THESAURUS_WEIGHT, current_thesaurus

SAMPLE = (
    "UTF-8\nviolon|2\n(Nom)|fifre|rebec|coque de noix\n(Nom)|vielle|tuba (antonym)\n"
    "à|1\n(Prép.)|chez\nvieux mot|1\n(Nom)|ancêtre\nart|1\n(Nom)|Arts\n"
)


def weak(text: str) -> dict[tuple[str, ...], float]:
    found = plan_query(text, current_thesaurus(text))
    return {
        expansion.stems: expansion.weight
        for word in found
        for expansion in word.alternatives
        if expansion.source == "thesaurus"
    }


def test_words_of_one_word_are_kept_under_their_stem() -> None:
    entries = parse(SAMPLE.encode())
    assert entries["violon"] == ["fifre", "rebec", "vielle"]
    assert set(entries) == {"violon"}


@pytest.mark.parametrize("encoding", ["ISO8859-1", "iso-8859-15", "microsoft-cp1252", "UTF-8"])
def test_the_encoding_of_the_first_line_is_honoured(encoding: str) -> None:
    text = f"{encoding}\nélève|1\n(Nom)|écolier\n"
    python = {"microsoft-cp1252": "cp1252"}.get(encoding, encoding)
    assert parse(text.encode(python)) == {mythes.stem("eleve"): ["ecolier"]}


def test_line_ends_of_another_system_and_a_mark_are_no_matter() -> None:
    assert "violon" in parse(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode())


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "Ligne 1.*encodage"),
        (b"zip\nviolon|1\n(Nom)|fifre\n", "Ligne 1.*zip.*encodage"),
        (b"rot13\nviolon|1\n(Nom)|fifre\n", "encodage"),
        (b"\x00\xff\x00", "encodage"),
        ("UTF-8\nok|1\n(Nom)|bon\nélan|1\n(Nom)|x\n".encode("latin-1"), "Ligne 4.*UTF-8"),
        (b"UTF-8\nviolon\n", "Ligne 2.*nombre de sens"),
        (b"UTF-8\nviolon|beaucoup\n", "Ligne 2"),
        ("UTF-8\nviolon|²\n".encode(), "Ligne 2"),
        (b"UTF-8\nviolon|999999999999\n(Nom)|fifre\n", "Ligne 2"),
        (b"UTF-8\nviolon|3\n(Nom)|fifre\n", r"Ligne 4.*il manque un sens de «.violon.» \(ligne 2\)"),
        (b"UTF-8\n" + b"x\n" * 5000, "d’autres erreurs"),
        (b"UTF-8\nde|1\n(Nom)|la\n", "Aucun synonyme"),
        (b"PK\x03\x04" + b"\x00" * 100, "encodage"),
    ],
)
def test_a_file_that_is_no_thesaurus_is_refused_with_its_lines(data: bytes, complaint: str) -> None:
    with pytest.raises(ThesaurusError, match=f"(?s){complaint}"):
        parse(data)


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mythes, "MOST_BYTES", 100)
    with pytest.raises(ThesaurusError, match="trop lourd"):
        parse(b"UTF-8\n" + b"a" * 200)
    monkeypatch.setattr(mythes, "MOST_ENTRIES", 1)
    with pytest.raises(ThesaurusError, match="Plus de 1 entrées"):
        parse(b"UTF-8\nun|1\n()|deux\nab|1\n()|cd")


def test_a_loaded_thesaurus_widens_weakly_until_it_is_removed(db: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    assert weak("le violon") == dict.fromkeys([("fifr",), ("rebec",), ("viel",)], THESAURUS_WEIGHT)
    assert not weak("fifre")
    assert unload() == 1
    assert not weak("le violon")


def test_what_the_register_says_of_a_word_is_enough(db: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    SynonymSet.objects.create(expressions="violon, zorglub")
    assert not weak("violon")


def test_another_thesaurus_takes_the_place_of_the_first(db: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    load(b"UTF-8\nmaison|1\n(Nom)|demeure\n", "autre.dat")
    assert [entry.stem for entry in ThesaurusEntry.objects.all()] == [mythes.stem("maison")]
    assert Vocabulary.objects.get(pk=1).thesaurus_name == "autre.dat"


def test_a_refused_file_leaves_the_first_in_place(db: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    with pytest.raises(ThesaurusError):
        load(b"UTF-8\nviolon\n", "faux.dat")
    assert weak("violon")


def test_two_queries_for_a_search_with_a_thesaurus(db: Any, django_assert_num_queries: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    current_thesaurus("x")
    with django_assert_num_queries(2):
        assert weak("violon ancien chez un ami")


def test_an_entry_of_another_analysis_is_left_aside(db: Any) -> None:
    load(SAMPLE.encode(), "essai.dat")
    Vocabulary.objects.update(thesaurus_analysis=0)
    assert not weak("violon")


def test_the_command_loads_tells_and_removes(db: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "thes.dat"
    file.write_text(SAMPLE, encoding="utf-8")
    call_command("search_synonyms", "load", str(file))
    call_command("search_synonyms", "status")
    call_command("search_synonyms", "unload")
    said = capsys.readouterr().out
    assert "1 entrées, 3 synonymes" in said
    assert "thes.dat" in said
    assert "retiré : 1 entrées" in said
    file.write_bytes(b"UTF-8\nviolon\n")
    with pytest.raises(CommandError, match="Ligne 2"):
        call_command("search_synonyms", "load", str(file))
    with pytest.raises(CommandError, match="illisible"):
        call_command("search_synonyms", "load", str(tmp_path / "absent.dat"))
