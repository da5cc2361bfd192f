"""A group per défi: who is in it, what it gives, and nothing more."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from pages.defis import teams
from pages.defis.models import DefiMember, DefiPage, DefiSettings, DefiTeam
from tests.factories.defis import full_defi
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def join(defi: Any, role: str = "eig", *, end: dt.date | None = None, user: Any = None) -> Any:
    """Add an account to the team of a défi, without a word to the groups; return the account."""
    user = user or UserFactory()
    person = PersonFactory(user=user) if not hasattr(user, "person") else user.person
    DefiMember.objects.create(defi=defi, person=person, role=role, end=end)
    return user


def members_of(defi: Any) -> set[Any]:
    """Return the accounts in the group of a défi."""
    return set(Group.objects.get(defi_team__defi=defi).user_set.all())


def test_a_team_edits_its_own_defi_and_no_other_page(tree: Any) -> None:
    """The right comes with the membership, and stays on one page."""
    eig = join(tree.defi)
    other = full_defi(tree)
    assert not tree.defi.permissions_for_user(eig).can_edit()
    teams.sync_team(tree.defi)
    eig = type(eig).objects.get(pk=eig.pk)
    assert eig.has_perm("wagtailadmin.access_admin")
    assert tree.defi.permissions_for_user(eig).can_edit()
    assert tree.defi.permissions_for_user(eig).can_publish()
    for page in (other, tree.defis, tree.home, tree.news):
        assert not page.permissions_for_user(eig).can_edit()
        assert not page.permissions_for_user(eig).can_add_subpage()
    assert not eig.has_perm("defis.manage_defis")
    assert not eig.has_perm("defis.follow_defis")


@pytest.mark.parametrize(
    ("role", "enters"),
    [
        ("eig", True),
        ("mentor_operational", True),
        ("mentor_high", True),
        ("coach", True),
        ("project_owner", True),
        ("successor", True),
        ("sponsor", False),
        ("dsi_contact", False),
    ],
)
def test_roles_that_edit(tree: Any, role: str, enters: bool) -> None:
    """Whoever writes the record enters; a sponsor or a contact reads it."""
    user = join(tree.defi, role)
    teams.sync_team(tree.defi)
    assert Group.objects.filter(user=user, defi_team__defi=tree.defi).exists() is enters


@pytest.mark.parametrize(("days_ago", "stays"), [(0, True), (30, True), (31, False)])
def test_members_leave_thirty_days_after_their_end(tree: Any, days_ago: int, stays: bool) -> None:
    """The hand-over is often finished in the weeks that follow."""
    user = join(tree.defi)
    teams.sync_team(tree.defi)
    assert user in members_of(tree.defi)
    DefiMember.objects.filter(person__user=user).update(
        end=timezone.localdate() - dt.timedelta(days=days_ago)
    )
    call_command("sync_defi_teams", stdout=io.StringIO())
    assert (user in members_of(tree.defi)) is stays


def test_other_groups_are_never_touched(tree: Any) -> None:
    """A mentor stays a mentor; a group that staff named like a défi is not taken over."""
    mentor = UserFactory(groups=["Mentors"])
    staff_made = Group.objects.create(name=f"{teams.PREFIX}{tree.defi.title}")
    staff_made.user_set.add(stranger := UserFactory())
    before = set(Group.objects.get(name="Mentors").permissions.all())
    join(tree.defi, user=mentor)
    teams.sync_teams()
    assert {group.name for group in mentor.groups.all()} == {"Mentors", f"{staff_made.name}\u00a0(2)"}
    assert set(staff_made.user_set.all()) == {stranger}
    assert set(Group.objects.get(name="Mentors").permissions.all()) == before
    DefiMember.objects.filter(person__user=mentor).delete()
    teams.sync_teams()
    assert {group.name for group in mentor.groups.all()} == {"Mentors"}
    assert staff_made.permissions.count() == 0


def test_a_second_synchronisation_changes_nothing(tree: Any, capsys: Any) -> None:
    """The command can run every night, and tells what it did."""
    join(tree.defi)
    call_command("sync_defi_teams")
    first = capsys.readouterr().out.replace("\u00a0", " ")
    assert "groupes créés : 1" in first
    assert "comptes entrés : 1" in first
    before = GroupPagePermission.objects.count(), Collection.objects.count()
    call_command("sync_defi_teams")
    assert "Tout était à jour" in capsys.readouterr().out
    assert (GroupPagePermission.objects.count(), Collection.objects.count()) == before


def test_a_group_given_too_much_by_hand_is_brought_back(tree: Any) -> None:
    """Rights and members of these groups are derived: what is added by hand does not last."""
    join(tree.defi)
    teams.sync_team(tree.defi)
    group = Group.objects.get(defi_team__defi=tree.defi)
    intruder = UserFactory()
    group.user_set.add(intruder)
    GroupPagePermission.objects.create(
        group=group,
        page=Page.objects.get(pk=tree.home.pk),
        permission=Permission.objects.get(codename="add_page"),
    )
    teams.sync_team(tree.defi)
    assert intruder not in members_of(tree.defi)
    assert set(
        group.page_permissions.values_list("page_id", flat=True)  # type: ignore[attr-defined]
    ) == {tree.defi.pk}


def test_the_reads_do_not_depend_on_the_number_of_defis(
    tree: Any, django_assert_max_num_queries: Any
) -> None:
    """A night with nothing to do costs the same for two défis and for twelve."""
    for number in range(12):
        defi = DefiPage(title=f"Défi {number}", slug=f"defi-{number}")
        defi.members = [DefiMember(person=PersonFactory(user=UserFactory()), role="eig")]
        tree.add(tree.defis, f"defi_{number}", defi)
    teams.sync_teams()
    with django_assert_max_num_queries(14):
        assert teams.sync_teams().nothing


def test_the_title_names_the_group_and_renames_it(tree: Any, django_capture_on_commit_callbacks: Any) -> None:
    """Publishing a new title renames the group; a long title is cut, two same ones are numbered."""
    join(tree.defi)
    teams.sync_team(tree.defi)
    page = DefiPage.objects.get(pk=tree.defi.pk)
    page.title = "T" * 200
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    name = Group.objects.get(defi_team__defi=page).name
    assert name.startswith(f"{teams.PREFIX}TTT")
    assert len(name) == 150
    twin = DefiPage(title="T" * 200, slug="jumeau")
    twin.members = [DefiMember(person=PersonFactory(user=UserFactory()), role="eig")]
    tree.add(tree.defis, "twin", twin)
    teams.sync_teams()
    twin_name = Group.objects.get(defi_team__defi=twin).name
    assert twin_name.endswith("(2)")
    assert len(twin_name) <= 150
    assert teams.sync_teams().nothing


def test_publication_account_and_deletion_are_followed(
    tree: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The group follows the published team, the account of a person, the end of the page."""
    page = DefiPage.objects.get(pk=tree.defi.pk)
    person = PersonFactory()
    page.members = [DefiMember(person=person, role="mentor_operational")]
    page.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        page.get_latest_revision().publish()
    assert not DefiTeam.objects.exists()
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        person.user = user
        person.save()
    assert members_of(page) == {user}
    with django_capture_on_commit_callbacks(execute=True):
        person.user = None
        person.save()
    assert members_of(page) == set()
    with django_capture_on_commit_callbacks(execute=True):
        person.user = user
        person.save()
    with django_capture_on_commit_callbacks(execute=True):
        DefiPage.objects.get(pk=page.pk).unpublish()
    assert members_of(page) == set()
    DefiPage.objects.get(pk=page.pk).delete()
    assert not teams.team_groups().exists()
    assert not Group.objects.filter(name__startswith=teams.PREFIX).exists()


