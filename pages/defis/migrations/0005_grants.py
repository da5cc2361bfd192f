"""Who follows the défis and keeps their vocabularies."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant

OWN = ("follow_defis", "manage_defis")
REGISTERS = ("defis.Technology", "defis.CommonProblem")


def give(apps: Any, schema_editor: Any) -> None:
    """The team and the editors follow and keep every défi; the team chooses how they are moderated."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="defis", model="defipage"
    )
    labels = dict(apps.get_model("defis", "DefiPage")._meta.permissions)
    permission = apps.get_model("auth", "Permission")
    own = [
        permission.objects.get_or_create(
            content_type=content_type, codename=name, defaults={"name": labels[name]}
        )[0]
        for name in OWN
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=[HubGroup.TEAM, HubGroup.EDITORS]):
        group.permissions.add(*own)
    for label in REGISTERS:
        grant(apps, HubGroup.TEAM.value, label)
        grant(apps, HubGroup.EDITORS.value, label, "add", "change", "view")
    grant(apps, HubGroup.TEAM.value, "defis.DefiSettings", "change")


class Migration(migrations.Migration):
    dependencies = [
        ("defis", "0004_record_rules"),
        ("people", "0006_vocabulary_grants"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
