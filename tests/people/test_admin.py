"""Registers and accounts in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from hub.people.models import Administration, Person, Skill, User
from tests.factories.people import (
    AdministrationFactory,
    PersonFactory,
    PromotionFactory,
    SkillFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
REGISTERS = ["personnes", "promotions", "administrations", "competences"]


def body(response: Any) -> str:
    """Return the text of a response, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.mark.parametrize("register", REGISTERS)
def test_the_team_lists_and_exports_the_registers(as_team: Any, register: str) -> None:
    skill = SkillFactory()
    person = PersonFactory(
        promotion=PromotionFactory(), administration=AdministrationFactory(), roles=["eig"]
    )
    person.skills_offered.add(skill)
    person.save()
    PersonFactory()
    for query in ("", "?export=csv", "?q=essai"):
        page = as_team.get(f"/admin/communaute/{register}/{query}")
        assert page.status_code == 200
        assert "ssai" in body(page)
    assert as_team.get(f"/admin/communaute/{register}/?export=xlsx").status_code == 200


@pytest.mark.parametrize("register", REGISTERS)
def test_editors_read_the_registers_without_changing_them(client: Any, register: str) -> None:
    client.force_login(UserFactory(groups=["Rédaction"]))
    assert client.get(f"/admin/communaute/{register}/").status_code == 200
    assert client.get(f"/admin/communaute/{register}/create/").status_code == 302


@pytest.mark.parametrize(
    ("register", "thing"),
    [
        ("communaute/personnes", "une personne"),
        ("communaute/promotions", "une promotion"),
        ("communaute/administrations", "une administration"),
        ("communaute/competences", "une compétence"),
        ("glossaire", "un terme"),
        ("themes", "un thème"),
        ("recherche/synonymes", "un ensemble de synonymes"),
    ],
)
def test_the_registers_speak_to_and_of_everybody(as_team: Any, register: str, thing: str) -> None:
    """No « un(e) », « créé(e) », « Nouveau », « Par … », « Tous »: lists, forms, errors."""
    home = f"/admin/{register}/"
    seen = [body(as_team.get(home)), body(as_team.get(f"{home}?q=rien-de-tel"))]
    assert f"Ajouter {thing}" in seen[0]
    seen += [body(as_team.get(f"{home}create/")), body(as_team.post(f"{home}create/", {}))]
    assert "Ajouter" in seen[2]
    assert thing in seen[2]
    for page in seen:
        assert not re.search(r"\([es]+\)|Le/la|ce/cette|>\s*Nouveau\b|<h3>\s*Par |>\s*Tous\s*<", page)


def test_what_was_done_to_a_record_is_said_without_its_gender(as_team: Any) -> None:
    home = "/admin/communaute/competences/"
    page = body(as_team.post(f"{home}create/", {"name": "Tricot"}, follow=True)).replace("\xa0", " ")
    assert "« Tricot » : enregistrement créé." in page
    skill = Skill.objects.get(name="Tricot")
    page = body(as_team.get(f"{home}delete/{skill.pk}/")).replace("\xa0", " ")
    assert "Supprimer « Tricot »" in page
    assert "(e)" not in page
    page = body(as_team.get(f"{home}inspect/{skill.pk}/")).replace("\xa0", " ")
    assert "Voir « Tricot »" in page
    page = body(as_team.post(f"{home}edit/{skill.pk}/", {"name": ""})).replace("\xa0", " ")
    assert "Rien n’est enregistré" in page
    page = body(as_team.post(f"{home}edit/{skill.pk}/", {"name": "Crochet"}, follow=True))
    assert "enregistrement modifié" in page
    page = body(as_team.post(f"{home}delete/{skill.pk}/", follow=True)).replace("\xa0", " ")
    assert "« Crochet » : enregistrement supprimé." in page


