"""Rows of many tables in one query.

A document needs a dozen tables of the record, a page of the hub answers within fifteen queries, and the page
itself takes most of them: the tables are read together, each row as a JSON object.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class Source:
    """Rows to read.

    Attributes:
        rows: the rows; their order is not kept.
        only: the fields to read, all of them when empty; the others are read when they are asked for.
        related: relation to read with each row -> the fields to read of it.
    """

    rows: QuerySet[Any]
    only: tuple[str, ...] = ()
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fields(self) -> list[Any]:
        """Return the fields of the rows that are read."""
        return _fields(self.rows.model, self.only)

    def related_fields(self, name: str) -> list[Any]:
        """Return the fields of a relation that are read."""
        return _fields(self.rows.model._meta.get_field(name).related_model, self.related[name])

    def columns(self) -> dict[str, str]:
        """Return the key of each column in the JSON object -> its path from the rows."""
        paths = [each.attname for each in self.fields()]
        paths += [f"{name}__{each.attname}" for name in self.related for each in self.related_fields(name)]
        return {path: path for path in paths}

    def instance(self, values: Mapping[str, Any]) -> Any:
        """Return a row with its relations; a relation that leads nowhere is None."""
        made = _instance(self.rows, self.rows.model, self.fields(), values)
        for name in self.related:
            fields = self.related_fields(name)
            target = self.rows.model._meta.get_field(name).related_model
            known = values[f"{name}__{target._meta.pk.attname}"] is not None
            setattr(made, name, _instance(self.rows, target, fields, values, f"{name}__") if known else None)
        return made


def gather(sources: Mapping[str, Source]) -> dict[str, list[Any]]:
    """Read rows of several models in one query.

    Args:
        sources: name -> what to read.

    Returns:
        Name -> instances, in no particular order.
    """
    first, *others = (
        source.rows.order_by()
        .annotate(
            gathered_from=Value(name, output_field=CharField()), gathered=JSONObject(**source.columns())
        )
        .values_list("gathered_from", "gathered")
        for name, source in sources.items()
    )
    found: dict[str, list[Any]] = {name: [] for name in sources}
    for name, values in first.union(*others, all=True):
        found[name].append(sources[name].instance(values))
    return found


def _fields(model: Any, only: tuple[str, ...]) -> list[Any]:
    return [
        each
        for each in model._meta.concrete_fields
        if not only or each.primary_key or each.name in only or each.attname in only
    ]


def _instance(
    rows: QuerySet[Any], model: Any, fields: list[Any], values: Mapping[str, Any], prefix: str = ""
) -> Any:
    known = [_to_python(each, values[f"{prefix}{each.attname}"]) for each in fields]
    return model.from_db(rows.db, [each.attname for each in fields], known)


def _to_python(column: Any, value: Any) -> Any:
    """Return a value of a JSON object as its field holds it."""
    if value is None:
        return None
    if column.is_relation:
        column = column.target_field
    if column.get_internal_type() == "DateTimeField":
        moment = parse_datetime(value)
        # SQLite holds the times of UTC without saying so.
        return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment
    return column.to_python(value)
