"""Who keeps the synonyms of the search."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from hub.people.enums import HubGroup
from hub.people.grants import grant


def give(apps: Any, schema_editor: Any) -> None:
    """The team keeps the register and the thesaurus; editors write in the register."""
    grant(apps, HubGroup.TEAM.value, "hub_search.SynonymSet")
    grant(apps, HubGroup.TEAM.value, "hub_search.Vocabulary", "view", "change")
    grant(apps, HubGroup.EDITORS.value, "hub_search.SynonymSet", "add", "change", "view")


class Migration(migrations.Migration):
    dependencies = [("people", "0005_upkeep_grants"), ("hub_search", "0002_vocabulary")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
