"""Errors of the import, with messages for whoever runs it."""

from __future__ import annotations

from .enums import Cause


class LegacyError(Exception):
    """The import cannot start; the message is a French sentence."""


class DocumentError(Exception):
    """One document cannot be read.

    Args:
        cause: why.
        detail: what the reader can act on.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(detail or cause.label)
        self.cause = cause
        self.detail = detail
