"""Grants of permissions, for data migrations.

A migration runs once in the life of a database: what it grants, staff may remove later without
seeing it come back. Permission rows are normally created after *all* the migrations, so those that
a grant needs are created here; Django then finds them and leaves them alone.
"""

from __future__ import annotations

from typing import Any

EVERYTHING = ("add", "change", "delete", "view")


def grant(apps: Any, group: str, label: str, *actions: str) -> None:
    """Give a group some permissions on a model.

    Args:
        apps: the historical registry that the migration receives.
        group: name of the group (:class:`hub.people.enums.HubGroup`); nothing is done if it is gone.
        label: ``"app.Model"``; the migration must depend on the one that creates it.
        actions: the beginnings of the codenames, such as ``add``; all four when none is given.
    """
    found = apps.get_model("auth", "Group").objects.filter(name=group).first()
    if found is not None:
        found.permissions.add(*permissions(apps, label, *(actions or EVERYTHING)))


def grant_in_collections(apps: Any, group: str, label: str, *actions: str) -> None:
    """Give a group some permissions on the files of every collection (granted at the root)."""
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    found = apps.get_model("auth", "Group").objects.filter(name=group).first()
    if root is None or found is None:
        return
    model = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for permission in permissions(apps, label, *actions):
        model.objects.get_or_create(group=found, collection=root, permission=permission)


def grant_on_pages(apps: Any, group: str, *actions: str) -> None:
    """Give a group some permissions on every page (granted at the root of the tree)."""
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    found = apps.get_model("auth", "Group").objects.filter(name=group).first()
    if root is None or found is None:
        return
    model = apps.get_model("wagtailcore", "GroupPagePermission")
    for permission in permissions(apps, "wagtailcore.Page", *actions):
        model.objects.get_or_create(group=found, page=root, permission=permission)


def permissions(apps: Any, label: str, *actions: str) -> list[Any]:
    """Return the permissions of a model, created when Django has not done it yet."""
    app_label, name = label.split(".")
    meta = apps.get_model(app_label, name)._meta
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=name.lower()
    )
    permission = apps.get_model("auth", "Permission")
    return [
        permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_{name.lower()}",
            defaults={"name": f"Can {action} {meta.verbose_name_raw}"[:255]},
        )[0]
        for action in actions
    ]
