"""What the registers know of the words that people search: the acronym and the name of an administration."""

from __future__ import annotations

from collections.abc import Iterator

from search.vocabulary import GLOSSARY_WEIGHT, Pair, both_ways, register_vocabulary

from .models import Administration


def administration_pairs() -> Iterator[Pair]:
    """Yield the acronym of each administration with its name, both ways."""
    for acronym, name in Administration.objects.exclude(acronym="").values_list("acronym", "name"):
        yield from both_ways(acronym, name, GLOSSARY_WEIGHT, "glossary")


register_vocabulary("administrations", administration_pairs, Administration)
