"""What the first form of the plan held, in the places of the record."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import migrations
from django.utils import timezone

KEYED = ("RoadmapObjective", "AxisQuestion", "Scenario", "Milestone", "HandoverDocument")


def tell_rows_apart(apps: Any, schema_editor: Any) -> None:
    """Give each row a key of its own: the database gave the same one to all."""
    for name in KEYED:
        model = apps.get_model("defis", name)
        rows = list(model.objects.only("pk", "key"))
        for row in rows:
            row.key = uuid.uuid4()
        model.objects.bulk_update(rows, ["key"], batch_size=500)


def keep_one_slot(apps: Any, schema_editor: Any) -> None:
    """Keep the most advanced of the rows about one document; their notes are joined."""
    model = apps.get_model("defis", "HandoverDocument")
    rank = {"done": 0, "in_progress": 1, "todo": 2, "not_applicable": 3}
    slots: dict[tuple[int, str], list[Any]] = {}
    for row in model.objects.order_by("sort_order", "pk"):
        slots.setdefault((row.defi_id, row.item), []).append(row)
    for rows in slots.values():
        if len(rows) > 1:
            kept, *others = sorted(rows, key=lambda row: rank.get(row.state, 4))
            kept.note = " ; ".join(row.note for row in [kept, *others] if row.note)[:300]
            kept.save(update_fields=["note"])
            model.objects.filter(pk__in=[row.pk for row in others]).delete()


def keep_confirmations(apps: Any, schema_editor: Any) -> None:
    """Turn the date of the last confirmation into an entry of the history."""
    history = apps.get_model("defis", "HistoryEntry")
    noon = dt.time(12, 0)
    for page in apps.get_model("defis", "DefiPage").objects.exclude(plan_confirmed_on=None):
        at = timezone.make_aware(dt.datetime.combine(page.plan_confirmed_on, noon))
        history.objects.create(defi=page, kind="confirmation", at=at)


class Migration(migrations.Migration):
    dependencies = [("defis", "0002_record")]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (tell_rows_apart, keep_one_slot, keep_confirmations)
    ]
