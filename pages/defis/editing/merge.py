"""What two people typed at once, put together: nobody’s work is lost without a word.

Three versions meet: the one that the form started from, the one that is there now, what was typed. Where only
one of the last two moved, it wins. Where both moved to different values, what was typed is kept and the
difference is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..models import DefiPage, HandoverDocument, Scenario
from .uploads import seal_upload
from .values import UNKNOWN, plain, value_of

NOTHING = "Rien"
REMOVED_ROW = "La ligne est supprimée"
UNIQUE_FLAGS = {"recommended": "Scénario recommandé", "decided": "Scénario retenu"}


@dataclass(frozen=True)
class Difference:
    """A place where two people did not write the same thing."""

    label: str
    theirs: str
    yours: str


@dataclass
class Merged:
    """What comes out of it.

    Attributes:
        differences: what is to be confirmed before it is saved.
        changed: whether anything moves.
        resume: key of a row -> what the form has to show again beside the values of the row.
    """

    differences: list[Difference] = field(default_factory=list)
    changed: bool = False
    resume: dict[str, dict[str, Any]] = field(default_factory=dict)


def merge(form: Any, target: DefiPage) -> Merged:
    """Put what was typed into the current version of a défi.

    Args:
        form: a valid :class:`~pages.defis.editing.forms.RecordForm`.
        target: the version that is there now; it is changed.
    """
    merged = Merged()
    start = form.start
    for name in form.fields:
        known = start["fields"].get(name, UNKNOWN)
        _merge_value(merged, target, name, form.cleaned_data[name], known, form.fields[name].label)
    for relation, formset in form.formsets.items():
        _merge_rows(merged, target, relation, formset, start["rows"].get(relation, {}), form.user)
    return merged


def finish(merged: Merged, target: DefiPage) -> None:
    """Take away the rows and the files that were ticked, when nothing is left to be confirmed."""
    for relation in ("objectives", "axis_questions", "scenarios", "milestones", "handover_documents"):
        marked = [
            row
            for row in getattr(target, relation).all()
            if merged.resume.get(str(row.key), {}).get("DELETE")
        ]
        if marked:
            gone = {row.key for row in marked}
            getattr(target, relation).set([r for r in getattr(target, relation).all() if r.key not in gone])
    for row in target.handover_documents.all():
        if merged.resume.get(str(row.key), {}).get("remove_file"):
            row.document = None


def _merge_value(merged: Merged, thing: Any, name: str, typed: Any, known: Any, label: str) -> None:
    new, now = plain(typed), value_of(thing, name)
    if new in (known, now):
        return
    if now != known:
        merged.differences.append(Difference(label, shown(thing, name), _typed_label(thing, name, typed)))
    setattr(thing, name, typed)
    merged.changed = True


def _merge_rows(
    merged: Merged, target: DefiPage, relation: str, formset: Any, known: dict[str, Any], user: Any
) -> None:
    rows = {str(row.key): row for row in getattr(target, relation).all()}
    order = max((row.sort_order or 0 for row in rows.values()), default=-1)
    for form in formset.forms:
        key = form.row_key
        row, before = rows.get(key), known.get(key)
        if form.removed:
            if row is not None:
                _remove(merged, form, row, before)
            continue
        if not form.kept:
            continue
        typed = form.typed()
        if row is None and before is not None and not _touched(typed, before):
            continue  # Somebody else took the row away, and it was not touched here.
        if row is None:
            if before is not None:
                merged.differences.append(Difference(form.about, REMOVED_ROW, "Vous l’avez modifiée"))
            order += 1
            row = formset.form._meta.model(key=form.instance.key, sort_order=order)
            rows[key] = row
            for name, value in typed.items():
                setattr(row, name, value)
            _remember_file(merged, row, user)
            merged.changed = True
            continue
        for name, value in typed.items():
            start = (before or {}).get(name, UNKNOWN)
            if name == "document" and value is None and row.document_id and plain(value) != start:
                _remove_file(merged, form, row, start)
                continue
            verbose = form.instance._meta.get_field(name).verbose_name
            label = f"{form.about} – {verbose}"
            _merge_value(merged, row, name, value, start, label)
            if name == "document" and value is not None and value.pk != start:
                _remember_file(merged, row, user)
    kept = list(rows.values())
    _settle(merged, kept, formset)
    getattr(target, relation).set(kept)


def _touched(typed: dict[str, Any], before: dict[str, Any]) -> bool:
    return any(plain(value) != before.get(name) for name, value in typed.items())


def _remove(merged: Merged, form: Any, row: Any, before: dict[str, Any] | None) -> None:
    moved = before is None or any(value_of(row, name) != value for name, value in before.items())
    if moved:
        merged.differences.append(Difference(form.about, "La ligne est modifiée", "Vous la supprimez"))
    merged.resume.setdefault(str(row.key), {})["DELETE"] = True
    merged.changed = True


def _remove_file(merged: Merged, form: Any, row: Any, start: Any) -> None:
    if row.document_id != start:
        merged.differences.append(
            Difference(f"{form.about} – Fichier", shown(row, "document"), "Vous le retirez")
        )
    merged.resume.setdefault(str(row.key), {})["remove_file"] = True
    merged.changed = True


def _remember_file(merged: Merged, row: Any, user: Any) -> None:
    if isinstance(row, HandoverDocument) and row.document is not None:
        merged.resume.setdefault(str(row.key), {})["kept_file"] = seal_upload(row.document, user)


def _settle(merged: Merged, rows: list[Any], formset: Any) -> None:
    """Keep what rows may not hold twice: who edits last is right, and it is told."""
    typed = {form.row_key: form for form in formset.forms if form.kept}
    going = [row for row in rows if not merged.resume.get(str(row.key), {}).get("DELETE")]
    if rows and isinstance(rows[0], Scenario):
        for name, label in UNIQUE_FLAGS.items():
            ticked = [row for row in going if getattr(row, name)]
            mine = next(
                (
                    row
                    for row in ticked
                    if str(row.key) in typed and typed[str(row.key)].cleaned_data.get(name)
                ),
                None,
            )
            for other in ticked:
                if mine is not None and other is not mine:
                    merged.differences.append(Difference(label, other.title, mine.title))
                    setattr(other, name, False)
    if rows and isinstance(rows[0], HandoverDocument):
        for other in [row for row in going if str(row.key) not in typed]:
            mine = next((r for r in going if r.item == other.item and str(r.key) in typed), None)
            if mine is not None:
                label = other.get_item_display()
                merged.differences.append(Difference(label, "Une autre ligne", "Votre ligne la remplace"))
                merged.resume.setdefault(str(other.key), {})["DELETE"] = True


def shown(thing: Any, name: str) -> str:
    """Return the value of a field as one reads it."""
    return _typed_label(thing, name, getattr(thing, name))


def _typed_label(thing: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    choices = dict(thing._meta.get_field(name).flatchoices)
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return str(choices.get(value, value))
