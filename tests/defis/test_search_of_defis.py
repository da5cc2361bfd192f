"""Défis are found by what their page says, and never by what it keeps to its team."""

from __future__ import annotations

from typing import Any

import pytest

from hub.people.models import Person
from pages.defis.models import (
    CommonProblem,
    ComplianceCheck,
    DefiPage,
    PhaseStep,
    Scenario,
    Stakeholder,
    Technology,
)
from search.checking import compare
from search.indexing import rebuild
from search.services import search
from tests.factories.defis import day, full_defi
from tests.factories.people import PersonFactory, SkillFactory

ROLES = ["eig", "mentor", "coach", "editor", "staff"]
# A word of each part that a défi may reserve.
RESERVED = {
    "stakeholders": ["ornithorynque", "pangolin", "tapir"],
    "money": ["salamandre", "axolotl"],
    "risks": ["cachalot"],
}


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Run what waits for the commit when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(user: Any, words: str, **filters: Any) -> set[str]:
    """Return the titles of what somebody finds."""
    return {hit.title for hit in search(user, words, **filters).hits}


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi whose every part has a word of its own."""
    defi = full_defi(
        tree,
        problem="<p>Le <b>cormoran</b> attend.</p>",
        users="<p>Les guichets du goéland.</p>",
        solution="<p>Une volière.</p>",
    )
    PhaseStep.objects.create(defi=defi, phase="production", start=day(30), note="Après la martinette")
    ComplianceCheck.objects.create(defi=defi, topic="security", note="Audit de la bergeronnette")
    Stakeholder.objects.create(
        defi=defi, name="Bureau ornithorynque", role="Il finance le pangolin", next_step="Voir le tapir"
    )
    Scenario.objects.create(
        defi=defi, kind="other_scheme", title="Un scénario du héron", financial="Le prix de la salamandre",
        funding_source="Fonds axolotl", risks="Perdre le cachalot",
    )  # fmt: skip
    defi.technologies = [Technology.objects.create(name="Fortranette")]
    defi.common_problems = [CommonProblem.objects.create(name="Nichoirs", description="Où pondre.")]
    defi.skills_missing = [SkillFactory(name="Colombophilie")]
    defi.takeover_person = PersonFactory(last_name="Passereau")
    defi.decision_maker = "Madame Phalarope"
    defi.save()
    return defi


@pytest.mark.parametrize(
    "word",
    [
        "cormoran", "goéland", "volière", "martinette", "bergeronnette", "héron", "fortranette", "nichoirs",
        "pondre", "colombophilie", "délai de réponse", "transformation",
        "décision de la direction",
    ],
)  # fmt: skip
def test_a_defi_is_found_by_what_its_page_says(tree: Any, roles: Any, defi: DefiPage, word: str) -> None:
    if word == "transformation":
        defi.indicators.update(theme="transformation", source="Transformation mesurée")
    rebuild()
    assert "Défi complet" in found(roles.user("eig"), word)


@pytest.mark.parametrize("word", ["passereau", "phalarope"])
def test_who_takes_over_or_decides_is_not_in_the_index(
    tree: Any, roles: Any, defi: DefiPage, word: str
) -> None:
    """A page may be open to strangers, who do not read who is in charge; its team is part of the page."""
    rebuild()
    assert "Défi complet" not in found(roles.user("eig"), word)
    assert "Défi complet" in found(roles.user("eig"), "mareuil")


def test_a_result_leads_to_the_part_that_speaks_of_it(tree: Any, roles: Any, defi: DefiPage) -> None:
    rebuild()
    [hit] = [hit for hit in search(roles.user("eig"), "volière").hits if hit.title == defi.title]
    assert hit.url == "/defis/complet/#solution"


@pytest.mark.parametrize("part", RESERVED)
def test_what_is_reserved_is_found_by_nobody(tree: Any, roles: Any, defi: DefiPage, part: str) -> None:
    """Not even by the team: results are excerpts that anybody may look at over a shoulder."""
    rebuild()
    assert {
        (role, word) for word in RESERVED[part] for role in ROLES if found(roles.user(role), word)
    } == set()
    for word in RESERVED[part]:
        # Nor does a misspelling lead to the word.
        results = search(roles.user("staff"), f"{word[:-2]}x{word[-2:]}")
        assert word not in (results.corrected, *results.suggestions)


@pytest.mark.parametrize("part", RESERVED)
def test_what_is_opened_is_found_and_the_rest_is_not(
    tree: Any, roles: Any, defi: DefiPage, after_commit: Any, part: str
) -> None:
    rebuild()
    with after_commit():
        setattr(defi, f"{part}_readers", "page")
        defi.save_revision().publish()
    for word in RESERVED[part]:
        assert found(roles.user("eig"), word) == {"Défi complet"}
    for other in RESERVED.keys() - {part}:
        for word in RESERVED[other]:
            assert found(roles.user("staff"), word) == set()


def test_closing_a_part_takes_it_out_of_the_index(
    tree: Any, roles: Any, defi: DefiPage, after_commit: Any
) -> None:
    DefiPage.objects.filter(pk=defi.pk).update(risks_readers="page")
    rebuild()
    assert found(roles.user("eig"), "cachalot")
    with after_commit():
        page = DefiPage.objects.get(pk=defi.pk)
        page.risks_readers = "team"
        page.save_revision().publish()
    assert not found(roles.user("staff"), "cachalot")
    assert not compare().references


def test_results_are_filtered_by_technology(tree: Any, roles: Any, defi: DefiPage) -> None:
    other = Technology.objects.create(name="Cobolette")
    tree.defi.technologies = [other]
    tree.defi.save()
    rebuild()
    user = roles.user("eig")
    assert found(user, "défi", filters={"technology": ["Cobolette"]}) == {"Défi d’essai"}
    shown = {facet.label: {value.label for value in facet.values} for facet in search(user, "défi").facets}
    assert shown["Technologie"] == {"Cobolette", "Fortranette"}


@pytest.mark.parametrize(("model", "before"), [(Technology, "fortranette"), (CommonProblem, "nichoirs")])
def test_the_index_follows_the_vocabularies(
    tree: Any, roles: Any, defi: DefiPage, after_commit: Any, model: Any, before: str
) -> None:
    rebuild()
    user, term = roles.user("eig"), model.objects.get()
    assert not found(user, "zostère")
    with after_commit():
        term.name = "Zostère"
        term.save()
    assert "Défi complet" in found(user, "zostère")
    assert not compare().references
    with after_commit():
        term.delete()
    assert "Défi complet" not in found(user, "zostère")
    assert not compare().references


def test_the_index_follows_missing_skills_and_the_team(
    tree: Any, roles: Any, defi: DefiPage, after_commit: Any
) -> None:
    rebuild()
    user = roles.user("eig")
    with after_commit():
        skill = defi.skills_missing.get()
        skill.name = "Fauconnerie"
        skill.save()
        person = Person.objects.get(last_name="Mareuil")
        person.last_name = "Rougegorge"
        person.save()
    assert found(user, "fauconnerie") >= {"Défi complet"}
    assert "Défi complet" in found(user, "rougegorge")
    assert "Défi complet" not in found(user, "mareuil")
    assert not compare().references
