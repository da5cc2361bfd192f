"""How a défi does: findings with their reasons, never a score out of nowhere."""

from __future__ import annotations

from .assessment import Finding, Health, assess, assess_all
from .catalogue import Rule, rule_catalogue
from .selectors import page_health

__all__ = ["Finding", "Health", "Rule", "assess", "assess_all", "page_health", "rule_catalogue"]
