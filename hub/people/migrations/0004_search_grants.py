"""Who learns from the searches: the search room does not know the groups."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant


def give(apps: Any, schema_editor: Any) -> None:
    """The team and the editors learn from what people look for; the team alone may erase a query."""
    grant(apps, HubGroup.TEAM.value, "hub_search.SearchQuery", "view", "change", "delete")
    grant(apps, HubGroup.EDITORS.value, "hub_search.SearchQuery", "view", "change")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_groups"), ("hub_search", "0004_file_texts")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
