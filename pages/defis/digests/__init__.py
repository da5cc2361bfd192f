"""Weekly e-mails: what worries and what is due, to the programme’s team and to each défi’s owner."""

from __future__ import annotations

from .services import Report, send_digests, week_name

__all__ = ["Report", "send_digests", "week_name"]
