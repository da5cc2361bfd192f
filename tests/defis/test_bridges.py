"""Bridges between défis: which are near and why, and who has the skills that some lack."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.defis.bridges import help_address, list_needs, related_defis
from pages.defis.models import CommonProblem, DefiMember, DefiPage, Technology
from tests.factories.pages import reserve
from tests.factories.people import AdministrationFactory, PersonFactory, SkillFactory

PAGE = "/suivi-des-defis/entraide/"


def add(tree: Any, title: str, *, publish: bool = True, **fields: Any) -> DefiPage:
    """Put a défi in the small hub; lists are set on relations."""
    relations = {name: fields.pop(name) for name in tuple(fields) if isinstance(fields[name], list)}
    defi = DefiPage(title=title, slug=title.lower().replace(" ", "-"), **fields)
    for name, rows in relations.items():
        setattr(defi, name, rows)
    return tree.add(tree.defis, title, defi, publish=publish)


def near(user: Any, defi: DefiPage) -> dict[str, tuple[str, ...]]:
    """Return the titles of the related défis, in order, with their reasons."""
    found = related_defis(user, defi, defi.common_problems.all(), defi.technologies.all())
    return {each.title: each.reasons for each in found}


@pytest.fixture
def rules(db: Any) -> CommonProblem:
    return CommonProblem.objects.create(name="Moteur de règles")


@pytest.fixture
def react(db: Any) -> Technology:
    return Technology.objects.create(name="React")


def test_the_nearest_come_first_with_their_reasons(
    tree: Any, roles: Any, rules: CommonProblem, react: Technology
) -> None:
    graphs = CommonProblem.objects.create(name="Graphes")
    ministry = AdministrationFactory(name="Ministère")
    office = AdministrationFactory(name="Office", parent=ministry)
    other = AdministrationFactory(name="Agence", parent=ministry)
    defi = add(tree, "Sujet", administration=office, common_problems=[rules, graphs], technologies=[react])
    add(tree, "Ministériel", administration=ministry)
    add(tree, "Voisin", administration=other)
    add(tree, "Maison", administration=office)
    add(tree, "Outil", technologies=[react])
    add(tree, "Jumeau", administration=office, common_problems=[rules, graphs], technologies=[react])
    add(tree, "Lointain", administration=AdministrationFactory(), technologies=[])
    found = near(roles.user("eig"), defi)
    assert found == {
        "Jumeau": (
            "Mêmes problèmes\u00a0: Graphes, Moteur de règles",
            "Même technologie\u00a0: React",
            "Même administration",
        ),
        "Maison": ("Même administration",),
        "Outil": ("Même technologie\u00a0: React",),
        "Ministériel": ("Même ministère",),
    }
    assert next(iter(found)) == "Jumeau"
    assert "Lointain" not in found


def test_only_what_the_reader_may_open_is_near(tree: Any, roles: Any, rules: CommonProblem) -> None:
    defi = add(tree, "Sujet", common_problems=[rules])
    reserve(add(tree, "Réservé", common_problems=[rules]), "Mentors")
    add(tree, "Brouillon", common_problems=[rules], publish=False)
    assert list(near(roles.user("mentor"), defi)) == ["Réservé"]
    assert near(roles.user("eig"), defi) == {}
    assert near(roles.user("anonymous"), defi) == {}


def test_nothing_in_common_is_nothing_near(tree: Any, roles: Any, rules: CommonProblem) -> None:
    defi = add(tree, "Seul")
    add(tree, "Autre", common_problems=[rules])
    with CaptureQueriesContext(connection) as queries:
        assert related_defis(roles.user("anonymous"), defi, [], []) == []
    assert not [query for query in queries if "defis_defipage" in query["sql"]]


def test_near_defis_cost_one_query_and_are_four_at_most(
    tree: Any, roles: Any, rules: CommonProblem, react: Technology
) -> None:
    user = roles.user("staff")
    office = AdministrationFactory(parent=AdministrationFactory())
    defi = add(tree, "Sujet", administration=office, common_problems=[rules], technologies=[react])
    for number in range(6):
        add(tree, f"Proche {number}", common_problems=[rules], administration=office)
    defi = DefiPage.objects.select_related("administration").get(pk=defi.pk)
    user.get_all_permissions()
    with CaptureQueriesContext(connection) as queries:
        found = related_defis(user, defi, [rules], [react])
    assert [each.title for each in found] == [f"Proche {number}" for number in range(4)]
    assert len([query for query in queries if "defis_defipage" in query["sql"]]) == 1


def test_the_presentation_shows_them(tree: Any, roles: Any, client: Any, react: Technology) -> None:
    add(tree, "Sujet", technologies=[react])
    add(tree, "Proche", technologies=[react])
    page = roles.sign_in(client, "eig").get("/defis/sujet/").content.decode()
    assert 'href="/defis/proche/">Proche</a>' in page
    assert "Même technologie\u00a0: React" in page
    assert "Défis proches" not in client.get("/defis/defi/").content.decode()


# --- Missing skills -----------------------------------------------------------------------------
@pytest.fixture
def maps(db: Any) -> Any:
    return SkillFactory(name="Cartographie", slug="cartographie")


def offering(skill: Any, **fields: Any) -> Any:
    """Return somebody who offers a skill."""
    person = PersonFactory(**fields)
    person.skills_offered = [skill]
    person.save()
    return person


def test_a_need_meets_people_and_defis(tree: Any, roles: Any, client: Any, maps: Any) -> None:
    helper = offering(maps, first_name="Yaël", last_name="Compas")
    inside = offering(maps, first_name="Noa", last_name="Dedans")
    add(tree, "Perdu", skills_missing=[maps], members=[DefiMember(person=inside, role="eig")])
    add(tree, "Atlas", skills=[maps], phase="production")
    page = roles.sign_in(client, "eig").get(PAGE).content.decode()
    assert f'href="{helper.get_absolute_url()}">Yaël Compas' in page
    assert 'href="/defis/atlas/">Atlas' in page
    # Their own member has it already, and is no help.
    assert "Dedans" not in page


def test_only_defis_at_work_are_listed(tree: Any, roles: Any, maps: Any) -> None:
    user = roles.user("eig")
    add(tree, "En cours", skills_missing=[maps], phase="investigation")
    for phase in ("production", "takeover", "stopped"):
        add(tree, f"Fini {phase}", skills_missing=[maps], phase=phase)
    add(tree, "Complet", phase="construction")
    assert [need.title for need in list_needs(user, {}).entries] == ["En cours"]


def test_needs_follow_what_the_reader_may_open(tree: Any, roles: Any, maps: Any) -> None:
    reserve(add(tree, "Réservé", skills_missing=[maps]), "Mentors")
    add(tree, "Brouillon", skills_missing=[maps], publish=False)
    add(tree, "Ouvert", skills_missing=[maps])
    reserve(add(tree, "Atlas réservé", skills=[maps]), "Mentors")

    def seen(role: str) -> dict[str, list[str]]:
        entries = list_needs(roles.user(role), {}).entries
        return {need.title: [link.title for link in need.skills[0].defis] for need in entries}

    assert seen("mentor") == {"Ouvert": ["Atlas réservé"], "Réservé": ["Atlas réservé"]}
    assert seen("eig") == {"Ouvert": []}
    assert seen("anonymous") == {}


def test_a_skill_that_only_a_hidden_defi_lacks_is_not_a_filter(tree: Any, roles: Any, maps: Any) -> None:
    reserve(add(tree, "Réservé", skills_missing=[maps]), "Mentors")
    [skills] = list_needs(roles.user("eig"), {}).filters
    assert skills.options == []
    [skills] = list_needs(roles.user("mentor"), {}).filters
    assert [option.label for option in skills.options] == ["Cartographie"]


def test_needs_are_filtered_by_skill(tree: Any, roles: Any, maps: Any) -> None:
    user, design = roles.user("eig"), SkillFactory(name="Affiches", slug="affiches")
    add(tree, "Deux", skills_missing=[maps, design])
    add(tree, "Un", skills_missing=[design])
    listing = list_needs(user, {"competence": "cartographie"})
    assert [need.title for need in listing.entries] == ["Deux"]
    # What was asked for comes first.
    assert [skill.name for skill in listing.entries[0].skills] == ["Cartographie", "Affiches"]
    assert {need.title for need in list_needs(user, {"competence": "affiches"}).entries} == {"Deux", "Un"}
    assert len(list_needs(user, {"competence": "inconnue"}).entries) == 2


def test_many_helpers_are_in_the_directory(tree: Any, roles: Any, client: Any, maps: Any) -> None:
    for _number in range(9):
        offering(maps)
    add(tree, "Perdu", skills_missing=[maps])
    [need] = list_needs(roles.user("eig"), {}).entries
    [skill] = need.skills
    assert (len(skill.people), skill.others) == (6, 3)
    page = roles.sign_in(client, "eig").get(PAGE).content.decode()
    assert 'href="/annuaire/?competence=cartographie">et 3\u00a0autres personnes' in page


def test_a_skill_that_nobody_has_asks_for_it(tree: Any, roles: Any, client: Any, maps: Any) -> None:
    add(tree, "Perdu", skills_missing=[maps])
    page = roles.sign_in(client, "eig").get(PAGE).content.decode()
    assert "Personne ne la partage encore" in page
    assert reverse("people:profile") in page


def test_visitors_sign_in_first(tree: Any, client: Any) -> None:
    assert client.get(PAGE).status_code == 302


def test_the_page_of_a_defi_leads_there(tree: Any, roles: Any, client: Any, maps: Any) -> None:
    add(tree, "Perdu", skills_missing=[maps])
    page = roles.sign_in(client, "eig").get("/defis/perdu/").content.decode()
    assert f'href="{PAGE}?competence=cartographie"' in page
    assert help_address("cartographie") == f"{PAGE}?competence=cartographie"
    assert PAGE in client.get("/defis/").content.decode()


def test_needs_cost_the_same_however_many(tree: Any, roles: Any, client: Any, maps: Any) -> None:
    roles.sign_in(client, "eig")

    def count() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    add(tree, "Perdu", skills_missing=[maps])
    before = count()
    for number in range(8):
        skill = SkillFactory()
        offering(skill)
        add(tree, f"Perdu {number}", skills_missing=[maps, skill])
        add(tree, f"Atlas {number}", skills=[skill])
    after = count()
    assert after <= 15
    assert after <= before + 1


# --- The list of défis --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "expected"),
    [("technologie=react", {"Outil"}), ("probleme=moteur-de-regles", {"Réglé"}), ("technologie=vue", None)],
)
def test_the_list_is_filtered_by_technology_and_problem(
    tree: Any, roles: Any, client: Any, rules: CommonProblem, react: Technology, query: str,
    expected: set[str] | None,
) -> None:  # fmt: skip
    add(tree, "Outil", technologies=[react])
    add(tree, "Réglé", common_problems=[rules])
    listing = roles.sign_in(client, "eig").get(f"/defis/?{query}").context["listing"]
    titles = {card.title for card in listing.entries}
    assert titles == (expected or {"Outil", "Réglé", "Défi d’essai"})
    assert [each.label for each in listing.filters][-2:] == ["Technologie", "Problème commun"]


def test_cards_say_what_a_defi_works_on(
    tree: Any, roles: Any, client: Any, rules: CommonProblem, react: Technology
) -> None:
    many = [react, *(Technology.objects.create(name=f"Vue {number}") for number in range(4))]
    add(tree, "Outil", technologies=many, common_problems=[rules])
    listing = roles.sign_in(client, "eig").get("/defis/").context["listing"]
    details = {card.title: card.details for card in listing.entries}
    assert details == {"Outil": "Moteur de règles, React, Vue 0", "Défi d’essai": ""}
