"""What all registers of the admin share: lists, forms, filters and exports (wagtail-modeladmin).

Its French strings write « un(e) », « créé(e) »: those that show are said here, without a gender to guess.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db import transaction
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils.text import capfirst
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, DeleteView, EditView, IndexView, InspectView


def _quoted(thing: Any) -> str:
    return f"«\u00a0{thing}\u00a0»"


class RegisterButtons(ButtonHelper):
    """Buttons of a list."""

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the button that adds a record."""
        label = f"Ajouter {self.view.model_admin.thing}"
        return {**super().add_button(*args, **kwargs), "label": label, "title": label}

    def inspect_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the button that shows a record."""
        return {**super().inspect_button(*args, **kwargs), "label": "Voir", "title": "Voir"}

    def edit_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the button that edits a record."""
        return {**super().edit_button(*args, **kwargs), "title": "Modifier"}

    def delete_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the button that deletes a record."""
        return {**super().delete_button(*args, **kwargs), "title": "Supprimer"}


class RegisterIndexView(IndexView):
    """List of a register, whose exported headings keep the French use of capitals."""

    def get_heading(self, queryset: Any, field: str) -> str:
        """Return the label of a column, with one capital."""
        return capfirst(str(label_for_field(field, model=self.model, model_admin=self.model_admin)))


class RegisterCreateView(CreateView):
    """Form that adds a record."""

    page_title = "Ajouter"

    def get_page_subtitle(self) -> str:
        """Return what is added."""
        return str(self.model_admin.thing)

    def get_meta_title(self) -> str:
        """Return the title of the window."""
        return f"Ajouter {self.model_admin.thing}"

    def get_success_message(self, instance: Any) -> str:
        """Say that it is done."""
        return f"{_quoted(instance)}\u00a0: enregistrement créé."

    def get_error_message(self) -> str:
        """Say that it is not."""
        return "Rien n’est enregistré\u00a0: corrigez les erreurs signalées."


class RegisterEditView(EditView):
    """Form that edits a record."""

    page_title = "Modifier"

    def get_meta_title(self) -> str:
        """Return the title of the window."""
        return f"Modifier {_quoted(self.instance)}"

    def get_success_message(self, instance: Any) -> str:
        """Say that it is done."""
        return f"{_quoted(instance)}\u00a0: enregistrement modifié."

    def get_error_message(self) -> str:
        """Say that it is not."""
        return "Rien n’est enregistré\u00a0: corrigez les erreurs signalées."


class RegisterDeleteView(DeleteView):
    """Question before a record is deleted."""

    page_title = "Supprimer"

    def get_meta_title(self) -> str:
        """Return the title of the window."""
        return f"Supprimer {_quoted(self.instance)}"

    def confirmation_message(self) -> str:
        """Return the question."""
        return f"Supprimer {_quoted(self.instance)}\u202f? Ce qui s’y rattache peut changer aussi."

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Delete, and say so."""
        said = f"{_quoted(self.instance)}\u00a0: enregistrement supprimé."
        try:
            with transaction.atomic():
                log(instance=self.instance, action="wagtail.delete")
                self.delete_instance()
        except ProtectedError:
            # It fails again there, and shows what holds the record.
            return super().post(request, *args, **kwargs)
        messages.success(request, said)
        return redirect(self.index_url)


class RegisterInspectView(InspectView):
    """A record, to read."""

    page_title = "Voir"

    def get_meta_title(self) -> str:
        """Return the title of the window."""
        return f"Voir {_quoted(self.instance)}"


class RegisterAdmin(ModelAdmin):
    """What the registers share.

    Attributes:
        thing: what the register holds, with its article: « une personne ».
    """

    thing = "un élément"
    index_view_class = RegisterIndexView
    create_view_class = RegisterCreateView
    edit_view_class = RegisterEditView
    delete_view_class = RegisterDeleteView
    inspect_view_class = RegisterInspectView
    button_helper_class = RegisterButtons

    inspect_view_enabled = True
    list_per_page = 50
    empty_value_display = ""
    inspect_view_fields_exclude = ["id", "legacy_address", "slug"]
