"""The directory and the pages of people."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from hub.base.registry import audiences_of
from hub.base.visibility import access_scope
from hub.people.models import Person
from hub.people.registry import PersonSection, SectionItem, person_sections
from hub.people.selectors import list_people, person_sheet
from tests.factories.people import (
    AdministrationFactory,
    PersonFactory,
    PromotionFactory,
    SkillFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def names(user: Any, query: str = "") -> list[str]:
    """Return the names that the directory shows."""
    return [card.name for card in list_people(user, QueryDict(query)).entries]


@pytest.mark.parametrize("path", ["/annuaire/", "/annuaire/ana-rivage/"])
def test_the_directory_is_for_signed_in_people(client: Any, path: str) -> None:
    PersonFactory(first_name="Ana", last_name="Rivage")
    assert client.get(path)["Location"].startswith("/compte/connexion/")
    client.force_login(UserFactory())
    assert client.get(path).status_code == 200


def test_selectors_show_nothing_to_anonymous_visitors() -> None:
    person = PersonFactory()
    assert names(AnonymousUser()) == []
    with pytest.raises(Person.DoesNotExist):
        person_sheet(AnonymousUser(), person.slug)


def test_people_are_in_the_order_of_their_names(mentor: Any) -> None:
    for first_name, last_name in [("Zoé", "Aubrac"), ("Ana", "Rivage"), ("Ana", "aubrac")]:
        PersonFactory(first_name=first_name, last_name=last_name)
    assert names(mentor) == ["Ana aubrac", "Zoé Aubrac", "Ana Rivage"]


def test_each_filter_keeps_the_right_people(mentor: Any) -> None:
    promotion, administration, skill = PromotionFactory(), AdministrationFactory(), SkillFactory()
    found = PersonFactory(
        first_name="Ana",
        roles=["eig", "sponsor"],
        trade="design",
        promotion=promotion,
        administration=administration,
    )
    found.skills_offered.add(skill)
    found.save()
    other = PersonFactory(
        first_name="Bo",
        roles=["sponsor_expert"],
        trade="dev",
        promotion=PromotionFactory(),
        administration=AdministrationFactory(),
    )
    other.skills_wanted.add(skill)
    other.save()
    for query in [
        "role=eig",
        "role=sponsor",
        "metier=design",
        f"promotion={promotion.slug}",
        f"administration={administration.slug}",
        f"competence={skill.slug}",
        f"role=eig&metier=design&competence={skill.slug}&q=ana",
    ]:
        assert names(mentor, query) == [found.full_name], query
    assert names(mentor, "role=coach") == []


@pytest.mark.parametrize("typed", ["zoe", "ZOÉ", "zoé lef", "Lefevre Zoe", "lefèvre"])
def test_a_name_is_found_without_its_accents(mentor: Any, typed: str) -> None:
    PersonFactory(first_name="Zoé", last_name="Lefèvre")
    PersonFactory(first_name="Ana", last_name="Rivage")
    assert names(mentor, f"q={typed}") == ["Zoé Lefèvre"]


@pytest.mark.parametrize(
    "query", ["role=pirate", "page=999", "page=x", "promotion=' OR 1=1", "competence=%00"]
)
def test_a_value_that_means_nothing_breaks_nothing(as_mentor: Any, query: str) -> None:
    PersonFactory(first_name="Ana", last_name="Rivage")
    page = as_mentor.get(f"/annuaire/?{query}")
    assert page.status_code == 200
    assert "Ana Rivage" in page.content.decode()


def test_an_odd_name_search_breaks_nothing(as_mentor: Any) -> None:
    for typed in ["'", '"', "%", "\\", "😀", "<b>"]:
        page = as_mentor.get("/annuaire/", {"q": typed})
        assert page.status_code == 200
        assert "<b>" not in page.content.decode()


def test_the_list_tells_what_is_filtered_and_how_to_undo_it(as_mentor: Any) -> None:
    PersonFactory(roles=["eig"])
    page = as_mentor.get("/annuaire/?role=eig&q=personne").content.decode()
    assert "Personne ne correspond" in page
    assert 'href="?q=personne"' in page
    assert 'href="?role=eig"' in page


def test_a_page_holds_twenty_four_people(as_mentor: Any) -> None:
    PersonFactory.create_batch(30)
    first, second = as_mentor.get("/annuaire/"), as_mentor.get("/annuaire/?page=2")
    assert len(first.context["listing"].entries) == 24
    assert len(second.context["listing"].entries) == 6
    assert "30\u00a0personnes" in first.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_people(as_mentor: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hub.base.models import HubImage
    from tests.people.conftest import picture

    def create(count: int) -> None:
        for index in range(count):
            photo = HubImage.objects.create(title="Portrait", file=picture())
            PersonFactory(
                photo=photo,
                roles=["eig"],
                promotion=PromotionFactory(),
                administration=AdministrationFactory(),
                trade="dev" if index % 2 else "",
            )

    create(2)
    as_mentor.get("/annuaire/")  # draws the portraits
    with CaptureQueriesContext(connection) as few:
        as_mentor.get("/annuaire/")
    create(20)
    as_mentor.get("/annuaire/")
    with CaptureQueriesContext(connection) as many:
        as_mentor.get("/annuaire/")
    assert len(many) == len(few) <= 15


# --- A person’s page ---------------------------------------------------------------------------
def test_a_page_shows_what_is_known(as_mentor: Any) -> None:
    skill = SkillFactory(name="Cartographie d’essai")
    person = PersonFactory(
        first_name="Ana",
        last_name="Rivage",
        roles=["eig"],
        biography="<script>alert(1)</script> Bonjour.",
        public_email="ana@ministere.example",
    )
    person.skills_offered.add(skill)
    person.links.create(kind="code", url="https://code.example/ana")
    person.save()
    page = as_mentor.get(person.get_absolute_url()).content.decode()
    for text in (
        "Ana Rivage",
        "EIG",
        "Cartographie d’essai",
        "https://code.example/ana",
        "ana@ministere.example",
    ):
        assert text in page
    assert "<script>alert" not in page
    assert "Modifier mon profil" not in page


def test_one_s_own_page_leads_to_the_profile(as_mentor: Any, mentor: Any) -> None:
    page = as_mentor.get(PersonFactory(user=mentor).get_absolute_url()).content.decode()
    assert "Modifier mon profil" in page


def test_the_address_of_an_account_is_not_shown(as_mentor: Any) -> None:
    person = PersonFactory(user=UserFactory(email="privee@ministere.example"))
    assert "privee@ministere.example" not in as_mentor.get(person.get_absolute_url()).content.decode()


def test_nobody_at_an_address_is_not_found(as_mentor: Any) -> None:
    assert as_mentor.get("/annuaire/personne-ici/").status_code == 404


def test_higher_rooms_add_sections(as_mentor: Any, mentor: Any, monkeypatch: Any) -> None:
    person, asked = PersonFactory(), []

    def section(user: Any, shown: Any) -> PersonSection:
        asked.append((user, shown))
        return PersonSection("Défis", (SectionItem("Défi d’essai", "/defi-d-essai/", "EIG, 2024"),))

    monkeypatch.setattr(person_sections, "_entries", {"vide": (1, lambda *_: None), "defis": (2, section)})
    page = as_mentor.get(person.get_absolute_url()).content.decode()
    assert '<a href="/defi-d-essai/">Défi d’essai</a> – EIG, 2024' in page
    assert asked == [(mentor, person)]


# --- Audiences ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("groups", "codes"),
    [(["Mentors"], ["mentor"]), (["EIG", "Rédaction"], ["eig", "team"]), ([], [])],
)
def test_what_one_is_follows_from_one_s_groups(groups: list[str], codes: list[str]) -> None:
    assert audiences_of(UserFactory(groups=groups)) == codes


def test_audiences_are_read_once_for_a_request(django_assert_num_queries: Any) -> None:
    user = UserFactory(groups=["Mentors"])
    with access_scope(), django_assert_num_queries(1):
        assert audiences_of(user) == audiences_of(user) == ["mentor"]
