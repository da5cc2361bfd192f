"""Synonyms, families of words and glossary: what a change does to the next search."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from hub.people.models import Administration
from resources.glossary.models import Term
from search import vocabulary
from search.analysis import stem
from search.indexing import rebuild
from search.models import SynonymSet, Vocabulary
from search.services import search
from search.thesaurus import Thesaurus, expression_stems
from search.vocabulary import current_thesaurus, families, ship_synonyms, shipped_sets, shipped_thesaurus

from .conftest import SmallHub, add_page


@pytest.fixture
def library(hub: SmallHub) -> SmallHub:
    """A hub whose pages each use one word among those that people could type."""
    for title, text in [
        ("Premier", "Votre zorglub arrive lundi."),
        ("Deuxième", "Le bidulotron est prêt."),
        ("Troisième", "Écrire à la DINSIC pour cela."),
        ("Quatrième", "La DINUM vous répondra."),
        ("Cinquième", "Le poste de travail est commandé."),
        ("Sixième", "Voir la Direction interministérielle du numérique."),
    ]:
        add_page(hub.section, title, text)
    rebuild()
    return hub


def titles(hub: SmallHub, text: str) -> list[str]:
    return [hit.title for hit in search(hub.users["mentor"], text).hits]


def others(thesaurus: Thesaurus, expression: str) -> set[tuple[str, ...]]:
    return {found.stems for found in thesaurus.expansions(expression_stems(expression))}


# --- The register ----------------------------------------------------------------------------------


def test_a_set_takes_effect_on_save_in_both_directions(library: SmallHub) -> None:
    assert "Deuxième" not in titles(library, "zorglub")
    SynonymSet.objects.create(expressions="zorglub\nbidulotron")
    assert titles(library, "zorglub") == ["Premier", "Deuxième"]
    assert titles(library, "Bidulotrons") == ["Deuxième", "Premier"]


def test_a_one_way_set_works_one_way(library: SmallHub) -> None:
    SynonymSet.objects.create(expressions="zorglub", also="bidulotron")
    assert "Deuxième" in titles(library, "zorglub")
    assert "Premier" not in titles(library, "bidulotron")


def test_a_set_changed_switched_off_or_deleted_stops(library: SmallHub) -> None:
    synonyms = SynonymSet.objects.create(expressions="zorglub, bidulotron")
    assert "Deuxième" in titles(library, "zorglub")
    synonyms.active = False
    synonyms.save()
    assert "Deuxième" not in titles(library, "zorglub")
    synonyms.active = True
    synonyms.save()
    assert "Deuxième" in titles(library, "zorglub")
    synonyms.delete()
    assert "Deuxième" not in titles(library, "zorglub")


def test_an_exact_search_leaves_synonyms_aside(library: SmallHub) -> None:
    SynonymSet.objects.create(expressions="zorglub, bidulotron")
    hits = search(library.users["mentor"], "zorglub", exact=True).hits
    assert [hit.title for hit in hits] == ["Premier"]


def test_what_another_process_changed_is_seen(library: SmallHub) -> None:
    assert "Deuxième" not in titles(library, "zorglub")
    # Another process writes: no signal here, only the version in the database.
    SynonymSet.objects.bulk_create([SynonymSet(expressions="zorglub\nbidulotron")])
    assert "Deuxième" not in titles(library, "zorglub")
    Vocabulary.objects.filter(pk=1).update(token="ailleurs")
    assert "Deuxième" in titles(library, "zorglub")


def test_one_small_query_for_a_search(db: Any, django_assert_num_queries: Any) -> None:
    current_thesaurus("tuteur")
    with django_assert_num_queries(1):
        assert others(current_thesaurus("tuteur"), "tuteur")


@pytest.mark.parametrize(
    ("expressions", "also", "complaint"),
    [
        ("ordinateur", "", "au moins deux"),
        ("ordinateur, Ordinateurs", "", "au moins deux"),
        ("ordinateur, de la", "", "trop courant"),
        ("ordinateur, x", "", "trop courant ou trop court"),
        ("ordinateur, " + "a" * 120, "", "trop long"),
        ("ordinateur", "les ordinateurs", "déjà au-dessus"),
        (", ".join(f"mot{n}" for n in range(40)), "", "Trop d’expressions"),
    ],
)
def test_a_set_that_would_do_nothing_or_too_much_is_refused(
    db: Any, expressions: str, also: str, complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        SynonymSet(expressions=expressions, also=also).full_clean()


def test_a_set_that_another_says_is_refused_and_the_other_named(db: Any) -> None:
    SynonymSet.objects.create(expressions="zorglub, bidulotron, trucmuche")
    with pytest.raises(ValidationError, match="zorglub = bidulotron = trucmuche"):
        SynonymSet(expressions="Trucmuches, zorglub").full_clean()
    SynonymSet(expressions="zorglub, machinchose").full_clean()


def test_an_acronym_that_looks_like_a_stop_word_is_accepted(db: Any) -> None:
    SynonymSet(expressions="SI, système d’information essai").full_clean()


# --- The glossary and the registers of the community ------------------------------------------------


def test_a_successor_is_found_with_its_former_name_and_back(library: SmallHub) -> None:
    SynonymSet.objects.filter(expressions__contains="DINSIC").delete()
    assert "Quatrième" not in titles(library, "dinsic")
    dinum = Term.objects.create(acronym="DINUM", expansion="Direction interministérielle du numérique")
    Term.objects.create(acronym="DINSIC", definition="L’ancienne.", successor=dinum)
    assert {"Troisième", "Quatrième"} <= set(titles(library, "DINSIC"))
    assert {"Troisième", "Quatrième"} <= set(titles(library, "dinum"))
    # What was typed still wins.
    assert titles(library, "dinsic").index("Troisième") < titles(library, "dinsic").index("Quatrième")


def test_a_term_renamed_or_deleted_changes_the_next_search(library: SmallHub) -> None:
    term = Term.objects.create(acronym="ZORGLUB", definition="Un essai.", aliases="bidulotron")
    assert "Deuxième" in titles(library, "zorglub")
    term.aliases = ""
    term.save()
    assert "Deuxième" not in titles(library, "zorglub")
    term.aliases = "bidulotron"
    term.save()
    term.delete()
    assert "Deuxième" not in titles(library, "zorglub")


def test_terms_that_replace_each_other_by_mistake_do_no_harm(db: Any) -> None:
    first = Term.objects.create(acronym="AAAA", definition="Un.")
    second = Term.objects.create(acronym="BBBB", definition="Deux.", successor=first)
    first.successor = second
    first.save()
    assert ("bbbb",) in others(current_thesaurus("aaaa"), "AAAA")


def test_an_administration_is_found_by_its_acronym_and_its_name(db: Any) -> None:
    administration = Administration.objects.create(name="Office des zorglubs", acronym="OZB")
    assert expression_stems("office zorglubs") in others(current_thesaurus("ozb"), "OZB")
    assert ("ozb",) in others(current_thesaurus("office des zorglubs"), "office des zorglubs")
    administration.delete()
    assert not others(current_thesaurus("ozb"), "OZB")


# --- What the hub ships ------------------------------------------------------------------------------


def test_every_shipped_set_is_valid() -> None:
    for each in shipped_sets():
        each.clean_fields(exclude=["shipped_text"])
        stems = [expression_stems(expression) for expression in each.expression_list]
        assert len(set(stems)) == len(stems), f"deux fois la même expression : {each}"
        assert each.also or len(stems) > 1, each
        assert all(vocabulary.expandable(word) for word in [*each.expression_list, *each.also_list]), each
        assert not set(stems) & {expression_stems(other) for other in each.also_list}, each
    assert len(shipped_sets()) > 400


def test_shipped_sets_say_each_thing_once_and_do_not_contradict_each_other() -> None:
    equivalent: dict[frozenset[Any], SynonymSet] = {}
    for each in shipped_sets():
        if not each.also:
            for one, other in combinations(map(expression_stems, each.expression_list), 2):
                assert frozenset({one, other}) not in equivalent, each
                equivalent[frozenset({one, other})] = each
    for each in shipped_sets():
        if each.also:
            for head, other in each.pairs():
                # One way here, both ways there: one of the two is wrong.
                assert frozenset({expression_stems(head), expression_stems(other)}) not in equivalent, each


def test_every_family_joins_words_that_the_stemmer_splits() -> None:
    pairs: set[frozenset[Any]] = set()
    for family in families():
        stems = {expression_stems(word) for word in family}
        assert len(stems) > 1, family
        for pair in map(frozenset, combinations(stems, 2)):
            assert pair not in pairs, family
            pairs.add(pair)


def test_the_shipped_thesaurus_needs_no_database() -> None:
    assert ("mentor",) in others(shipped_thesaurus(), "tuteur")
    assert expression_stems("poste de travail") in others(shipped_thesaurus(), "ordinateur")
    assert expression_stems("ordinateur") in others(shipped_thesaurus(), "poste de travail")
    assert expression_stems("publier") in others(shipped_thesaurus(), "publication")
    assert not others(shipped_thesaurus(), "de la")


def test_words_that_share_a_stem_do_not_share_what_is_said_of_them() -> None:
    """Shipped words of different meanings that the stemmer confuses: each one keeps to its own set."""
    said = {
        word: {found.stems for found in shipped_thesaurus().expansions((stem(word),), word)}
        for word in ("code", "cod", "devis", "dev", "programme", "commune", "communication", "taxi", "taxe")
    }
    assert expression_stems("chief data officer") in said["cod"] - said["code"]
    assert expression_stems("code source") in said["code"] - said["cod"]
    assert ("factur",) in said["devis"] - said["dev"]
    assert expression_stems("développeur") in said["dev"] - said["devis"]
    assert not said["programme"] & {expression_stems("développeur"), expression_stems("codeur")}
    assert expression_stems("faire connaître") in said["communication"] - said["commune"]
    assert expression_stems("transport") in said["taxi"] - said["taxe"]
    plural = shipped_thesaurus().expansions(("mentor",), "mentors")
    assert plural == shipped_thesaurus().expansions(("mentor",), "mentor") != ()


def test_no_shipped_set_looks_for_a_word_that_the_stemmer_confuses() -> None:
    # Looked for by their stem, they would bring all that is written of another, commoner word.
    looked_for = {
        each.stems
        for found in shipped_thesaurus().entries.values()
        for each in found
        if each.source != "family"
    }
    for word in ("devis", "dev", "programmeur", "programmeuse"):
        assert expression_stems(word) not in looked_for, word
    written = {expression for each in shipped_sets() for _head, expression in each.pairs()}
    assert not written & {"commune", "département", "devis", "dev", "programmeur", "programmeuse"}


def test_upgrades_keep_what_editors_decided(db: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def ship(equivalent: str) -> int:
        file = tmp_path / "synonymes.yaml"
        file.write_text(f"equivalent:\n{equivalent}\none_way:\n  zède: bidule", encoding="utf-8")
        monkeypatch.setattr(vocabulary, "SYNONYMS_FILE", file)
        return ship_synonyms()

    SynonymSet.objects.all().delete()
    own = SynonymSet.objects.create(expressions="un essai, deux essais, trois")
    assert ship("  aaa: bbb\n  ccc: ddd\n  eee: fff\n  ggg: hhh") == 5
    assert ship("  aaa: bbb\n  ccc: ddd\n  eee: fff\n  ggg: hhh") == 0
    corrected = SynonymSet.objects.get(code="set:ccc")
    corrected.expressions = "ccc\nzzz"
    corrected.save()
    SynonymSet.objects.filter(code="set:eee").update(active=False)
    assert ship("  aaa: bbb, bbbb\n  ccc: ddd, dddd\n  eee: fff, ffff") == 4
    now = {each.code: each for each in SynonymSet.objects.all()}
    assert now["set:aaa"].expression_list == ["aaa", "bbb", "bbbb"]
    assert now["set:ccc"].expression_list == ["ccc", "zzz"]
    assert now["set:ccc"].changed_by_editors
    assert now["set:eee"].expression_list == ["eee", "fff", "ffff"]
    assert not now["set:eee"].active
    assert "set:ggg" not in now
    assert now["vers:zede"].also_list == ["bidule"]
    assert SynonymSet.objects.filter(pk=own.pk).exists()


def test_the_register_is_full_once_the_database_is_ready(db: Any) -> None:
    assert SynonymSet.objects.filter(origin=SynonymSet.Origin.SHIPPED).count() == len(shipped_sets())


def test_the_status_says_what_is_there(db: Any, capsys: Any) -> None:
    call_command("search_synonyms", "status")
    assert f"{len(shipped_sets())} ensembles" in capsys.readouterr().out
