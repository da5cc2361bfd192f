"""The themes of resources in the admin (wagtail-modeladmin)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import display
from django.db.models import Count
from wagtail_modeladmin.options import modeladmin_register

from hub.base.registers import RegisterAdmin

from .models import Theme


class ThemeAdmin(RegisterAdmin):
    """Register of the themes."""

    model = Theme
    menu_label = "Thèmes"
    menu_icon = "tag"
    menu_order = 270
    thing = "un thème"
    base_url_path = "themes"
    add_to_settings_menu = True
    list_display = ("name", "resource_count")
    search_fields = ("name",)
    list_export = ("name", "resource_count")
    export_filename = "themes"

    def get_queryset(self, request: Any) -> Any:
        """Return themes with their number of resources."""
        return super().get_queryset(request).annotate(counted=Count("resources"))

    @display(description="Ressources")
    def resource_count(self, theme: Any) -> str:
        """Return the number of resources."""
        return str(theme.counted)


modeladmin_register(ThemeAdmin)
