"""Who keeps the register of this room."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant


def give(apps: Any, schema_editor: Any) -> None:
    """The team keeps it; editors write in it."""
    grant(apps, HubGroup.TEAM.value, "glossary.Term")
    grant(apps, HubGroup.EDITORS.value, "glossary.Term", "add", "change", "view")


class Migration(migrations.Migration):
    dependencies = [("glossary", "0001_initial"), ("people", "0003_groups")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
