"""Learning from use: what people look for, what they do not find, and what the team does about it.

The rest of the house calls :func:`record_search`, :func:`record_click` and :func:`popular_queries`.
"""

from __future__ import annotations

from .demo import plant_demo_log
from .reading import popular_queries
from .recording import record_click, record_search

__all__ = ["plant_demo_log", "popular_queries", "record_click", "record_search"]
