"""What changed between two snapshots of a record, in sentences of plain French.

A sentence never mixes what everybody reads with what is reserved: each field is told alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from hub.base.templatetags.hub import french_date

from ..enums import ComplianceState, ComplianceTopic, Horizon, RoadmapStage, TeamRole
from ..wording import decapitalised, euros, from_to, quoted
from .fields import PAGE_WORDS, ROW_WORDS, SIGNED_IN, Field, Kind, RowWords

Line = dict[str, str]
Snapshot = dict[str, Any]

PUBLISHED = "Fiche publiée."
TEXT_NAMES = {
    "problem": "Le problème",
    "users": "Le texte sur les personnes concernées",
    "solution": "La solution",
    "body": "Le texte de présentation",
}


def compare(before: Snapshot | None, after: Snapshot) -> list[Line]:
    """Return what changed, as lines (see :class:`~pages.defis.models.HistoryEntry`); none when nothing did.

    Args:
        before: the record as published before; None: this is the first publication.
        after: the record as published now.
    """
    if before is None:
        return [_line(PUBLISHED, "identity")]
    lines: list[Line] = []
    for area in ("identity", "roadmap", "plan"):
        if area in before and area in after:
            lines += _area(area, before[area], after[area])
    return lines


def roadmap_changes(before: Snapshot, after: Snapshot, *, people: bool = True) -> list[tuple[str, list[str]]]:
    """Return what changed in the roadmap, by horizon; a horizon where nothing did is left out.

    What concerns the whole matrix comes first, under an empty label. An objective that moved is told under
    the horizon where it is now.

    Args:
        before: the older version.
        after: the newer one.
        people: whether to tell who is in charge.
    """
    words = next(each for each in ROW_WORDS if each.name == "objectives")
    old, new = _by_key(before["roadmap"], words), _by_key(after["roadmap"], words)
    found: dict[str, list[str]] = {
        "": _stage(before["roadmap"], after["roadmap"]),
        **{h: [] for h in Horizon.values},
    }
    for key in [*old, *(key for key in new if key not in old)]:
        row = new.get(key) or old[key]
        found[row["horizon"]] += [
            line["text"]
            for line in _row(words, old.get(key), new.get(key))
            if people or line.get("readers") != SIGNED_IN
        ]
    return [(Horizon(name).label if name else "", texts) for name, texts in found.items() if texts]


def _area(area: str, before: Snapshot, after: Snapshot) -> list[Line]:
    lines = [_line(text, area) for text in _alone(area, before, after)]
    for field in PAGE_WORDS.get(area, ()):
        changes = _change(field, field.subject, before.get(field.name), after.get(field.name))
        lines += [_line(text, area, readers=field.readers) for text in changes]
    for words in ROW_WORDS:
        if words.part == area and words.name in before and words.name in after:
            old, new = _by_key(before, words), _by_key(after, words)
            for key in [*old, *(key for key in new if key not in old)]:
                lines += _row(words, old.get(key), new.get(key))
    return lines


def _alone(area: str, before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Yield the changes of what the page holds once, and that have words of their own."""
    if area == "identity":
        yield from _identity(before, after)
    if area == "roadmap":
        yield from _stage(before, after)


def _identity(before: Snapshot, after: Snapshot) -> Iterator[str]:
    if before.get("title") != after.get("title"):
        yield f"Le défi s’appelle maintenant {quoted(after['title'])}."
    for name, subject in TEXT_NAMES.items():
        if name in before.get("texts", {}) and before["texts"][name] != after["texts"].get(name):
            yield _rewritten(subject, "", before["texts"][name], after["texts"].get(name))
    old = {row["key"]: row for row in before.get("members", ())}
    new = {row["key"]: row for row in after.get("members", ())}
    for key in (key for key in new if key not in old):
        yield f"{new[key]['person']} rejoint l’équipe ({_known(TeamRole, new[key]['role'])})."
    for key in (key for key in old if key not in new):
        yield f"{old[key]['person']} quitte l’équipe ({_known(TeamRole, old[key]['role'])})."
    checks = {row["key"]: row for row in before.get("compliance", ())}
    for row in after.get("compliance", ()):
        if row != checks.get(row["key"]):
            rate = f", {row['rate']}\u00a0%" if row["rate"] is not None else ""
            state = decapitalised(_known(ComplianceState, row["state"]))
            yield f"{_known(ComplianceTopic, row['topic'])}\u00a0: {state}{rate}."
    measured = {row["key"]: row["measures"] for row in before.get("indicators", ())}
    for row in after.get("indicators", ()):
        fresh = sorted(row["measures"].items() - measured.get(row["key"], {}).items())
        for day, value in fresh:
            unit = f"\u00a0{row['unit']}" if row["unit"] else ""
            on = french_date(dt.date.fromisoformat(day))
            yield f"Mesure de {quoted(row['name'])} le {on}\u00a0: {_number(value)}{unit}."


