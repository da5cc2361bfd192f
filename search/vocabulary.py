"""What stands for what, now: the register of synonyms, the glossary, families of words, a thesaurus.

Each process keeps the thesaurus that it built until the version in the database changes: one small query
for each search, and a change made by an editor takes effect at once, everywhere, without indexing again.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.db import connections, models, router
from django.db.models.signals import post_delete, post_migrate, post_save

from hub.base.registry import Registry

from .analysis import ANALYSIS_VERSION, fold, query_words, stem
from .models import SynonymSet, ThesaurusEntry, Vocabulary
from .models.vocabulary import expandable, split_expressions
from .thesaurus import Expansion, Thesaurus, build_thesaurus

# Measured with ``manage.py search_run --synonyms shipped``; what was typed always weighs 1.
SYNONYM_WEIGHT = 0.6
ONE_WAY_WEIGHT = 0.5
GLOSSARY_WEIGHT = 0.6
FAMILY_WEIGHT = 0.4
THESAURUS_WEIGHT = 0.1
# A general thesaurus gives dozens of words for common ones; each costs time, the first are the nearest.
THESAURUS_WORDS = 15

DATA_DIR = Path(__file__).parent / "data"
SYNONYMS_FILE = DATA_DIR / "synonyms_fr.yaml"
FAMILIES_FILE = DATA_DIR / "families_fr.yaml"

# (expression, what may stand for it, weight, source), as build_thesaurus takes them.
Pair = tuple[str, str, float, str]
# The rooms above plug in what they know, such as the acronyms of the glossary.
vocabulary_sources: Registry[Callable[[], Iterable[Pair]]] = Registry("Vocabulaire de la recherche")

_built: tuple[str, Thesaurus] | None = None


def register_vocabulary(
    name: str, reader: Callable[[], Iterable[Pair]], *followed: type[models.Model]
) -> None:
    """Have what a room knows widen the queries.

    Args:
        name: name of the source.
        reader: gives (expression, what may stand for it, weight, source), in as few queries as it can.
        followed: the models that it reads: saving or deleting a row takes effect at the next search.
    """
    vocabulary_sources.register(name, reader)
    for model in followed:
        follow_changes(model)


def follow_changes(model: type[models.Model]) -> None:
    """Have a change of any row of a model renew the thesaurus of every process."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=model, dispatch_uid=f"vocabulary-{id(signal)}-{model._meta.label}")


def _changed(raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        Vocabulary.change()


def both_ways(expression: str, other: str, weight: float, source: str) -> Iterator[Pair]:
    """Yield the two pairs of expressions that stand for each other, unless one says too little."""
    if expandable(expression) and expandable(other):
        yield expression, other, weight, source
        yield other, expression, weight, source


def vocabulary_version() -> str:
    """Return what changes with the register and with all that the rooms plug in, in one small query."""
    return Vocabulary.objects.filter(pk=1).values_list("token", flat=True).first() or ""


def current_thesaurus(text: str) -> Thesaurus:
    """Return what stands for what at this moment, in two queries at most.

    Args:
        text: what was typed; the loaded thesaurus, too large to be held, is read for its words only.
    """
    global _built
    state = Vocabulary.objects.filter(pk=1).first()
    token = state.token if state is not None else ""
    known = _built
    if known is None or known[0] != token:
        known = (token, _build())
        _built = known
    if state is None or not state.thesaurus_entries or state.thesaurus_analysis != ANALYSIS_VERSION:
        return known[1]
    return _with_entries(known[1], text)


def _build() -> Thesaurus:
    pairs = [*_set_pairs(SynonymSet.objects.filter(active=True)), *_family_pairs()]
    for read in vocabulary_sources.all():
        pairs += read()
    return build_thesaurus(pairs)


def _with_entries(thesaurus: Thesaurus, text: str) -> Thesaurus:
    """Add the loaded thesaurus for the words of which the register says nothing: what people wrote wins."""
    words = {word.stem: word.word for word in query_words(text) if len(word.word) > 1}
    wanted = [key for key, word in words.items() if not thesaurus.expansions((key,), word)]
    rows = ThesaurusEntry.objects.filter(stem__in=wanted).values_list("stem", "words") if wanted else ()
    extra: dict[tuple[str, ...], tuple[Expansion, ...]] = {}
    for key, listed in rows:
        others = dict.fromkeys((stem(word),) for word in listed.split())
        others.pop((key,), None)
        extra[(key,)] = tuple(
            Expansion(other, THESAURUS_WEIGHT, "thesaurus") for other in list(others)[:THESAURUS_WORDS]
        )
    # A view of both: nothing of the large one is copied for a query.
    entries = ChainMap(extra, cast("dict[Any, Any]", thesaurus.entries))
    return replace(thesaurus, entries=entries) if extra else thesaurus


def _set_pairs(sets: Iterable[SynonymSet]) -> Iterator[Pair]:
    for each in sets:
        weight = ONE_WAY_WEIGHT if each.also else SYNONYM_WEIGHT
        for head, other in each.pairs():
            if expandable(head) and expandable(other):
                yield head, other, weight, "synonym"


# --- What every administration gets ----------------------------------------------------------------


@cache
def shipped_thesaurus() -> Thesaurus:
    """Return what the hub ships for every administration, without reading the database."""
    return build_thesaurus([*_set_pairs(shipped_sets()), *_family_pairs()])


def shipped_sets() -> list[SynonymSet]:
    """Return the sets that the hub ships, not saved.

    Raises:
        ValueError: two sets have the same code.
    """
    shipped = _read(SYNONYMS_FILE)
    sets = [_shipped(head, [head, *split_expressions(rest)], []) for head, rest in shipped["equivalent"]]
    sets += [_shipped(head, [head], split_expressions(rest)) for head, rest in shipped["one_way"]]
    codes = [each.code or "" for each in sets]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"Ensembles en double\u00a0: {', '.join(twice)}.")
    return sets


