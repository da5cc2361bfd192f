"""What the search keeps in the main database."""

from __future__ import annotations

from .pending import PendingIndexing

__all__ = ["PendingIndexing"]