def test_a_register_is_filtered_by_role_and_account(as_team: Any) -> None:
    PersonFactory(last_name="Avec", roles=["eig"], user=UserFactory())
    PersonFactory(last_name="Sans", roles=["mentor"])
    found = body(as_team.get("/admin/communaute/personnes/?role=eig"))
    assert "Avec Camille" in found
    assert "Sans Camille" not in found
    found = body(as_team.get("/admin/communaute/personnes/?compte=non"))
    assert "Avec Camille" not in found
    assert "Sans Camille" in found


def test_people_without_a_promotion_are_a_choice_with_a_name(as_team: Any) -> None:
    PersonFactory(last_name="Ancienne", promotion=PromotionFactory())
    PersonFactory(last_name="Nouvelle", promotion=None)
    page = body(as_team.get("/admin/communaute/personnes/"))
    link = re.search(r'<a href="(\?promotion__isnull=True)">\s*Sans promotion\s*</a>', page)
    assert link is not None
    filtered = body(as_team.get(f"/admin/communaute/personnes/{link[1]}"))
    assert "Nouvelle" in filtered
    assert "Ancienne" not in filtered


def test_an_export_runs_nothing_in_a_spreadsheet(as_team: Any) -> None:
    PersonFactory(last_name="Rusé", job_title='=HYPERLINK("http://a.example")')
    export = body(as_team.get("/admin/communaute/personnes/?export=csv"))
    assert "'=HYPERLINK" in export
    assert ',"=HYPERLINK' not in export


def test_a_person_is_created_and_edited(as_team: Any) -> None:
    data = {
        "first_name": "Ana",
        "last_name": "Rivage",
        "roles": ["mentor", "coach"],
        "trade": "",
        "job_title": "",
        "promotion": "",
        "administration": str(AdministrationFactory().pk),
        "user": "",
        "biography": "",
        "photo": "",
        "public_email": "",
        "skills_offered": [SkillFactory().pk],
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
        "links-MIN_NUM_FORMS": "0",
        "links-MAX_NUM_FORMS": "1000",
    }
    assert as_team.post("/admin/communaute/personnes/create/", data).status_code == 302
    person = Person.objects.get()
    assert (person.slug, set(person.roles), person.skills_offered.count()) == (
        "ana-rivage",
        {"coach", "mentor"},
        1,
    )
    as_team.post(f"/admin/communaute/personnes/edit/{person.pk}/", {**data, "roles": ["eig"]})
    assert Person.objects.get().roles == ["eig"]
    assert as_team.get(f"/admin/communaute/personnes/inspect/{person.pk}/").status_code == 200


def test_an_administration_above_itself_is_refused(as_team: Any) -> None:
    ministry = AdministrationFactory()
    service = AdministrationFactory(parent=ministry)
    page = as_team.post(
        f"/admin/communaute/administrations/edit/{ministry.pk}/",
        {"name": ministry.name, "acronym": "", "parent": service.pk, "website": ""},
    )
    assert "ne peut pas dépendre d’elle-même" in body(page)


@pytest.mark.parametrize(
    ("chooser", "typed", "found", "hidden"),
    [
        ("choix-personne", "zoe", "Zoé Lefèvre", "Ana Rivage"),
        ("choix-administration", "des", "Direction des essais", "Autre service"),
        ("choix-compte", "ana@", "ana@ministere.example", "zoe@ministere.example"),
    ],
)
def test_choosers_find_by_name(as_team: Any, chooser: str, typed: str, found: str, hidden: str) -> None:
    PersonFactory(first_name="Zoé", last_name="Lefèvre", user=UserFactory(email="zoe@ministere.example"))
    PersonFactory(first_name="Ana", last_name="Rivage", user=UserFactory(email="ana@ministere.example"))
    AdministrationFactory(name="Direction des essais")
    AdministrationFactory(name="Autre service")
    page = body(as_team.get(f"/admin/{chooser}/results/", {"q": typed}))
    assert found in page
    assert hidden not in page
    assert as_team.get(f"/admin/{chooser}/").status_code == 200


