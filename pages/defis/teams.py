"""The groups through which the members of a défi edit it, and nothing else (decision 11).

Each défi that somebody may edit has a Django group, which holds the entrance of the admin, Wagtail’s page
permissions on that page alone, and a collection for its files. Who is in the group is never typed: it
follows the team of the published page (``DefiMember``), with the grace of ``members.current``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from .members import EDITING_ROLES, current
from .models import DefiMember, DefiPage, DefiSettings, DefiTeam, Moderation

PREFIX = "Défi\u00a0: "
NAME_LENGTH = 150
COLLECTION = "Documents des défis"
# What a team does in its collection: app, model, actions.
FILES = (("wagtailimages", "image"), ("wagtaildocs", "document"))
FILE_ACTIONS = ("add", "choose")


@dataclass
class TeamChanges:
    """What a synchronisation changed."""

    created: int = 0
    renamed: int = 0
    entered: int = 0
    left: int = 0
    permissions: int = 0

    @property
    def nothing(self) -> bool:
        """Tell whether everything was right already."""
        return not any((self.created, self.renamed, self.entered, self.left, self.permissions))


@dataclass(frozen=True)
class _Team:
    """A défi’s group as it is."""

    defi: int
    title: str
    group: Group


def team_groups() -> Any:
    """Return the groups of the défis, apart from those that staff compose."""
    return Group.objects.filter(defi_team__isnull=False)


def moderation() -> str:
    """Return what becomes of what members write: a :class:`Moderation`."""
    chosen = DefiSettings.objects.filter(site__is_default_site=True).values_list("moderation", flat=True)
    return chosen.first() or Moderation.PUBLISH


def sync_team(defi: DefiPage) -> TeamChanges:
    """Bring the group of a défi in line with its team."""
    return sync_teams([defi.pk])


def sync_defis_of(person: Any) -> TeamChanges:
    """Bring the groups of a person’s défis in line: their account was linked, or unlinked."""
    return sync_teams(list(DefiMember.objects.filter(person=person).values_list("defi_id", flat=True)))


@transaction.atomic
def sync_teams(ids: Iterable[int] | None = None) -> TeamChanges:
    """Bring the groups of défis in line with their teams; safe to run twice, or late.

    The number of reads does not depend on the number of défis; only what differs is written.

    Args:
        ids: the défis; all of them by default.
    """
    changes = TeamChanges()
    pages = DefiPage.objects.all() if ids is None else DefiPage.objects.filter(pk__in=set(ids))
    titles: dict[int, str] = dict(pages.values_list("pk", "title"))
    if not titles:
        return changes
    wanted = _wanted(titles)
    groups = {
        team.defi_id: team.group
        for team in DefiTeam.objects.filter(defi__in=titles).select_related("group").order_by("pk")
    }
    _name(titles, groups, [pk for pk in titles if pk in wanted and pk not in groups], changes)
    teams = [_Team(pk, titles[pk], group) for pk, group in groups.items()]
    _fill(teams, wanted, changes)
    _allow_pages(teams, changes)
    _allow_files(teams, changes)
    return changes


def remove_group(team: DefiTeam) -> None:
    """Delete the group of a défi that is gone; its files stay."""
    Group.objects.filter(pk=team.group_id).delete()


def _wanted(ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the accounts that edit each published défi."""
    rows = DefiMember.objects.filter(
        current(), defi__in=list(ids), defi__live=True, role__in=EDITING_ROLES, person__user__is_active=True
    )
    found: dict[int, set[int]] = defaultdict(set)
    for defi, user in rows.values_list("defi_id", "person__user_id"):
        found[defi].add(user)
    return found


def _name(titles: dict[int, str], groups: dict[int, Group], new: list[int], changes: TeamChanges) -> None:
    """Create the groups that are missing, and rename those whose page changed its title."""
    renamed = [pk for pk, group in groups.items() if not _is_named(group.name, titles[pk])]
    if not new and not renamed:
        return
    taken = set(Group.objects.filter(name__startswith=PREFIX).values_list("name", flat=True))
    for pk in renamed:
        taken.discard(groups[pk].name)
        groups[pk].name = _free_name(titles[pk], taken)
        groups[pk].save(update_fields=["name"])
        changes.renamed += 1
    opens_admin = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    for pk in new:
        groups[pk] = Group.objects.create(name=_free_name(titles[pk], taken))
        groups[pk].permissions.add(opens_admin)
        DefiTeam.objects.create(defi_id=pk, group=groups[pk])
        changes.created += 1


