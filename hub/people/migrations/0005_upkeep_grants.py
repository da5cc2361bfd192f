"""Who looks after the index and the files: permissions on the models of the search room."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant


def give(apps: Any, schema_editor: Any) -> None:
    """The team sees what waits and has it tried again; the editors see which files cannot be read."""
    grant(apps, HubGroup.TEAM.value, "hub_search.PendingIndexing", "view", "change")
    grant(apps, HubGroup.TEAM.value, "hub_search.FileText", "view", "change")
    grant(apps, HubGroup.EDITORS.value, "hub_search.FileText", "view")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_search_grants"), ("hub_search", "0004_file_texts")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
