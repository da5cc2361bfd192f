"""Rows of the registers (promotions, administrations, skills, people): created, updated, or left."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from .enums import Cause, Kind, Outcome
from .ledger import Ledger
from .models import LegacyRecord
from .payloads import digest
from .report import Report


@dataclass
class Row:
    """A row to be: fields by name (relations by ``…_id``), and the rows of child relations."""

    kind: Kind
    address: str
    file: str
    model: type[models.Model]
    fields: dict[str, Any]
    children: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


class RegisterWriter:
    """Writes rows, each in its own transaction, and leaves alone what somebody changed.

    Args:
        ledger: what previous runs wrote.
        report: receives outcomes and warnings.
        dry_run: tell what would happen, write nothing.
    """

    def __init__(self, ledger: Ledger, report: Report, *, dry_run: bool) -> None:
        self.ledger = ledger
        self.report = report
        self.dry_run = dry_run
        self._planned = itertools.count(-1, -1)

    def write(self, row: Row, match: models.Model | None) -> Any:
        """Write a row.

        Args:
            row: what it should be.
            match: a row that somebody made for the same thing; only its empty fields are filled.

        Returns:
            The row, None when there is none (refused, or deleted since); in a dry run, something
            with a negative ``pk`` stands for a row to come.
        """
        try:
            with transaction.atomic():
                outcome, instance = self._write(row, match)
        except Exception as error:  # one bad row never stops the run
            self.report.warn(row.file, Cause.FAILED, f"{_label(row)} : {explain(error)}")
            self.report.count(row.kind, Outcome.SKIPPED)
            return None
        self.report.count(row.kind, outcome)
        return instance

    def _write(self, row: Row, match: Any) -> tuple[Outcome, Any]:
        record = self.ledger.get(row.address)
        wanted = digest([row.fields, row.children])
        if record is None:
            return self._create(row, wanted) if match is None else self._adopt(row, match, wanted)
        instance = row.model._default_manager.filter(pk=record.object_id).first()
        if instance is None:
            self.report.warn(row.file, Cause.REMOVED_SINCE, _label(row))
            return Outcome.SKIPPED, None
        if record.digest == wanted:
            return Outcome.UNCHANGED, instance
        if record.state != state_of(row, instance):
            self.report.warn(row.file, Cause.EDITED_SINCE, _label(row))
            return Outcome.SKIPPED, instance
        if not self.dry_run:
            self._apply(row, instance, row.fields, row.children)
            self._remember(record, row, instance, wanted)
        return Outcome.UPDATED, instance

    def _create(self, row: Row, wanted: str) -> tuple[Outcome, Any]:
        if self.dry_run:
            return Outcome.CREATED, SimpleNamespace(pk=next(self._planned))
        instance = row.model()
        if hasattr(instance, "legacy_address"):
            instance.legacy_address = row.address[:500]
        self._apply(row, instance, row.fields, row.children)
        self._remember(LegacyRecord(address=row.address), row, instance, wanted)
        return Outcome.CREATED, instance

    def _adopt(self, row: Row, instance: Any, wanted: str) -> tuple[Outcome, Any]:
        """Take a row that was there before: fill what is empty, change nothing else."""
        missing = {name: value for name, value in row.fields.items() if value and not getattr(instance, name)}
        children = {
            name: rows for name, rows in row.children.items() if rows and not getattr(instance, name).exists()
        }
        if not self.dry_run:
            if missing or children:
                self._apply(row, instance, missing, children)
            self._remember(LegacyRecord(address=row.address), row, instance, wanted)
        return (Outcome.UPDATED if missing or children else Outcome.UNCHANGED), instance

    def _apply(self, row: Row, instance: Any, fields: dict[str, Any], children: dict[str, Any]) -> None:
        for name, value in fields.items():
            setattr(instance, name, value)
        instance.full_clean(exclude=["slug"], validate_unique=True)
        instance.save()
        for relation, rows in children.items():
            manager = getattr(type(instance), relation).rel.related_model._default_manager
            link = getattr(type(instance), relation).rel.field.name
            manager.filter(**{link: instance.pk}).delete()
            manager.bulk_create(manager.model(**{f"{link}_id": instance.pk}, **values) for values in rows)

    def _remember(self, record: LegacyRecord, row: Row, instance: Any, wanted: str) -> None:
        record.kind, record.file, record.object_id = row.kind, row.file[:500], instance.pk
        record.digest, record.state = wanted, state_of(row, row.model._default_manager.get(pk=instance.pk))
        self.ledger.save(record)


def state_of(row: Row, instance: Any) -> str:
    """Sum up what a row holds now in the fields that the import writes."""
    fields = {name: _plain(getattr(instance, name)) for name in row.fields}
    children: dict[str, list[Any]] = {}
    for relation in row.children:
        rel = getattr(type(instance), relation).rel
        names = sorted(_own_fields(rel.related_model, rel.field))
        manager = rel.related_model._default_manager
        found = manager.filter(**{rel.field.name: instance.pk}).order_by("pk")
        children[relation] = [list(values) for values in found.values_list(*names)]
    return digest([fields, children])


def _own_fields(model: Any, link: Any) -> set[str]:
    return {f.attname for f in model._meta.concrete_fields if f is not link and not f.primary_key}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value


def _label(row: Row) -> str:
    named = row.fields.get("name") or f"{row.fields.get('first_name', '')} {row.fields.get('last_name', '')}"
    return str(named).strip() or row.address


def explain(error: Exception) -> str:
    """Say what went wrong in words that an editor can act on."""
    if isinstance(error, ValidationError):
        if hasattr(error, "message_dict"):
            return " ; ".join(f"{name} : {' '.join(texts)}" for name, texts in error.message_dict.items())
        return " ".join(error.messages)
    return f"{type(error).__name__} : {error}"
