"""The distributed engine: Elasticsearch 8, for hubs that run on several hosts or hold very much."""

from __future__ import annotations

from .engine import ElasticEngine

__all__ = ["ElasticEngine"]