def _shipped(head: str, expressions: list[str], also: list[str]) -> SynonymSet:
    code = f"{'vers' if also else 'set'}:{fold(head)}"
    found = SynonymSet(
        code=code,
        origin=SynonymSet.Origin.SHIPPED,
        expressions="\n".join(expressions),
        also="\n".join(also),
    )
    found.shipped_text = found.text
    return found


class _PairLoader(yaml.SafeLoader):
    """Reads mappings as lists of pairs: a key written twice is seen, not lost."""


def _construct_pairs(loader: Any, node: Any) -> Any:
    return [(loader.construct_object(key), loader.construct_object(value)) for key, value in node.value]


_PairLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_pairs)


def _read(path: Path) -> dict[str, list[tuple[str, str]]]:
    return {name: list(entries) for name, entries in yaml.load(path.read_text("utf-8"), Loader=_PairLoader)}


def families() -> list[list[str]]:
    """Return the families of words that the stemmer splits."""
    return [line.split() for line in yaml.safe_load(FAMILIES_FILE.read_text("utf-8"))["families"]]


@cache
def _family_pairs() -> tuple[Pair, ...]:
    return tuple(
        (word, other, FAMILY_WEIGHT, "family")
        for family in families()
        for word in family
        for other in family
        if word != other
    )


def follow_vocabulary() -> None:
    """Follow the register, and fill it once its tables are there; called when the hub starts."""
    follow_changes(SynonymSet)
    post_migrate.connect(_ship_after_migrate, dispatch_uid="vocabulary-ship")


def _ship_after_migrate(sender: Any, plan: Any = None, using: str = "default", **_kwargs: Any) -> None:
    if sender.label != SynonymSet._meta.app_label or any(backwards for _migration, backwards in plan or ()):
        return
    connection = connections[using]
    if using == router.db_for_write(SynonymSet) and SynonymSet._meta.db_table in (
        connection.introspection.table_names()
    ):
        ship_synonyms()


def ship_synonyms() -> int:
    """Put what the hub ships in the register; what editors changed or switched off stays as it is.

    Safe at each start: it does nothing until the shipped file changes.

    Returns:
        How many sets were added, updated or removed.
    """
    digest = hashlib.sha256(SYNONYMS_FILE.read_bytes()).hexdigest()
    if Vocabulary.objects.filter(pk=1, shipped_digest=digest).exists():
        return 0
    known = {each.code: each for each in SynonymSet.objects.filter(origin=SynonymSet.Origin.SHIPPED)}
    added, updated = [], []
    for shipped in shipped_sets():
        row = known.pop(shipped.code, None)
        if row is None:
            added.append(shipped)
        elif row.shipped_text != shipped.text:
            if not row.changed_by_editors:
                row.expressions, row.also = shipped.expressions, shipped.also
            row.shipped_text = shipped.text
            updated.append(row)
    gone = [row.pk for row in known.values() if not row.changed_by_editors and row.active]
    SynonymSet.objects.bulk_create(added)
    SynonymSet.objects.bulk_update(updated, ["expressions", "also", "shipped_text"])
    SynonymSet.objects.filter(pk__in=gone).delete()
    Vocabulary.change(shipped_digest=digest)
    return len(added) + len(updated) + len(gone)
