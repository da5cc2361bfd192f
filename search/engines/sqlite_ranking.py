"""How the embedded engine ranks: BM25 of each field, one score for each word, coverage.

No word is ever required: a document that has only the rarest word of a question may be the answer.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search.analysis import QueryWord, stem
from search.plan import PlannedWord, plan_query
from search.spelling import distance, edits_allowed, shared_ending, splits, without_elision
from search.thesaurus import NO_SYNONYMS, Expansion, Thesaurus

from .sqlite_catalogue import Bools, Ints
from .sqlite_postings import Postings, read_expression, read_postings
from .sqlite_words import beginnings, neighbours, relations, same_stem, titled

Scores = NDArray[np.float32]

COVERAGE_POWER = 0.5
# All the words of the query in the title: this is the very thing.
WHOLE_IN_TITLE = 0.2
# Short words share their stem with others (« code », « COD »): what a title has then is told apart.
CONFUSED_LETTERS = 5
CONFUSED = 0.6
# The title is the very word of the query.
EXACT_TITLE = 0.5
# Words of one family that the stemmer leaves apart.
FAMILY_WEIGHT = 0.4
FAMILY_WORDS = 8
CORRECTION_WEIGHT = 0.8
PREFIX_WEIGHT = 0.4
PREFIX_SHORTEST = 3
PREFIX_WORDS = 12
CORRECTION_WORDS = 3
# Words as near as each other that are compared before the commonest are kept.
CORRECTION_CANDIDATES = 20


@dataclass
class Group:
    """A word of the query with all that may stand for it.

    Attributes:
        word: what was typed.
        scores: unit -> best score among what stands for the word, 0 when nothing does.
        titled: unit -> whether what stands for the word is in its title.
        idf: rarity of the word among what the reader may see.
        stems: what is marked in excerpts.
        corrected: the word searched instead, when nothing else was found.
    """

    word: QueryWord
    scores: Scores
    titled: Bools
    idf: float = 0.0
    stems: set[str] = field(default_factory=set)
    corrected: str = ""

    def add(self, found: Postings, weight: float) -> bool:
        """Count what may stand for the word; return whether it is anywhere."""
        held = self.scores[found.units]
        self.scores[found.units] = np.maximum(held, weight * found.scores)
        self.titled[found.units] |= found.titled
        return bool(len(found.units))


class Ranker:
    """Ranks the units of an index for one query.

    Args:
        db: a reading connection.
        opened: whether the reader may see each unit; nothing else is even counted.
        first_unit: document -> its first unit.
    """

    def __init__(self, db: sqlite3.Connection, opened: Bools, first_unit: Ints) -> None:
        self.db = db
        self.first_unit = first_unit
        self.opened = opened
        self.visible = int(np.count_nonzero(opened))
        self._postings: dict[tuple[str, ...], Postings] = {}

    def postings(self, stems: tuple[str, ...]) -> Postings:
        """Return where a stem is (or several, near each other) among what the reader may see."""
        known = self._postings.get(stems)
        if known is None:
            one = len(stems) == 1
            known = read_postings(self.db, stems[0]) if one else read_expression(self.db, stems)
            known = known.among(self.opened)
            self._postings[stems] = known
        return known

    def groups(self, text: str, thesaurus: Thesaurus = NO_SYNONYMS, *, exact: bool = False) -> list[Group]:
        """Return the words of a query with their scores."""
        groups = []
        for planned in plan_query(text, thesaurus, exact=exact):
            group = Group(
                planned.word,
                np.zeros(len(self.opened), dtype=np.float32),
                np.zeros(len(self.opened), dtype=bool),
            )
            self._add_all(group, planned, thesaurus, exact=exact)
            # The rarity of what was typed, not of all that widens it.
            typed = len(self.postings((planned.word.stem,)).units)
            group.idf = self._idf(typed or int(np.count_nonzero(group.scores)))
            groups.append(group)
            if not exact:
                self._tell_apart(group)
        return groups

    def _add_all(self, group: Group, planned: PlannedWord, thesaurus: Thesaurus, *, exact: bool) -> None:
        word = planned.word.word
        typed = self._idf(len(self.postings((planned.word.stem,)).units))
        found = False
        for other in planned.alternatives:
            found |= self._add(group, other.stems, self._fair_weight(other, typed))
        if planned.unfinished and len(word) >= PREFIX_SHORTEST:
            for longer in self._known(beginnings(self.db, word), PREFIX_WORDS):
                found |= self._add(group, (stem(longer),), PREFIX_WEIGHT)
        if exact:
            return
        if not found and not planned.known:
            self._correct(group, thesaurus, unfinished=planned.unfinished)
        if found or not group.corrected:
            # The root of a misspelt word means nothing: only when nothing looks like it.
            kept = 0
            for one in relations(self.db, word):
                other = Expansion((one,), FAMILY_WEIGHT, "root")
                kept += self._add(group, other.stems, self._fair_weight(other, typed))
                if kept == FAMILY_WORDS:
                    break

    def _fair_weight(self, other: Expansion, typed: float) -> float:
        """Return the weight of what stands for a word.

        A rare synonym of a common word says no more than that word: it must not outweigh it.
        """
        if other.source in {"typed", "joined"}:
            return other.weight
        rarity = self._idf(len(self.postings(other.stems).units))
        return other.weight * min(1.0, typed / rarity) if rarity > 0 else other.weight

    def _idf(self, count: int) -> float:
        return math.log(1 + (self.visible - count + 0.5) / (count + 0.5))

    def _add(self, group: Group, stems: tuple[str, ...], weight: float) -> bool:
        if not group.add(self.postings(stems), weight):
            return False
        group.stems.update(stems)
        return True

    def knows(self, word: str) -> bool:
        """Tell whether a document that the reader may see has a word."""
        return bool(len(self.postings((stem(word),)).units))

    def _known(self, words: Iterable[str], limit: int) -> list[str]:
        """Return the first words that a document that the reader may see has."""
        return list(islice(filter(self.knows, words), limit))

    def relatives(self, word: str) -> list[str]:
        """Return the words of the reader that share the longest beginning with one."""
        for length in range(len(word), max(3, len(word) // 2 - 1), -1):
            found = self._known(beginnings(self.db, word[:length]), PREFIX_WORDS)
            if found:
                return found
        return []

    def corrections(self, word: str) -> list[str]:
        """Return the words that a misspelt one may stand for: the nearest, then the commonest.

        A word that only hidden documents have corrects nothing: it would tell that they exist.
        """
        for edits in range(1, edits_allowed(word) + 1):
            counted = []
            for other in neighbours(self.db, word, edits):
                count = len(self.postings((stem(other),)).units)
                if count:
                    counted.append((-count, other))
                if len(counted) == CORRECTION_CANDIDATES:
                    break
            if counted:
                # « cartografie » is « cartographie » rather than « cartographe ».
                counted.sort(key=lambda each: (-shared_ending(word, each[1]), *each))
                return [other for _count, other in counted]
        return []

    def _correct(self, group: Group, thesaurus: Thesaurus, *, unfinished: bool) -> None:
        """Give a word that nothing was found for those that it may be misspelt for."""
        word = group.word.word
        elided = without_elision(word)
        if elided and self.knows(elided[1]):
            rest = elided[1]
            self._stand(group, [Expansion((stem(rest),)), *thesaurus.expansions((stem(rest),), rest)])
            group.corrected = "’".join(elided)
            return
        near = self.corrections(word)[:CORRECTION_WORDS]
        edits, heads = thesaurus.nearest(word, unfinished=unfinished)
        if not near or edits < distance(word, near[0], edits_allowed(word)):
            for head in heads[:CORRECTION_WORDS]:
                # A word of the register of which the reader would find nothing is not told.
                if self._stand(group, thesaurus.standing(head)):
                    group.corrected = group.corrected or thesaurus.spelled[head]
        if group.corrected:
            return
        for other in near:
            if shared_ending(word, other) < shared_ending(word, near[0]):
                break
            self._stand(group, [Expansion((stem(other),))])
            group.corrected = group.corrected or other
        for pair in splits(word) if not near else ():
            if self._stand(group, [Expansion((stem(pair[0]), stem(pair[1])))]):
                group.corrected = " ".join(pair)
                break

    def _stand(self, group: Group, others: Iterable[Expansion]) -> bool:
        """Count what stands for what a misspelt word should be; return whether it is anywhere."""
        found = False
        for other in others:
            found |= self._add(group, other.stems, CORRECTION_WEIGHT * other.weight)
        return found

    def _tell_apart(self, group: Group) -> None:
        """Lower the titles that only have another word of the same stem."""
        word = group.word.word
        if len(word) > CONFUSED_LETTERS:
            return
        own, others = same_stem(self.db, word)
        if others:
            confused = sorted({*titled(self.db, others)} - {*titled(self.db, own)})
            group.scores[self.first_unit[confused]] *= CONFUSED

    def rank(self, groups: list[Group]) -> Scores:
        """Return unit -> score: the sum of the words, lowered by what the unit does not cover."""
        whole = sum(group.idf for group in groups) or 1.0
        sums = np.zeros(len(self.opened), dtype=np.float32)
        covered = np.zeros(len(self.opened), dtype=np.float32)
        all_titled = np.ones(len(self.opened), dtype=bool)
        for group in groups:
            sums += group.scores
            covered += np.float32(group.idf / whole) * (group.scores > 0)
            all_titled &= group.titled
        sums *= covered**COVERAGE_POWER
        sums[all_titled] *= 1 + WHOLE_IN_TITLE
        if len(groups) == 1:
            exact = titled(self.db, [groups[0].word.word], alone=True)
            sums[self.first_unit[exact]] *= 1 + EXACT_TITLE
        return sums