def _base_name(title: str, room: int) -> str:
    name = f"{PREFIX}{title}"
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _is_named(name: str, title: str) -> bool:
    """Tell whether a group has the name of its page, numbered or not."""
    stem, _space, number = name.rpartition("\u00a0")
    numbered = number.startswith("(") and number[1:-1].isdigit()
    return name == _base_name(title, NAME_LENGTH) or (
        numbered and stem == _base_name(title, NAME_LENGTH - len(number) - 1)
    )


def _free_name(title: str, taken: set[str]) -> str:
    """Return a name that no other group has, and take it."""
    name, number = _base_name(title, NAME_LENGTH), 2
    while name in taken:
        suffix = f"\u00a0({number})"
        name = f"{_base_name(title, NAME_LENGTH - len(suffix))}{suffix}"
        number += 1
    taken.add(name)
    return name


def _fill(teams: list[_Team], wanted: dict[int, set[int]], changes: TeamChanges) -> None:
    """Put in each group who edits the défi, and take the others out."""
    through: Any = get_user_model().groups.through
    present: dict[int, set[int]] = defaultdict(set)
    rows = through.objects.filter(group__in=[team.group for team in teams])
    for group, user in rows.values_list("group_id", "user_id"):
        present[group].add(user)
    for team in teams:
        inside, expected = present[team.group.pk], wanted.get(team.defi, set())
        members: Any = team.group.user_set
        if expected - inside:
            members.add(*(expected - inside))
        if inside - expected:
            members.remove(*(inside - expected))
        changes.entered += len(expected - inside)
        changes.left += len(inside - expected)


def _allow_pages(teams: list[_Team], changes: TeamChanges) -> None:
    """Give each group its page, and no other: to be changed, and published when the team chose so."""
    actions = ["change", "publish"] if moderation() == Moderation.PUBLISH else ["change"]
    codes = [f"{action}_page" for action in actions]
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codes)
    expected = {(team.group.pk, team.defi, permission.pk) for team in teams for permission in permissions}
    found = {
        (row.group_id, row.page_id, row.permission_id): row.pk
        for row in GroupPagePermission.objects.filter(group__in=[team.group for team in teams])
    }
    _settle(GroupPagePermission, ("group_id", "page_id", "permission_id"), expected, found, changes)


def _allow_files(teams: list[_Team], changes: TeamChanges) -> None:
    """Give each group a collection of its own: a shared one would open the files of the other défis."""
    if not teams:
        return
    chosen = Q()
    for app, model in FILES:
        codes = [f"{action}_{model}" for action in FILE_ACTIONS]
        chosen |= Q(content_type__app_label=app, codename__in=codes)
    permissions = list(Permission.objects.filter(chosen))
    rows = list(
        GroupCollectionPermission.objects.filter(group__in=[team.group for team in teams]).select_related(
            "collection"
        )
    )
    parent = _shelf()
    own = {row.group_id: row.collection for row in rows if row.collection.is_child_of(parent)}
    for team in teams:
        name = team.title[:255]
        if team.group.pk not in own:
            own[team.group.pk] = parent.add_child(name=name)
            parent.refresh_from_db()
        elif own[team.group.pk].name != name:
            own[team.group.pk].name = name
            own[team.group.pk].save(update_fields=["name"])
    expected = {
        (team.group.pk, own[team.group.pk].pk, permission.pk) for team in teams for permission in permissions
    }
    found = {(row.group_id, row.collection_id, row.permission_id): row.pk for row in rows}
    columns = ("group_id", "collection_id", "permission_id")
    _settle(GroupCollectionPermission, columns, expected, found, changes)


def _shelf() -> Any:
    """Return the collection above those of the défis."""
    found = Collection.objects.filter(name=COLLECTION, depth=2).order_by("pk").first()
    return found or Collection.get_first_root_node().add_child(name=COLLECTION)


def _settle(
    model: Any,
    columns: tuple[str, str, str],
    expected: set[tuple[int, int, int]],
    found: dict[tuple[int, int, int], int],
    changes: TeamChanges,
) -> None:
    """Write the rows that are missing and delete those in excess."""
    missing = sorted(expected - found.keys())
    excess = [pk for row, pk in found.items() if row not in expected]
    model.objects.bulk_create([model(**dict(zip(columns, row, strict=True))) for row in missing])
    if excess:
        model.objects.filter(pk__in=excess).delete()
    changes.permissions += len(missing) + len(excess)
