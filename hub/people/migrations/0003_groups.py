"""The hub’s groups and what they may do; Wagtail’s own English names put in French."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import EVERYTHING, grant, grant_in_collections, grant_on_pages

RENAMED_GROUPS = {"Moderators": HubGroup.TEAM, "Editors": HubGroup.EDITORS}
WORKFLOW = ("Moderators approval", "Relecture par l’équipe du programme")
REGISTERS = ("people.Person", "people.Promotion", "people.Administration", "people.Skill")


def rename(apps: Any, schema_editor: Any) -> None:
    """Rename what Wagtail’s migrations created in English, unless somebody already did."""
    groups = apps.get_model("auth", "Group").objects
    for english, french in RENAMED_GROUPS.items():
        if not groups.filter(name=french).exists():
            groups.filter(name=english).update(name=french.value)
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=WORKFLOW[0]).update(name=WORKFLOW[1])


def create_groups(apps: Any, schema_editor: Any) -> None:
    """Create the groups that are missing."""
    for group in HubGroup.values:
        apps.get_model("auth", "Group").objects.get_or_create(name=group)


def grant_to_team(apps: Any, schema_editor: Any) -> None:
    """The team runs the hub, short of what belongs to its hosts (superusers)."""
    team = HubGroup.TEAM.value
    grant(apps, team, "wagtailadmin.Admin", "access")
    grant_on_pages(apps, team, "add", "change", "publish", "bulk_delete", "lock", "unlock")
    grant_in_collections(apps, team, "wagtailimages.Image", "add", "change", "choose")
    grant_in_collections(apps, team, "wagtaildocs.Document", "add", "change", "choose")
    grant_in_collections(apps, team, "wagtailcore.Collection", "add", "change", "delete")
    for label in (*REGISTERS, "people.User", "base.PublicOpening"):
        grant(apps, team, label)
    grant(apps, team, "auth.Group", "add", "change", "view")
    grant(apps, team, "wagtailredirects.Redirect", *EVERYTHING)
    grant(apps, team, "wagtailsearchpromotions.SearchPromotion", *EVERYTHING)
    for label in ("wagtailcore.Workflow", "wagtailcore.Task"):
        grant(apps, team, label, "add", "change", "delete")


def grant_to_editors(apps: Any, schema_editor: Any) -> None:
    """Editors write; the team publishes what they submit."""
    editors = HubGroup.EDITORS.value
    grant(apps, editors, "wagtailadmin.Admin", "access")
    grant_on_pages(apps, editors, "add", "change")
    for label in ("wagtailimages.Image", "wagtaildocs.Document"):
        # Adding a file allows to change one’s own; Wagtail’s migrations gave the right over all.
        grant_in_collections(apps, editors, label, "add", "choose")
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
            group__name=editors, permission__codename=f"change_{label.split('.')[1].lower()}"
        ).delete()
    for label in REGISTERS:
        grant(apps, editors, label, "view")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_registers"),
        ("base", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0002_admin"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (rename, create_groups, grant_to_team, grant_to_editors)
    ]
