"""Exports that are safe to open."""

from __future__ import annotations


def spreadsheet_safe(text: str) -> str:
    """Keep a spreadsheet from running what somebody typed as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
