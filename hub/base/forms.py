"""Forms in the design system’s clothes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, TemplatesSetting

# Class of the field itself, by kind of widget; templates/components/form_field.html does the rest.
CSS = (
    (forms.HiddenInput, ""),
    (forms.CheckboxInput, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.Select, "fr-select"),
    (forms.FileInput, "fr-upload"),
    (forms.Textarea, "fr-input"),
    (forms.widgets.Input, "fr-input"),
)


class DsfrForm:
    """Mixin of forms shown by ``templates/components/form_field.html``.

    Errors and help texts are tied to their fields by ``aria-describedby`` (Django does it); every
    field keeps its ``autocomplete``.
    """

    # The design system’s checkboxes and radios, for these forms only: the admin keeps its own.
    default_renderer: BaseRenderer | type[BaseRenderer] | None = TemplatesSetting

    # True when no field is required: said once above the form, not after each label.
    all_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            css = next((css for kind, css in CSS if isinstance(field.widget, kind)), "")
            if css:
                known = field.widget.attrs.get("class", "")
                field.widget.attrs["class"] = f"{known} {css}".strip()

    @property
    def error_entries(self) -> list[tuple[str, str, str]]:
        """Return ``(anchor, label, message)`` for each error, for the summary above the form."""
        entries = []
        for name, messages in self.errors.items():  # type: ignore[attr-defined]
            field = self[name] if name in self.fields else None  # type: ignore[attr-defined,index]
            # A group of checkboxes has no id of its own: its fieldset takes it.
            anchor = field.auto_id if field is not None else ""
            entries += [(anchor, field.label if field is not None else "", message) for message in messages]
        return entries
