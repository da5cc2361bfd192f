"""Questions put to Elasticsearch all at once, and what their answers say."""

from __future__ import annotations

from .queries import Query

# Documents where the words that begin so are looked for: common words are in the first ones.
SAMPLE = 100


class Questions:
    """Searches asked all at once, each known by its number."""

    def __init__(self) -> None:
        self.searches: list[Query] = []
        self.answers: list[Query] = []

    def add(self, search: Query) -> int:
        """Add a question; return its number."""
        self.searches.append(search)
        return len(self.searches) - 1

    def total(self, number: int) -> int:
        """Return the number of documents found."""
        return total_of(self.answers[number])

    def sampled(self, number: int) -> list[tuple[str, int]]:
        """Return the words found."""
        return sampled_words(self.answers[number])


def total_of(found: Query) -> int:
    """Return the number of documents found."""
    return int(found["hits"]["total"]["value"])


def sampled_words(found: Query) -> list[tuple[str, int]]:
    """Return words, each with about how many documents have it."""
    total = total_of(found)
    share = total / max(1, min(total, SAMPLE))
    return [
        (bucket["key"], max(1, round(bucket["doc_count"] * share)))
        for bucket in found["aggregations"]["first"]["words"]["buckets"]
    ]
