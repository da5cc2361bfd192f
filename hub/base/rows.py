"""Many small tables read in one query.

A page made of a dozen kinds of rows would otherwise ask a dozen questions to the database, each of them
for a handful of rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class Rows:
    """Rows to read together with others.

    Attributes:
        queryset: which rows, in their order; without ``distinct()``, which numbered rows would defeat.
        fields: attribute names to read, all by default; the others are read when they are asked for.
        related: name of a foreign key -> attribute names to read from the row that it leads to.
    """

    queryset: QuerySet[Any]
    fields: tuple[str, ...] = ()
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the attributes to read, the primary key always among them."""
        own = self.queryset.model._meta
        key = own.pk.attname
        return (key, *(name for name in self.fields if name != key)) if self.fields else _all_columns(own)


def _all_columns(options: Any) -> tuple[str, ...]:
    return tuple(each.attname for each in options.concrete_fields)


def read_together(wanted: Mapping[str, Rows]) -> dict[str, list[Any]]:
    """Return rows of several models, under the names given, in one query (none when nothing is wanted).

    Text, numbers, dates, moments, booleans, UUIDs and names of files are read back as the models declare
    them.

    Args:
        wanted: name -> what to read.
    """
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    parts = [_as_json(name, rows) for name, rows in wanted.items()]
    if not parts:
        return found
    lines = sorted(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])
    for name, _rank, values in lines:
        found[name].append(_row(wanted[name], values))
    return found


def _as_json(name: str, rows: Rows) -> Any:
    options = rows.queryset.model._meta
    paths = {column: F(column) for column in rows.columns}
    for relation, columns in rows.related.items():
        paths |= {f"{relation}.{column}": F(f"{relation}__{column}") for column in columns}
    order: Any = rows.queryset.query.order_by or options.ordering or ["pk"]
    return (
        rows.queryset.order_by()
        .annotate(
            together_name=Value(name, output_field=CharField()),
            together_rank=Window(RowNumber(), order_by=list(order)),
            together_row=JSONObject(**paths),
        )
        .values_list("together_name", "together_rank", "together_row")
    )


def _row(rows: Rows, values: Mapping[str, Any]) -> Any:
    model = rows.queryset.model
    row = _instance(model, {column: values[column] for column in rows.columns}, rows.queryset.db)
    for relation, columns in rows.related.items():
        link = model._meta.get_field(relation)
        key = getattr(row, link.attname)
        target = link.related_model
        known = {target._meta.pk.attname: key, **{name: values[f"{relation}.{name}"] for name in columns}}
        setattr(row, relation, None if key is None else _instance(target, known, rows.queryset.db))
    return row


def _instance(model: Any, values: Mapping[str, Any], database: str) -> Any:
    columns = [column for column in _all_columns(model._meta) if column in values]
    by_column = {each.attname: each for each in model._meta.concrete_fields}
    return model.from_db(database, columns, [_python(by_column[name], values[name]) for name in columns])


def _python(column: Any, value: Any) -> Any:
    if value is None or column.is_relation:
        return value
    if column.get_internal_type() == "DateTimeField":
        moment = parse_datetime(value)
        # SQLite holds the times of UTC without saying so.
        return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment
    # JSON knows one kind of number: the text of it is what a decimal field reads exactly.
    return column.to_python(str(value) if isinstance(value, float) else value)
