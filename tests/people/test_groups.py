"""The groups that the migrations create, and what their members may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate
from wagtail.models import Page, Task, Workflow

from hub.people.enums import HubGroup
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def groups_migration() -> Any:
    """Return the migration that creates the groups."""
    return MigrationLoader(connection).get_migration("people", "0003_groups")


def test_groups_workflow_and_task_are_in_french() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert set(HubGroup.values) <= names
    assert not names & {"Moderators", "Editors"}
    assert Workflow.objects.get().name == "Relecture par l’équipe du programme"
    assert Task.objects.get().name == "Relecture par l’équipe du programme"


def test_the_team_publishes_and_editors_submit() -> None:
    root = Page.objects.get(depth=1)
    team, editor = UserFactory(groups=["Équipe du programme"]), UserFactory(groups=["Rédaction"])
    assert root.permissions_for_user(team).can_publish_subpage()
    assert root.permissions_for_user(editor).can_add_subpage()
    assert not root.permissions_for_user(editor).can_publish_subpage()


@pytest.mark.parametrize(
    ("group", "enters"),
    [
        ("Équipe du programme", True),
        ("Rédaction", True),
        ("Mentors", False),
        ("EIG", False),
        ("Alumni", False),
        ("Coachs", False),
    ],
)
def test_who_enters_the_admin(client: Any, group: str, enters: bool) -> None:
    client.force_login(UserFactory(groups=[group]))
    assert client.get("/admin/").status_code == (200 if enters else 403)


def test_the_team_keeps_registers_that_editors_only_read() -> None:
    team, editor = UserFactory(groups=["Équipe du programme"]), UserFactory(groups=["Rédaction"])
    for permission in (
        "people.change_person",
        "centre.change_theme",
        "people.add_user",
        "glossary.delete_term",
    ):
        assert team.has_perm(permission)
        assert not editor.has_perm(permission)
    assert editor.has_perm("people.view_person")
    assert editor.has_perm("glossary.change_term")


def test_a_permission_that_staff_removed_is_not_granted_again_by_migrate() -> None:
    from django.core.management import call_command

    team = Group.objects.get(name=HubGroup.TEAM)
    team.permissions.remove(Permission.objects.get(codename="delete_person"))
    call_command("migrate", verbosity=0)
    assert not team.permissions.filter(codename="delete_person").exists()


def test_the_migration_can_run_over_what_it_made() -> None:
    before = set(Group.objects.get(name=HubGroup.TEAM).permissions.values_list("pk", flat=True))
    count = Group.objects.count()
    for operation in groups_migration().operations:
        operation.code(apps, None)
    assert Group.objects.count() == count
    assert set(Group.objects.get(name=HubGroup.TEAM).permissions.values_list("pk", flat=True)) == before
    content_type = ContentType.objects.get(app_label="people", model="person")
    assert Permission.objects.filter(content_type=content_type, codename="add_person").count() == 1


def test_entering_a_group_gives_its_role_and_leaving_keeps_it() -> None:
    user = UserFactory()
    person = PersonFactory(user=user, roles=["sponsor"])
    mentors = Group.objects.get(name="Mentors")
    user.groups.add(mentors)
    person.refresh_from_db()
    assert person.roles == ["mentor", "sponsor"]
    user.groups.remove(mentors)
    person.refresh_from_db()
    assert person.roles == ["mentor", "sponsor"]


def test_adding_accounts_from_the_group_gives_the_role_too() -> None:
    person = PersonFactory(user=UserFactory())
    stranger = PersonFactory(user=UserFactory())
    Group.objects.get(name="Alumni").user_set.add(person.user)
    person.refresh_from_db()
    stranger.refresh_from_db()
    assert person.roles == ["alumni"]
    assert stranger.roles == []


def test_a_person_linked_to_an_account_takes_its_roles() -> None:
    user = UserFactory(groups=["EIG"])
    person = PersonFactory()
    person.user = user
    person.save()
    person.refresh_from_db()
    assert person.roles == ["eig"]


def test_permissions_speak_french(db: Any) -> None:
    """Staff who compose a group read what it may do in French; a name that they chose stays."""
    person = Permission.objects.get(codename="add_person", content_type__app_label="people")
    assert person.name == "Peut ajouter\u00a0: personne"
    chosen = Permission.objects.get(codename="change_person", content_type__app_label="people")
    chosen.name = "Tenir l’annuaire"
    chosen.save()
    config = apps.get_app_config("people")
    post_migrate.send(
        sender=config, app_config=config, using="default", verbosity=0, interactive=False, plan=[], apps=apps
    )
    chosen.refresh_from_db()
    assert chosen.name == "Tenir l’annuaire"
