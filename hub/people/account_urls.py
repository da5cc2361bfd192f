"""Addresses of sign-in and of one’s own account."""

from __future__ import annotations

urlpatterns: list = []
