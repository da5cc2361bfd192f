"""Drafts older than the keys of rows: the rows of a draft are those of the page, not new ones."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import migrations
from django.db.models import Q

RELATIONS = {
    "objectives": "RoadmapObjective",
    "axis_questions": "AxisQuestion",
    "scenarios": "Scenario",
    "milestones": "Milestone",
    "handover_documents": "HandoverDocument",
}
RANK = {"done": 0, "in_progress": 1, "todo": 2, "not_applicable": 3}


def give_keys(apps: Any, schema_editor: Any) -> None:
    """Write in the drafts the keys of the rows of their page, and keep one slot by document."""
    pages = dict(apps.get_model("defis", "DefiPage").objects.values_list("pk", "latest_revision_id"))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        Q(pk__in=[pk for pk in pages.values() if pk]) | Q(approved_go_live_at__isnull=False),
        object_id__in=[str(pk) for pk in pages],
    )
    known = {
        relation: {pk: str(key) for pk, key in apps.get_model("defis", model).objects.values_list("pk", "key")}
        for relation, model in RELATIONS.items()
    }
    for revision in revisions:
        if not isinstance(revision.content, dict):
            continue
        for relation in RELATIONS:
            for row in revision.content.get(relation) or []:
                if "key" not in row:
                    row["key"] = known[relation].get(row.get("pk")) or str(uuid.uuid4())
        _keep_one_slot(revision.content)
        revision.save(update_fields=["content"])


def _keep_one_slot(content: dict[str, Any]) -> None:
    slots: dict[str, dict[str, Any]] = {}
    for row in content.get("handover_documents") or []:
        kept = slots.get(row.get("item"))
        if kept is None or RANK.get(row.get("state"), 4) < RANK.get(kept.get("state"), 4):
            slots[row.get("item")] = row
    if "handover_documents" in content:
        content["handover_documents"] = list(slots.values())


class Migration(migrations.Migration):
    dependencies = [("defis", "0005_grants"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
