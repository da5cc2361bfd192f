"""The glossary in the admin (wagtail-modeladmin)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter, display
from wagtail_modeladmin.options import modeladmin_register

from hub.base.exports import spreadsheet_safe
from hub.base.registers import RegisterAdmin

from .models import Term


class GapFilter(SimpleListFilter):
    """Filter the terms that lack something."""

    title = "à compléter"
    parameter_name = "manque"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return what may lack."""
        return [
            ("definition", "Sans définition"),
            ("developpement", "Sans développement"),
            ("ancien", "Remplacés"),
        ]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the terms that lack it."""
        gaps: dict[str, dict[str, Any]] = {
            "definition": {"definition": ""},
            "developpement": {"expansion": ""},
            "ancien": {"successor__isnull": False},
        }
        return queryset.filter(**gaps.get(self.value() or "", {}))


class TermAdmin(RegisterAdmin):
    """Register of the terms."""

    model = Term
    menu_label = "Glossaire"
    menu_icon = "openquote"
    menu_order = 260
    thing = "un terme"
    base_url_path = "glossaire"
    list_display = ("acronym", "expansion", "successor", "updated_at")
    list_filter = (GapFilter,)
    list_select_related = ("successor",)
    search_fields = ("acronym", "expansion", "aliases", "definition")
    list_export = ("acronym", "expansion", "safe_definition", "aliases", "successor_acronym")
    export_filename = "glossaire"

    @display(description="Définition")
    def safe_definition(self, term: Term) -> str:
        """Return the definition, harmless in a spreadsheet."""
        return spreadsheet_safe(term.definition)

    @display(description="Remplacé par")
    def successor_acronym(self, term: Term) -> str:
        """Return the acronym of the successor."""
        return term.successor.acronym if term.successor else ""


modeladmin_register(TermAdmin)
