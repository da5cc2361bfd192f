"""Défis."""

from __future__ import annotations

from django.apps import AppConfig


class DefisConfig(AppConfig):
    """Défis."""

    name = "pages.defis"
    label = "defis"
    verbose_name = "Défis"

    def ready(self) -> None:
        """Show défis on people’s pages and the dashboard in the menu; keep the groups of their teams."""
        from hub.base.registry import NavigationLink, admin_guards, kept_groups, navigation
        from hub.base.visibility import may_enter_admin
        from hub.people.registry import person_sections

        from . import signals  # noqa: F401
        from .history import signals as history_signals  # noqa: F401
        from .member_admin import may_go
        from .selectors import person_section
        from .teams import team_groups

        person_sections.register("defis", person_section, order=10)
        # The group through which members edit their défi opens the admin: it is known already, at no query.
        link = NavigationLink("Suivi des défis", "defis:dashboard", shown_to=may_enter_admin)
        navigation.register("defis", link, order=60)
        admin_guards.register("defis", may_go)
        kept_groups.register("defis", team_groups)
