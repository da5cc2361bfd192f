"""How a défi does: findings with their reasons, never a score out of nowhere."""

from __future__ import annotations

from .assessment import Finding, Health, assess

__all__ = ["Finding", "Health", "assess"]
