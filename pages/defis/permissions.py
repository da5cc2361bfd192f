"""What may be done with the page of a défi in the Wagtail admin."""

from __future__ import annotations

from wagtail.models import PagePermissionTester

from .forms import manages


class DefiPermissionTester(PagePermissionTester):
    """Members edit and publish their défi; its place and its readers belong to those who keep its team.

    In Wagtail’s own terms, who may publish may also unpublish, delete, choose the readers and cancel a
    schedule, and who may change may copy.
    """

    def _keeps(self) -> bool:
        return manages(self.user)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Tell whether the page may be deleted, or moved."""
        return self._keeps() and bool(super().can_delete(ignore_bulk))

    def can_unpublish(self) -> bool:
        """Tell whether the page may be taken off the site."""
        return self._keeps() and bool(super().can_unpublish())

    def can_set_view_restrictions(self) -> bool:
        """Tell whether the readers of the page may be chosen."""
        return self._keeps() and bool(super().can_set_view_restrictions())

    def can_unschedule(self) -> bool:
        """Tell whether a scheduled publication may be cancelled."""
        return self._keeps() and bool(super().can_unschedule())

    def can_copy(self) -> bool:
        """Tell whether the page may be copied."""
        return self._keeps() and bool(super().can_copy())
