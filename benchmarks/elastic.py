"""Elasticsearch, for the benchmark: the server of HUB_TEST_ELASTICSEARCH_URL, in indices that are deleted."""

from __future__ import annotations

import os
import sys
import uuid

from search.engines.elastic import ElasticEngine

from .contract import Contract

# A measure is not a reader: it waits.
PATIENCE = 60.0


class ElasticContract(Contract):
    """The distributed engine."""

    def __init__(self) -> None:
        url = os.environ.get("HUB_TEST_ELASTICSEARCH_URL", "")
        if not url:
            sys.exit("HUB_TEST_ELASTICSEARCH_URL est vide : donnez l’adresse d’un serveur Elasticsearch 8.")
        index = f"hub-bench-{uuid.uuid4().hex[:12]}"
        super().__init__(lambda: ElasticEngine(url, index=index, timeout=PATIENCE), self._size)

    def _size(self) -> int:
        client = self.engine.connection.patient
        stats = client.indices.stats(index=f"{self.engine.store.index}-g-*", metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def close(self) -> None:
        """Delete the indices."""
        self.engine.drop()
