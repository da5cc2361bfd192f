"""The rows of the forms of the record: one form by row, recognised by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator

from hub.base.forms import DsfrForm

from ..confidentiality import SCENARIO_PARTS, Reading
from ..enums import REQUIRED_HANDOVER, ObjectiveState
from ..models import AxisQuestion, HandoverDocument, Milestone, RoadmapObjective, Scenario
from ..records import SETTLED
from . import uploads
from .fields import PersonField, plain_field

OPEN_OBJECTIVES = (ObjectiveState.PLANNED, ObjectiveState.IN_PROGRESS)
# Characters of a row that tell it from the others: a whole text would drown the summary of errors.
ABOUT = 80


class RowForm(DsfrForm, forms.ModelForm):
    """One row. Subclasses say how its fields are laid out, and which of them alone mean nothing."""

    # The few fields that are required say it; the others need not say that they are not.
    all_optional = True
    layout: ClassVar[tuple[tuple[str, ...], ...]] = ()
    # Fields filled in advance: a new row where nothing else is typed is not kept.
    quiet: ClassVar[frozenset[str]] = frozenset({"state"})
    # Fields of the model that the form changes by other means than a field of the same name.
    extra: ClassVar[tuple[str, ...]] = ()
    noun: ClassVar[str] = "Ligne"
    # First part of the anchors of such rows, here and on the page where they are read.
    code: ClassVar[str] = "ligne"
    # Whether a link led to this row.
    asked = False

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, Any],
        reading: Reading,
        user: Any,
        known: bool,
        page: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.user, self.page = known, user, page
        self.empty_permitted = not known
        if "person" in self.names():
            person = PersonField(people, label="Qui s’en charge", required=False)
            person.widget.attrs["class"] = "fr-select"
            self.fields["person"] = person
        for name in list(self.fields):
            if not reading.may_read(SCENARIO_PARTS.get(name, "")):
                del self.fields[name]

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the fields of the model that rows of this kind show."""
        own: Any = cls._meta.fields
        return (*own, *cls.extra)

    @property
    def shown(self) -> list[str]:
        """Return the fields of the model that this reader may change."""
        return [name for name in self.names() if name in self.fields or name in self.extra]

    def has_changed(self) -> bool:
        """Tell whether something was typed; what was filled in advance does not count in a new row."""
        ignored = {"key", "DELETE"} if self.known else {"key", "DELETE", *self.quiet}
        return any(name not in ignored for name in self.changed_data)

    @property
    def row_key(self) -> str:
        """Return the key of the row, as text."""
        return str(self.instance.key)

    @property
    def removed(self) -> bool:
        """Tell whether the row is to be taken away."""
        return bool(getattr(self, "cleaned_data", {}).get("DELETE"))

    @property
    def kept(self) -> bool:
        """Tell whether the row is to be saved."""
        return not self.removed and (self.known or self.has_changed())

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field of the model."""
        return {name: self.cleaned_data[name] for name in self.shown if name in self.cleaned_data}

    @property
    def about(self) -> str:
        """Return what the row is about, to tell it from the others."""
        value = self[self.layout[0][0]].value()
        return Truncator(str(value or "").strip()).chars(ABOUT) or f"{self.noun} à remplir"

    @property
    def state_label(self) -> str:
        """Return the state of the row in words, or nothing."""
        if "state" not in self.fields:
            return ""
        state: Any = self.fields["state"]
        return str(dict(state.choices).get(self["state"].value(), ""))

    @property
    def anchor(self) -> str:
        """Return the id of the row in the page."""
        return f"ligne-{self.prefix}"

    @property
    def place(self) -> str:
        """Return the id of what the row unfolds: that of the same row where it is read."""
        return f"{self.code}-{self.row_key}"

    @property
    def pending(self) -> bool:
        """Tell whether something is awaited in the row, such as an answer or a date that has passed."""
        return False

    @property
    def is_open(self) -> bool:
        """Tell whether the row is unfolded: to be filled, or to be corrected."""
        return not self.known or bool(self.errors) or self.asked

    @property
    def lines(self) -> list[list[Any]]:
        """Return the fields by line of the layout."""
        found = [[self[name] for name in names if name in self.fields] for names in self.layout]
        return [line for line in found if line]

    @property
    def error_entries(self) -> list[tuple[str, str, str]]:
        """Return the errors, each with its row, in the order in which the fields are shown."""
        shown = [field.auto_id for line in self.lines for field in line]
        # Those of the row as a whole come first, as they do in it.
        found = sorted(
            super().error_entries, key=lambda entry: shown.index(entry[0]) if entry[0] in shown else -1
        )
        return [
            (anchor or self.anchor, f"{self.about}{' – ' if label else ''}{label}", message)
            for anchor, label, message in found
        ]


class ObjectiveForm(RowForm):
    """An objective of the roadmap."""

    layout = (("objective",), ("success_criteria", "constraints"), ("horizon", "state"), ("person", "due"))
    quiet = frozenset({"state", "horizon"})
    noun = "Objectif"
    code = "objectif"

    @property
    def pending(self) -> bool:
        """Tell whether the objective is late."""
        row = self.instance
        return bool(row.due) and row.due < timezone.localdate() and row.state in OPEN_OBJECTIVES

    class Meta:
        model = RoadmapObjective
        fields = (*("objective", "success_criteria", "constraints", "horizon", "state", "person", "due"),)
        formfield_callback = plain_field


class QuestionForm(RowForm):
    """A question of an axis."""

    layout = (("question",), ("answer",), ("state", "person", "due"), ("evidence_url",), ("axis",))
    quiet = frozenset({"state", "axis"})
    noun = "Question"
    code = "question"

    @property
    def pending(self) -> bool:
        """Tell whether the question has no answer."""
        return not self.instance.answer and self.instance.state not in SETTLED

    class Meta:
        model = AxisQuestion
        fields = ("question", "answer", "state", "person", "due", "evidence_url", "axis")
        formfield_callback = plain_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axis"].widget = forms.HiddenInput()


class ScenarioForm(RowForm):
    """A scenario."""

    layout = (
        ("title",),
        ("kind",),
        ("description",),
        ("benefits",),
        ("technical", "human"),
        ("fte", "profiles"),
        ("yearly_cost", "investment"),
        ("financial", "funding_source"),
        ("governance", "risks"),
        ("consequences",),
        ("recommended", "decided"),
    )
    quiet = frozenset()
    noun = "Scénario"
    code = "scenario"

    class Meta:
        model = Scenario
        fields = (
            *("title", "kind", "description", "benefits", "technical", "human", "fte", "profiles"),
            *("yearly_cost", "investment", "financial", "funding_source", "governance", "risks"),
            *("consequences", "recommended", "decided"),
        )
        formfield_callback = plain_field

    @property
    def state_label(self) -> str:
        """Say whether it is recommended, whether it is decided."""
        words = [("decided", "Retenu"), ("recommended", "Recommandé")]
        return ", ".join(label for name, label in words if self[name].value() in {True, "on", "True"})


class MilestoneForm(RowForm):
    """A step of the calendar."""

    layout = (("label",), ("date", "person"), ("done",))
    quiet = frozenset()
    noun = "Étape"
    code = "etape"

    @property
    def pending(self) -> bool:
        """Tell whether the step is late."""
        row = self.instance
        return not row.done and bool(row.date) and row.date < timezone.localdate()

    class Meta:
        model = Milestone
        fields = ("label", "date", "person", "done")
        formfield_callback = plain_field

    @property
    def state_label(self) -> str:
        """Say when it is, and whether it is done."""
        day = self.instance.date
        words = [
            f"{day:%d/%m/%Y}" if day else "",
            "faite" if self["done"].value() in {True, "on", "True"} else "",
        ]
        return ", ".join(word for word in words if word)


class DocumentForm(RowForm):
    """A slot of the checklist: a file, a link, or both."""

    layout = (("item", "state"), ("upload",), ("remove_file",), ("url",), ("note",), ("kept_file",))
    extra = ("document",)
    noun = "Document"
    code = "document"

    upload = forms.FileField(
        label="Fichier", required=False, error_messages={"empty": "Ce fichier est vide."}
    )
    remove_file = forms.BooleanField(label="Retirer le fichier actuel", required=False)
    kept_file = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = HandoverDocument
        fields = ("item", "state", "url", "note")
        formfield_callback = plain_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.current
        self.fields["upload"].help_text = (
            f"Fichier actuel\u00a0: {current.title} ({current.size_label}). Un autre le remplace."
            if current
            else f"{uploads.accepted()}."
        )
        if not self.instance.document_id:
            del self.fields["remove_file"]

    @cached_property
    def current(self) -> Any:
        """Return the file of the slot, or the one sent by an earlier try."""
        sent = uploads.unseal_upload(self["kept_file"].value(), self.user)
        return sent or self.instance.document

    @property
    def about(self) -> str:
        """Return the name of the document."""
        item: Any = self.fields["item"]
        return str(dict(item.choices).get(self["item"].value()) or "Document à choisir")

    @property
    def pending(self) -> bool:
        """Tell whether nobody can take over without this document, which is not ready."""
        return self.instance.item in REQUIRED_HANDOVER and self.instance.state not in SETTLED

    @property
    def place(self) -> str:
        """Return the anchor of the slot: that of its document."""
        return f"{self.code}-{self.initial.get('item') or self.row_key}"

    def clean_upload(self) -> Any:
        """Refuse what the hub does not keep."""
        upload = self.cleaned_data.get("upload")
        if upload:
            uploads.check_upload(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        """Work out the file of the slot; a document that is ready is somewhere."""
        data = super().clean() or self.cleaned_data
        sent = uploads.unseal_upload(data.get("kept_file", ""), self.user)
        document = sent or self.instance.document
        if data.get("remove_file") and not data.get("upload"):
            document = sent
        data["document"] = document
        if data.get("remove_file") and data.get("upload"):
            data["remove_file"] = False
        return data

    def keep_upload(self) -> None:
        """Store the file just sent, and remember it in the form whatever becomes of the rest."""
        upload = self.cleaned_data.get("upload")
        if not upload or self.removed:
            return
        document = uploads.store_upload(self.user, self.page, f"{self.about} – {upload.name}", upload)
        self.cleaned_data["document"] = document
        typed: Any = self.data
        typed[self.add_prefix("kept_file")] = uploads.seal_upload(document, self.user)
        self.__dict__.pop("current", None)
        self["upload"].help_text = f"Fichier reçu\u00a0: {document.title} ({document.size_label})."


ROW_FORMS: Mapping[str, type[RowForm]] = {
    "objectives": ObjectiveForm,
    "axis_questions": QuestionForm,
    "scenarios": ScenarioForm,
    "milestones": MilestoneForm,
    "handover_documents": DocumentForm,
}
