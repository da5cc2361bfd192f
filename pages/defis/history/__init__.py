"""The history of a défi: what was published, confirmed, answered, and what changed in words."""

from __future__ import annotations

from .services import record_confirmation, record_entry, record_publication

__all__ = ["record_confirmation", "record_entry", "record_publication"]
