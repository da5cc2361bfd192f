"""Who keeps the register of this room."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant


def give(apps: Any, schema_editor: Any) -> None:
    """The team keeps it; editors see it."""
    grant(apps, HubGroup.TEAM.value, "centre.Theme")
    grant(apps, HubGroup.EDITORS.value, "centre.Theme", "view")


class Migration(migrations.Migration):
    dependencies = [("centre", "0001_initial"), ("people", "0003_groups")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
