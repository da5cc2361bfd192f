"""Panels of the edit form of a défi."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import InlinePanel


class ManagedInlinePanel(InlinePanel):
    """Rows that show only when the form holds them: see ``DefiPageForm``."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows, or nothing."""

        def __init__(self, **kwargs: Any) -> None:
            form = kwargs["form"]
            self.withheld = form is not None and kwargs["panel"].relation_name not in form.formsets
            super().__init__(**{**kwargs, "form": None if self.withheld else form})

        def is_shown(self) -> bool:
            """Tell whether the form holds the rows."""
            return not self.withheld and super().is_shown()
