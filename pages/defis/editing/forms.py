"""The forms of the roadmap and of the plan: own fields of the page, and rows by section."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from hub.base.forms import DsfrForm
from hub.base.models import HubDocument
from hub.people.models import Person

from ..confidentiality import Reading
from ..models import DefiPage
from ..rules import add_plan_errors
from .fields import PersonField, plain_field
from .formsets import MOST, keyed_formset, refuse_twice_the_same
from .questions import CHECKLIST, SCENARIO_TITLES, STANDARD_QUESTIONS, says_the_same
from .rows import ROW_FORMS, RowForm
from .sections import ANCHORS, RowGroup, Section
from .values import seal, snapshot, unseal

START = "depart"
MISSING_ROWS = "Ce formulaire est arrivé incomplet\u00a0: rien n’a été enregistré. Rechargez la page."
TOO_MANY_ROWS = "%(num)d\u00a0lignes au plus\u00a0: retirez-en avant d’enregistrer."


@dataclass(frozen=True)
class GroupView:
    """Rows of a section as the template shows them."""

    group: RowGroup
    rows: list[RowForm]
    add_action: str
    standard_action: str


@dataclass(frozen=True)
class SectionView:
    """A section as the template shows it: its own fields with their anchors, then its rows."""

    section: Section
    fields: list[tuple[str, Any]]
    groups: list[GroupView]
    management: Any


class RecordForm(DsfrForm, forms.Form):
    """Some sections of the record of a défi.

    Args:
        sections: what is edited.
        page: the défi at the version that is edited (its latest revision).
        user: who edits.
        reading: what they read of the reserved parts; the rest is left as it is.
        resume: key of a row -> values to start from instead of its own (a form taken up again).
        asked: the row that a link led to, or ``PENDING``.
    """

    all_optional = True

    def __init__(
        self,
        sections: Iterable[Section],
        page: DefiPage,
        data: Any = None,
        files: Any = None,
        *,
        user: Any,
        reading: Reading,
        resume: Mapping[str, Any] | None = None,
        start: str = "",
        asked: str = "",
    ) -> None:
        self.sections, self.page, self.user = tuple(sections), page, user
        self.relations = [section.relation for section in self.sections if section.relation]
        self.start = unseal(data.get(START, ""), page) if data is not None else {}
        self.sealed = data.get(START, "") if data is not None else start or seal(self._snapshot(page))
        people = _people_of(page, self.relations)
        names = [name for section in self.sections for name in section.fields]
        super().__init__(data, files, initial={name: _value(page, name) for name in names})
        for name in names:
            model_field: Any = DefiPage._meta.get_field(name)
            self.fields[name] = plain_field(model_field) or PersonField(
                people, label="Responsable de la relève", required=False, help_text=model_field.help_text
            )
            css = "fr-select" if isinstance(self.fields[name].widget, forms.Select) else "fr-input"
            self.fields[name].widget.attrs["class"] = css
        _read_files(page, self.relations)
        self.formsets = {
            relation: keyed_formset(relation)(
                data,
                files,
                prefix=relation,
                page=page,
                relation=relation,
                known=self.start.get("rows", {}).get(relation, {}),
                resume=resume or {},
                asked=asked,
                form_kwargs={"people": people, "reading": reading, "user": user, "page": page},
                error_messages={"missing_management_form": MISSING_ROWS, "too_many_forms": TOO_MANY_ROWS},
            )
            for relation in self.relations
        }

    def start_from(self, page: DefiPage) -> str:
        """Return what a form of the same sections starts from, at another version of the page."""
        return seal(self._snapshot(page))

    def focus_on(self, key: str) -> None:
        """Put the cursor in the first field of a row."""
        for row in (row for formset in self.formsets.values() for row in formset.forms if key):
            if row.row_key == key:
                row.fields[row.layout[0][0]].widget.attrs["autofocus"] = True

    def _snapshot(self, page: DefiPage) -> dict[str, Any]:
        names = [name for section in self.sections for name in section.fields]
        return snapshot(page, names, {relation: ROW_FORMS[relation].names() for relation in self.relations})

    def is_valid(self) -> bool:
        """Check the fields, the rows, then what they say together."""
        valid = super().is_valid()
        for formset in self.formsets.values():
            valid = formset.is_valid() and valid
        if "scenarios" in self.formsets:
            valid = add_plan_errors(self) and valid
        if "handover_documents" in self.formsets:
            valid = refuse_twice_the_same(self.formsets["handover_documents"].forms) and valid
        return valid

    def keep_uploads(self) -> None:
        """Store the files just sent: whatever becomes of the form, nobody sends them twice."""
        for row in self.formsets["handover_documents"].forms if "handover_documents" in self.formsets else []:
            if row.is_bound and not row.errors.get("upload"):
                row.keep_upload()

    def forget_errors(self) -> None:
        """Show what was typed without judging it: one only asked for one more row."""
        for form in (self, *(row for formset in self.formsets.values() for row in formset.forms)):
            form._errors = forms.utils.ErrorDict()
        for formset in self.formsets.values():
            formset._non_form_errors = forms.utils.ErrorList()

    @property
    def error_entries(self) -> list[tuple[str, str, str]]:
        """Return every error with a link to its field, in the order of the page."""
        own = super().error_entries
        fields = {self[name].auto_id for section in self.sections for name in section.fields}
        found = [entry for entry in own if entry[0] not in fields]
        for view in self.views:
            places = [field.auto_id for _, field in view.fields]
            found += sorted(
                (entry for entry in own if entry[0] in places), key=lambda entry: places.index(entry[0])
            )
            if view.section.relation:
                found += self.formsets[view.section.relation].general_entries
            rows = [row for entry in view.groups for row in entry.rows if not row.removed]
            found += [entry for row in rows for entry in row.error_entries]
        return found

    @property
    def views(self) -> list[SectionView]:
        """Return the sections, ready to be shown."""
        return [self._view(section) for section in self.sections]

    def _view(self, section: Section) -> SectionView:
        fields = [(ANCHORS.get(name, ""), self[name]) for name in section.fields]
        if not section.relation:
            return SectionView(section, fields, [], "")
        formset = self.formsets[section.relation]
        groups = []
        for number, group in enumerate(section.groups):
            # A row whose value is not one of the groups’ (it was not chosen) is shown in the first one.
            values = {each.value for each in section.groups}
            rows = [
                row
                for row in formset.forms
                if not group.field
                or row[group.field].value() == group.value
                or (number == 0 and row[group.field].value() not in values)
            ]
            suffix = f"{section.relation}:{group.value}"
            standard = f"standard:{suffix}" if group.standard else ""
            groups.append(GroupView(group, rows, f"add:{suffix}", standard))
        return SectionView(section, fields, groups, formset.management_form)


def with_more_rows(data: Any, action: str) -> tuple[Any, str]:
    """Return what was typed with the rows that a button adds, and the key of the first of them.

    Args:
        data: what was typed, which may be changed.
        action: value of the button, ``add`` or ``standard``, the relation, the group.
    """
    verb, relation, value = [*action.split(":"), "", ""][:3]
    if relation not in ROW_FORMS or f"{relation}-TOTAL_FORMS" not in data:
        return data, ""
    try:
        total = int(data.get(f"{relation}-TOTAL_FORMS") or 0)
    except ValueError:
        total = -1
    if not 0 <= total <= MOST:
        # A number that no form of the hub sends: its checks say so, nothing is added.
        return data, ""
    rows = [_preset(relation, value)] if verb == "add" else _standard_rows(data, relation, value, total)
    first = ""
    for number, row in enumerate(rows, total):
        key = str(uuid.uuid4())
        first = first or key
        for name, content in {"key": key, **row}.items():
            data[f"{relation}-{number}-{name}"] = content
    data[f"{relation}-TOTAL_FORMS"] = str(total + len(rows))
    return data, first


def _preset(relation: str, value: str, **more: str) -> dict[str, str]:
    fields = ROW_FORMS[relation]._meta.model._meta
    defaults = {name: str(fields.get_field(name).default) for name in ("state",) if _has(fields, name)}
    group = {"objectives": "horizon", "axis_questions": "axis"}.get(relation)
    return {**defaults, **({group: value} if group else {}), **more}


def _has(options: Any, name: str) -> bool:
    return any(field.name == name for field in options.fields)


def _standard_rows(data: Any, relation: str, value: str, total: int) -> list[dict[str, str]]:
    """Return the programme’s rows that are not there yet."""

    def typed(name: str) -> set[str]:
        return {str(data.get(f"{relation}-{number}-{name}", "")).strip() for number in range(total)}

    if relation == "axis_questions":
        known = typed("question")
        return [
            _preset(relation, value, question=text)
            for text in STANDARD_QUESTIONS.get(value, ())
            if not any(says_the_same(text, each) for each in known)
        ]
    if relation == "scenarios":
        known = typed("kind")
        titles = SCENARIO_TITLES.items()
        return [_preset(relation, "", kind=kind, title=title) for kind, title in titles if kind not in known]
    if relation == "handover_documents":
        known = typed("item")
        return [_preset(relation, "", item=item) for item in CHECKLIST if item not in known]
    return []


def _value(page: DefiPage, name: str) -> Any:
    model_field: Any = DefiPage._meta.get_field(name)
    return getattr(page, model_field.attname)


def _people_of(page: DefiPage, relations: list[str]) -> dict[int, Any]:
    """Return who may be chosen: the members of the défi, and whoever is named already."""
    wanted: set[Any] = {member.person_id for member in page.members.all()} | {page.takeover_person_id}
    for relation in relations:
        wanted |= {getattr(row, "person_id", None) for row in getattr(page, relation).all()}
    return {person.pk: person for person in Person.objects.filter(pk__in=wanted - {None})}


def _read_files(page: DefiPage, relations: list[str]) -> None:
    """Read the files of the slots at once."""
    if "handover_documents" not in relations:
        return
    rows = list(page.handover_documents.all())
    found = HubDocument.objects.in_bulk({row.document_id for row in rows if row.document_id})
    for row in rows:
        row.document = found.get(row.document_id)
    page.handover_documents.set(rows)