def test_a_missing_administration_is_created_from_the_chooser(as_team: Any) -> None:
    data = {"name": "Nouvelle direction", "acronym": ""}
    as_team.post("/admin/choix-administration/create/", data)
    assert Administration.objects.filter(name="Nouvelle direction").exists()


# --- Accounts ----------------------------------------------------------------------------------
def account(**changes: Any) -> dict[str, Any]:
    """Return what the form of an account sends."""
    return {
        "email": "Ana.Rivage@ministere.example",
        "first_name": "Ana",
        "last_name": "Rivage",
        "is_active": "on",
        "groups": [Group.objects.get(name="Mentors").pk],
        **changes,
    }


def test_an_account_added_in_the_admin_is_an_invitation(as_team: Any, committed: Any) -> None:
    assert "password" not in body(as_team.get("/admin/users/new/"))
    with committed():
        assert as_team.post("/admin/users/new/", account()).status_code == 302
    user = User.objects.get(email="ana.rivage@ministere.example")
    assert not user.has_usable_password()
    assert user.groups.get().name == "Mentors"
    assert [message.to for message in mail.outbox] == [["ana.rivage@ministere.example"]]


def test_an_address_is_taken_whatever_its_case(as_team: Any) -> None:
    UserFactory(email="ana.rivage@ministere.example")
    assert as_team.post("/admin/users/new/", account()).status_code == 200
    assert User.objects.count() == 2


def test_an_account_is_edited_listed_and_closed(as_team: Any) -> None:
    user = UserFactory()
    edited = account(groups=[Group.objects.get(name="EIG").pk])
    edited.pop("is_active")
    assert as_team.post(f"/admin/users/edit/{user.pk}/", edited).status_code == 302
    user.refresh_from_db()
    assert (user.email, user.is_active) == ("ana.rivage@ministere.example", False)
    assert user.groups.get().name == "EIG"
    assert user.check_password("quatre mots bien choisis")
    assert "ana.rivage@ministere.example" in body(as_team.get("/admin/users/"))


def test_the_team_cannot_make_a_superuser(as_team: Any, team: Any) -> None:
    as_team.post("/admin/users/new/", account(is_superuser="on"))
    user = UserFactory()
    as_team.post(f"/admin/users/edit/{user.pk}/", account(email="autre@ministere.example", is_superuser="on"))
    as_team.post(f"/admin/users/edit/{team.pk}/", account(email=team.email, is_superuser="on"))
    assert User.objects.count() == 3
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_team_cannot_touch_a_superuser(as_team: Any) -> None:
    boss = UserFactory(is_superuser=True)
    assert as_team.get(f"/admin/users/edit/{boss.pk}/").status_code == 302
    as_team.post(f"/admin/users/edit/{boss.pk}/", account(email="prise@ministere.example"))
    as_team.post(f"/admin/bulk/people/user/set_active_state/?id={boss.pk}", {"mark_as_active": "False"})
    as_team.post(f"/admin/users/delete/{boss.pk}/")
    kept = User.objects.get(pk=boss.pk)
    assert (kept.email, kept.is_active, kept.is_superuser) == (boss.email, True, True)


def test_a_superuser_can_make_another(client: Any) -> None:
    client.force_login(UserFactory(is_superuser=True))
    client.post("/admin/users/new/", account(is_superuser="on"))
    assert User.objects.get(email="ana.rivage@ministere.example").is_superuser


def test_accounts_are_closed_in_number(as_team: Any) -> None:
    user = UserFactory()
    as_team.post(f"/admin/bulk/people/user/set_active_state/?id={user.pk}", {"mark_as_active": "False"})
    user.refresh_from_db()
    assert not user.is_active


def test_groups_are_listed_and_edited(as_team: Any) -> None:
    group = Group.objects.get(name="Alumni")
    assert "Alumni" in body(as_team.get("/admin/groups/"))
    assert as_team.get(f"/admin/groups/edit/{group.pk}/").status_code == 200
