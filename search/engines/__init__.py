"""Search engines, and which one the hub uses."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import SearchEngine


def get_engine() -> SearchEngine:
    """Return the engine that ``settings.HUB_SEARCH_ENGINE`` names."""
    elasticsearch = (
        settings.ELASTICSEARCH_URL,
        settings.ELASTICSEARCH_INDEX,
        settings.ELASTICSEARCH_CA_FILE,
    )
    return _engine(settings.HUB_SEARCH_ENGINE, str(settings.HUB_SEARCH_DIR), elasticsearch)


@lru_cache(maxsize=8)
def _engine(path: str, _directory: str, _elasticsearch: tuple[str, str, str]) -> SearchEngine:
    # The settings that the engine reads are in the key: tests change them.
    engine: SearchEngine = import_string(path).from_settings()
    return engine
