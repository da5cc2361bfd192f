"""Wagtail’s first migration calls the root of the tree « Root »: editors read it in every path."""

from __future__ import annotations

from typing import Any

from django.db import migrations

NAME = "Pages du hub"


def rename_root(apps: Any, schema_editor: Any) -> None:
    """Give the root its French name, unless somebody chose another one."""
    page = apps.get_model("wagtailcore", "Page")
    page.objects.filter(depth=1, title="Root").update(title=NAME, draft_title=NAME)


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("wagtailcore", "0054_initial_locale")]

    operations = [migrations.RunPython(rename_root, migrations.RunPython.noop)]