def _stage(before: Snapshot, after: Snapshot) -> list[str]:
    lines = []
    if before["roadmap_stage"] != after["roadmap_stage"]:
        label = decapitalised(_known(RoadmapStage, after["roadmap_stage"]))
        lines.append(f"La feuille de route passe à la version {quoted(label)}.")
    dated = Field("roadmap_dated", "La date de la version de la feuille de route", Kind.DATE, "e")
    lines += _change(dated, dated.subject, before["roadmap_dated"], after["roadmap_dated"])
    return lines


def _by_key(part: Snapshot, words: RowWords) -> dict[str, Snapshot]:
    return {row["key"]: row for row in part[words.name]}


def _row(words: RowWords, old: Snapshot | None, new: Snapshot | None) -> Iterator[Line]:
    """Yield what became of a row: added, removed, or changed field by field."""
    if new is None:
        assert old is not None
        yield _line(f"{words.removed.format(title=_title(words, old))}.", words.part, words.reserved)
        return
    title = _title(words, new)
    if old is None:
        place = _label(words.place, new[words.place.name]) if words.place else ""
        yield _line(
            f"{words.added.format(title=title, place=decapitalised(place))}.", words.part, words.reserved
        )
        # What is reserved in a row that is not is told apart.
        old = {**new, **{f.name: None for f in words.fields if words.part_of(f.name) and not words.reserved}}
    if old[words.title] != new[words.title]:
        text = f"{words.subject} {_title(words, old)} devient {title}."
        yield _line(text, words.part, words.reserved)
    if words.place and old[words.place.name] != new[words.place.name]:
        first, last = (decapitalised(_label(words.place, row[words.place.name])) for row in (old, new))
        yield _line(
            f"{words.subject} {title} passe de {quoted(first)} à {quoted(last)}.", words.part, words.reserved
        )
    for field in words.fields:
        for text in _row_change(words, field, title, old.get(field.name), new.get(field.name)):
            yield _line(text, words.part, words.part_of(field.name), field.readers)


def _row_change(words: RowWords, field: Field, title: str, old: Any, new: Any) -> Iterator[str]:
    if _same(old, new):
        return
    if field.kind is Kind.FLAG:
        yield f"{words.subject} {title} {'est' if new else 'n’est plus'} {field.words}."
    elif field.kind is Kind.PERSON:
        if new:
            instead = f" à la place de {old}" if old else ""
            yield f"{new} se charge de {title}{instead}."
        else:
            yield f"{old} ne se charge plus de {title}."
    elif field.kind is Kind.VALUE and not field.subject:
        first, last = (quoted(decapitalised(_label(field, value))) for value in (old, new))
        yield f"{words.subject} {title} passe de {first} à {last}."
    else:
        yield from _change(
            field,
            f"{field.subject} de {title}" if field.name != "answer" else f"La réponse à {title}",
            old,
            new,
        )


def _change(field: Field, subject: str, old: Any, new: Any) -> Iterator[str]:
    """Yield the sentence of a field that changed, if it did."""
    if _same(old, new):
        return
    if field.kind is Kind.TEXT:
        yield _rewritten(subject, field.agreement, old, new)
    elif field.kind is Kind.VALUE:
        yield _from_to(field, subject, old, new)
    elif field.kind is Kind.DATE:
        first, last = (dt.date.fromisoformat(day) if day else None for day in (old, new))
        if first and last:
            yield f"{subject} passe {from_to(first, last)}."
        elif last:
            yield f"{subject} est fixé{field.agreement} au {french_date(last)}."
        else:
            yield f"{subject} est retiré{field.agreement} (c’était le {french_date(first)})."
    else:
        show = euros if field.kind is Kind.EUROS else _number
        if new is None:
            yield f"{subject} n’est plus chiffré{field.agreement}."
        elif old is None:
            yield f"{subject} est de {show(new)}."
        else:
            yield f"{subject} passe de {show(old)} à {show(new)}."


def _same(old: Any, new: Any) -> bool:
    return bool(old == new or (old in (None, "") and new in (None, "")))


def _rewritten(subject: str, agreement: str, old: Any, new: Any) -> str:
    verb = "effacé" if not new else "réécrit" if old else "écrit"
    return f"{subject} {'ont' if agreement.endswith('s') else 'a'} été {verb}{agreement}."


def _from_to(field: Field, subject: str, old: Any, new: Any) -> str:
    if not old:
        return f"{subject}\u00a0: {quoted(_label(field, new))}."
    if not new:
        return f"{subject}\u00a0: plus rien d’indiqué (c’était {quoted(_label(field, old))})."
    return f"{subject}\u00a0: de {quoted(_label(field, old))} à {quoted(_label(field, new))}."


def _label(field: Field, value: Any) -> str:
    return _known(field.enum, value) if field.enum is not None else str(value)


def _known(enum: Any, value: Any) -> str:
    """Return the label of a stored code; the code itself when the vocabulary no longer has it."""
    return str(enum(value).label) if value in enum.values else str(value)


def _title(words: RowWords, row: Snapshot) -> str:
    value = row[words.title]
    return quoted(_known(words.titles, value) if words.titles is not None else value)


def _number(value: Any) -> str:
    return str(value).replace(".", ",")


def _line(text: str, area: str, reserved: str = "", readers: str = "") -> Line:
    line = {"text": text, "area": area, "reserved": str(reserved)}
    return {**line, "readers": readers} if readers else line