def test_somebody_who_is_deleted_leaves(tree: Any, django_capture_on_commit_callbacks: Any) -> None:
    """Nobody publishes the défi when a person’s record is deleted."""
    user = join(tree.defi)
    teams.sync_team(tree.defi)
    with django_capture_on_commit_callbacks(execute=True):
        user.person.delete()
    assert user not in members_of(tree.defi)


def test_the_team_chooses_whether_members_publish(tree: Any, django_capture_on_commit_callbacks: Any) -> None:
    """The setting gives or takes the right to publish, at once."""
    user = join(tree.defi)
    teams.sync_team(tree.defi)
    setting = DefiSettings.for_site(Site.objects.get(is_default_site=True))
    for moderation, publishes in (("review", False), ("publish", True)):
        setting.moderation = moderation
        with django_capture_on_commit_callbacks(execute=True):
            setting.save()
        tester = tree.defi.permissions_for_user(type(user).objects.get(pk=user.pk))
        assert tester.can_edit()
        assert tester.can_publish() is publishes


def test_each_team_has_a_collection_of_its_own(tree: Any) -> None:
    """In a shared one, each team could read the files of the others."""
    other = full_defi(tree)
    first, second = join(tree.defi), join(other)
    teams.sync_teams()
    shelf = Collection.objects.get(name=teams.COLLECTION)
    names = {collection.name for collection in shelf.get_children()}
    assert names == {tree.defi.title, other.title}
    codes = {"add_image", "choose_image", "add_document", "choose_document"}
    for user, title in ((first, tree.defi.title), (second, other.title)):
        rows = GroupCollectionPermission.objects.filter(group__user=user)
        assert set(rows.values_list("permission__codename", flat=True)) == codes
        assert set(rows.values_list("collection__name", flat=True)) == {title}
