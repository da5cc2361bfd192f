"""Whether two versions of a page say the same thing.

Opening a page in the editor is enough for its texts to come back written another way: Wagtail gives each
paragraph a key, numbers the rows, and notes in every revision where the page was and who held it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# What a revision keeps of the page’s place and state, which Wagtail reads from the page itself
# (``Page.with_content_json``): none of it is what somebody wrote.
HOUSEKEEPING = frozenset({
    "pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale", "alias_of",
    "owner", "live", "has_unpublished_changes", "expired", "first_published_at", "last_published_at",
    "latest_revision", "live_revision", "latest_revision_created_at", "draft_title",
    "locked", "locked_at", "locked_by",
})  # fmt: skip
_BLOCK_KEY = re.compile(r'\s+data-block-key="[^"]*"')


def same_content(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two versions of a page differ by housekeeping alone.

    Args:
        one: the content of a revision, or ``page.serializable_data()``.
        other: the content of another.
    """
    return _essence(one) == _essence(other)


def _essence(content: dict[str, Any]) -> dict[str, Any]:
    """Return what was written in a version, as JSON would hold it."""
    plain = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return {name: _plain(value) for name, value in plain.items() if name not in HOUSEKEEPING}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    if all(isinstance(row, dict) and "sort_order" in row for row in value):
        # Rows count by their order: their numbers, and the ids that publication gives them, do not. Those
        # without a number come first, as in memory.
        ordered = sorted(value, key=lambda row: (row["sort_order"] is not None, row["sort_order"]))
        value = [{name: row[name] for name in row if name not in {"pk", "sort_order"}} for row in ordered]
    return [_plain(each) for each in value]


def _text(value: str) -> Any:
    if value.startswith("[{"):  # a StreamField, written as JSON
        try:
            return _plain(json.loads(value))
        except ValueError:
            pass
    return _BLOCK_KEY.sub("", value)
