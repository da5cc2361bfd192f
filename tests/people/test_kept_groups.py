"""The groups of the défis stay out of the screens where staff choose groups."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from hub.people.invitations_admin import InviteForm
from pages.defis.models import DefiMember
from pages.defis.teams import sync_team
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(tree: Any) -> Any:
    """A mentor who edits a défi."""
    user = UserFactory(email="membre@ministere.example", groups=["Mentors"])
    DefiMember.objects.create(defi=tree.defi, person=PersonFactory(user=user), role="mentor_operational")
    sync_team(tree.defi)
    return user


def test_editing_an_account_leaves_it_in_its_defi(as_team: Any, member: Any) -> None:
    """The form does not offer the group of the défi, and does not take it away either."""
    group = Group.objects.get(defi_team__isnull=False)
    address = f"/admin/users/edit/{member.pk}/"
    page = as_team.get(address).content.decode()
    assert "Mentors" in page
    assert group.name not in page
    alumni = Group.objects.get(name="Alumni")
    values = {
        "email": member.email,
        "first_name": "Dominique",
        "last_name": "Nomade",
        "is_active": "on",
        "groups": [alumni.pk],
    }
    assert as_team.post(address, values).status_code == 302
    assert {row.name for row in member.groups.all()} == {"Alumni", group.name}
    # Chosen by hand for somebody else, it is refused.
    stranger = UserFactory()
    values |= {"email": stranger.email, "groups": [group.pk]}
    assert as_team.post(f"/admin/users/edit/{stranger.pk}/", values).status_code == 200
    assert not stranger.groups.exists()


def test_lists_and_choices_of_groups_leave_them_out(as_team: Any, member: Any) -> None:
    group = Group.objects.get(defi_team__isnull=False)
    listing = as_team.get("/admin/groups/").content.decode()
    assert "Mentors" in listing
    assert group.name not in listing
    for screen in ("edit", "delete"):
        assert as_team.get(f"/admin/groups/{screen}/{group.pk}/").status_code in (302, 404)
    assert group.name not in as_team.get("/admin/users/").content.decode()
    assert group.name not in {value for value, _label in InviteForm().fields["group"].choices}
    role = as_team.get(f"/admin/bulk/people/user/assign_role/?id={member.pk}&next=/admin/users/")
    assert "Alumni" in role.content.decode()
    assert group.name not in role.content.decode()


def test_a_composed_group_is_still_edited(as_team: Any) -> None:
    mentors = Group.objects.get(name="Mentors")
    assert as_team.get(f"/admin/groups/edit/{mentors.pk}/").status_code == 200


def test_a_page_may_be_reserved_to_the_team_of_a_defi(as_team: Any, member: Any, tree: Any) -> None:
    """The group of a défi is offered to say who reads a page, after those of the programme."""
    group = Group.objects.get(defi_team__isnull=False)
    dialog = as_team.get(f"/admin/pages/{tree.news.pk}/privacy/").json()["html"]
    assert dialog.index("Rédaction") < dialog.index(group.name)
