"""A real Elasticsearch for the tests that want one, with indices that nothing else uses."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from search.engines.elastic import ElasticEngine

URL = os.environ.get("HUB_TEST_ELASTICSEARCH_URL", "")
REQUIRED = os.environ.get("HUB_REQUIRE_ELASTICSEARCH") == "1"
# A test waits for a busy machine; the hub does not.
PATIENCE = 30.0

_made: dict[Path, ElasticEngine] = {}


def server_url() -> str:
    """Return the address of the server; skip the test when there is none, unless one is required."""
    if not URL:
        sentence = "HUB_TEST_ELASTICSEARCH_URL est vide : ce test demande un vrai serveur Elasticsearch 8."
        if REQUIRED:
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return URL


def elastic_engine(place: Path) -> ElasticEngine:
    """Return an engine with indices of its own; the same ones for the same place."""
    url = server_url()
    if place not in _made:
        _made[place] = ElasticEngine(url, index=f"hub-test-{uuid.uuid4().hex[:16]}", timeout=PATIENCE)
    return ElasticEngine(url, index=_made[place].store.index, timeout=PATIENCE)


def drop_made() -> None:
    """Delete the indices of the test that ends."""
    while _made:
        _made.popitem()[1].drop()
