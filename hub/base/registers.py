"""What all registers of the admin share: lists, filters and exports (wagtail-modeladmin)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.text import capfirst
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView


class RegisterIndexView(IndexView):
    """List of a register, whose exported headings keep the French use of capitals."""

    def get_heading(self, queryset: Any, field: str) -> str:
        """Return the label of a column, with one capital."""
        return capfirst(str(label_for_field(field, model=self.model, model_admin=self.model_admin)))


class RegisterAdmin(ModelAdmin):
    """What the registers share."""

    index_view_class = RegisterIndexView

    inspect_view_enabled = True
    list_per_page = 50
    empty_value_display = ""
    inspect_view_fields_exclude = ["id", "legacy_address", "slug"]
