"""Child rows that keep the order in which they were written."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class OrderedRow(Orderable):
    """A child row that always has a number.

    Forms number the rows that they save; code that adds one need not. A row without a number would come
    first in memory (modelcluster) and in SQLite, last in PostgreSQL: the page would show another order than
    its editor, and two versions that say the same thing would differ.
    """

    sort_order: Any

    class Meta(Orderable.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, after its siblings when it has no number yet."""
        if self.sort_order is None:
            self.sort_order = self._last_number() + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "sort_order"}
        super().save(*args, **kwargs)

    def _last_number(self) -> int:
        """Return the highest number of the rows of the same owner, saved or about to be; -1 without any."""
        link = next(field for field in self._meta.fields if isinstance(field, ParentalKey))
        saved = type(self)._default_manager.filter(**{link.attname: getattr(self, link.attname)})
        memory = getattr(link.get_cached_value(self, default=None), "_cluster_related_objects", {})
        unsaved = memory.get(link.remote_field.get_accessor_name(), ())
        numbers = [saved.aggregate(last=Max("sort_order"))["last"], *(row.sort_order for row in unsaved)]
        return max((number for number in numbers if number is not None), default=-1)
