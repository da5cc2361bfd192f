"""The vocabularies of the défis in the admin: technologies and common problems (wagtail-modeladmin)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import display
from django.db.models import Count
from wagtail_modeladmin.options import ModelAdminGroup

from hub.base.exports import spreadsheet_safe
from hub.base.registers import RegisterAdmin

from .models import CommonProblem, Technology


class TermAdmin(RegisterAdmin):
    """What both registers share."""

    search_fields: tuple[str, ...] = ("name", "slug")

    def get_queryset(self, request: Any) -> Any:
        """Return the terms with their number of défis."""
        return super().get_queryset(request).annotate(counted=Count("defis", distinct=True))

    @display(description="Nom")
    def export_name(self, term: Any) -> str:
        """Return the name, safe in a spreadsheet."""
        return spreadsheet_safe(term.name)

    @display(description="Défis", ordering="counted")
    def defi_count(self, term: Any) -> str:
        """Return the number of défis that have it."""
        return str(term.counted)


class TechnologyAdmin(TermAdmin):
    """Register of the technologies."""

    model = Technology
    menu_label = "Technologies"
    menu_icon = "code"
    thing = "une technologie"
    base_url_path = "defis/technologies"
    list_display = ("name", "defi_count")
    list_export = ("export_name", "defi_count")
    export_filename = "technologies"


class CommonProblemAdmin(TermAdmin):
    """Register of the common problems."""

    model = CommonProblem
    menu_label = "Problèmes communs"
    menu_icon = "help"
    thing = "un problème commun"
    base_url_path = "defis/problemes-communs"
    list_display = ("name", "description", "defi_count")
    list_export = ("export_name", "export_description", "defi_count")
    export_filename = "problemes-communs"
    search_fields = ("name", "slug", "description")

    @display(description="Ce que c’est")
    def export_description(self, problem: Any) -> str:
        """Return the description, safe in a spreadsheet."""
        return spreadsheet_safe(problem.description)


class DefiRegistersGroup(ModelAdminGroup):
    """The menu of the vocabularies of the défis."""

    menu_label = "Défis"
    menu_icon = "tag"
    menu_order = 255
    items = (TechnologyAdmin, CommonProblemAdmin)
