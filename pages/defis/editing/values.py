"""The record as plain values: what a form started from, what it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core import signing

SALT = "defis.editing.start"
# Stands for what is not known of the start of a form: different from any value.
UNKNOWN = object()


def plain(value: Any) -> Any:
    """Return a value that can be kept in a form and compared: no date, no decimal, no instance."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool | int):
        return value
    return getattr(value, "pk", str(value))


def value_of(thing: Any, name: str) -> Any:
    """Return the plain value of a field of a page or a row, of its key for a relation."""
    return plain(getattr(thing, thing._meta.get_field(name).attname))


def snapshot(page: Any, fields: Iterable[str], rows: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Return what a form shows of a page.

    Args:
        page: the défi, at the version that the form edits.
        fields: names of its own fields.
        rows: name of the relation -> names of the fields of its rows.
    """
    return {
        "page": page.pk,
        "revision": page.latest_revision_id,
        "fields": {name: value_of(page, name) for name in fields},
        "rows": {
            relation: {
                str(row.key): {name: value_of(row, name) for name in names}
                for row in getattr(page, relation).all()
            }
            for relation, names in rows.items()
        },
    }


def seal(start: Mapping[str, Any]) -> str:
    """Return a snapshot for a hidden field: it cannot be forged."""
    return signing.dumps(start, salt=SALT, compress=True)


def unseal(text: str, page: Any) -> dict[str, Any]:
    """Return the snapshot that a form started from; an empty one when it is lost or forged.

    Everything typed then counts as a change made beside somebody else’s, and is asked to be confirmed.
    """
    try:
        found = signing.loads(text or "", salt=SALT)
    except signing.BadSignature:
        found = {}
    if found.get("page") != page.pk:
        return {"page": page.pk, "revision": UNKNOWN, "fields": {}, "rows": {}}
    return dict(found)
