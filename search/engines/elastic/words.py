"""What the words of a query find: how many documents, what goes on from them, what they may be misspelt for.

Everything is asked among the documents of the reader: a word that only others may read is not counted,
not proposed and corrects nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from elasticsearch import ApiError

from search.analysis import SHORTEST_ROOT, index_words, root, stem
from search.engines.base import Allowance
from search.plan import PlannedWord, plan_query
from search.spelling import SHORTEST, distance, edits_allowed, shared_ending, splits, without_elision
from search.thesaurus import NO_SYNONYMS, Expansion, Thesaurus

from .connection import Connection, speaking
from .queries import Group, Query, having, may_read, not_hidden, visible
from .questions import SAMPLE, Questions, sampled_words, total_of
from .schema import from_source

# As the embedded engine (search.engines.sqlite_ranking).
CORRECTION_WEIGHT = 0.8
CORRECTION_WORDS = 3
PREFIX_WEIGHT = 0.4
PREFIX_SHORTEST = 3
PREFIX_WORDS = 12
FAMILY_WEIGHT = 0.4
FAMILY_WORDS = 8
# Words that begin as those of a family, few of which are of it.
FAMILY_SEEN = 60
# Expressions that stand for a word, the best of them: each is counted.
EXPANSIONS = 24
# Words of the index compared with a misspelt one.
CANDIDATES = 40
_OWN = frozenset({"typed", "joined"})

# Takes the number of documents of the reader.
Later = Callable[[int], None]


class Words:
    """Looks the words of queries up.

    Args:
        connection: how to reach the server.
        index: the alias to read.
    """

    def __init__(self, connection: Connection, index: str) -> None:
        self.connection = connection
        self.index = index

    def search(self, query: Query | None = None, *, scored: bool = False, **options: Any) -> Query:
        """Return the body of a search of the index, which returns no document unless it is told to.

        Written as the server takes it: the objects of the library cost as much as a common word.

        Args:
            query: what is looked for, in the query language.
            scored: whether the documents are ranked; counting them costs less.
            options: of the search.
        """
        asked: Query = {"size": 0, "track_total_hits": True, **options}
        if query is not None:
            asked["query"] = query if scored else {"bool": {"filter": [query]}}
        return asked

    def ask(self, searches: Sequence[Query], **options: Any) -> list[Query]:
        """Put searches to the server, all at once; return an answer for each.

        Args:
            searches: their bodies.
            options: of the request.
        """
        if not searches:
            return []
        lines = [line for each in searches for line in ({}, each)]
        with speaking():
            found = self.connection.client.msearch(index=self.index, searches=lines, **options)
            answers: list[Query] = found["responses"]
            if len(answers) != len(searches):
                raise ValueError(len(answers))
            for answer in answers:
                if "error" in answer:
                    raise ApiError("N/A", meta=found.meta, body=answer)
                # Read here, so that whatever else answers at that address is told at once.
                _total = answer["hits"]["hits"]
        return answers

    def groups(
        self, text: str, allowed: Allowance, thesaurus: Thesaurus = NO_SYNONYMS, *, exact: bool = False
    ) -> list[Group]:
        """Return the words of a query with what stands for each among the documents of the reader."""
        groups: list[Group] = []
        later: list[tuple[Later, Later]] = []
        questions = Questions()
        size = questions.add(self.search(visible(allowed)))
        plan = plan_query(text, thesaurus, exact=exact)
        for planned in plan:
            group = Group(planned.word)
            groups.append(group)
            later.append(self._add_all(group, planned, questions, allowed, exact=exact))
        if not groups:
            return []
        questions.answers = self.ask(questions.searches)
        documents = questions.total(size)
        for settle, _relate in later:
            settle(documents)
        if not exact:
            wrong = [
                (group, planned.unfinished)
                for group, planned in zip(groups, plan, strict=True)
                if not group.count and not planned.known
            ]
            self._correct(wrong, allowed, thesaurus)
        for group, (_settle, relate) in zip(groups, later, strict=True):
            # The root of a misspelt word means nothing: only when nothing looks like it.
            if not group.corrected:
                relate(documents)
        for group in groups:
            group.weigh(documents)
        return groups

    def _add_all(
        self, group: Group, planned: PlannedWord, questions: Questions, allowed: Allowance, *, exact: bool
    ) -> tuple[Later, Later]:
        """Give a word what stands for it.

        Returns:
            What adds the rest once the questions are answered, then what adds the family of the word.
        """
        word = planned.word
        own = [each for each in planned.alternatives if each.source in _OWN]
        others = [each for each in planned.alternatives if each.source not in _OWN][:EXPANSIONS]
        for each in own:
            group.add(each.stems, each.weight)
        typed = questions.add(self._counting([(word.stem,)], allowed))
        known = questions.add(self._counting([each.stems for each in (*own, *others)], allowed))
        counted = [(each, questions.add(self._counting([each.stems], allowed))) for each in others]
        family = root(word.stem)
        kin = begun = None
        if not exact and len(family) >= SHORTEST_ROOT:
            kin = questions.add(self._beginning(family[:SHORTEST_ROOT], allowed, FAMILY_SEEN))
        if planned.unfinished and len(word.word) >= PREFIX_SHORTEST:
            begun = questions.add(self._beginning(word.word, allowed, PREFIX_WORDS))

        def settle(documents: int) -> None:
            rarity = _idf(documents, questions.total(typed))
            group.typed, group.count = questions.total(typed), questions.total(known)
            for expansion, number in counted:
                theirs = questions.total(number)
                group.add(expansion.stems, _fair(expansion.weight, rarity, _idf(documents, theirs)))
            if begun is not None:
                for longer, theirs in questions.sampled(begun):
                    group.add((stem(longer),), PREFIX_WEIGHT)
                    group.count = max(group.count, theirs)

        def relate(documents: int) -> None:
            rarity = _idf(documents, questions.total(typed))
            found = _family(questions.sampled(kin), family, word.stem) if kin is not None else []
            for stemmed, theirs in found:
                group.add((stemmed,), _fair(FAMILY_WEIGHT, rarity, _idf(documents, theirs)))
                group.count = max(group.count, theirs)

        return settle, relate

    def _counting(self, alternatives: Iterable[tuple[str, ...]], allowed: Allowance) -> Query:
        return self.search(having(alternatives, allowed))

    def _beginning(self, prefix: str, allowed: Allowance, most: int) -> Query:
        """Ask for the commonest words that begin so."""
        asked: Query = {
            "bool": {
                "filter": [{"prefix": {"words": prefix}}, may_read(allowed)],
                "must_not": not_hidden(allowed),
            }
        }
        # Words have no character that means something in a pattern.
        words = {
            "field": "words",
            "include": f"{prefix}.*",
            "size": most,
            # The pattern is held against the list of words once, not against each word of the sample.
            "execution_hint": "global_ordinals",
        }
        sample = {"sampler": {"shard_size": SAMPLE}, "aggs": {"words": {"terms": words}}}
        return self.search(asked, aggs={"first": sample})

    def beginnings(self, prefix: str, allowed: Allowance) -> list[str]:
        """Return the commonest words of the reader’s documents that begin so."""
        if len(prefix) < PREFIX_SHORTEST:
            return []
        found = self.ask([self._beginning(prefix, allowed, PREFIX_WORDS)])[0]
        return [word for word, _count in sampled_words(found)]

    def relatives(self, word: str, allowed: Allowance) -> list[str]:
        """Return the words that share the longest beginning with one."""
        for length in range(len(word), max(3, len(word) // 2 - 1), -1):
            found = self.beginnings(word[:length], allowed)
            if found:
                return found
        return []

    def _correct(self, wrong: Sequence[tuple[Group, bool]], allowed: Allowance, thesaurus: Thesaurus) -> None:
        """Give words that nothing was found for those that they may be misspelt for.

        As the embedded engine: without the missing apostrophe, then the nearest of the documents or of
        the register, then in two words.
        """
        left = [each for each in wrong if not self._without_elision(each[0], allowed, thesaurus)]
        near = self.nearest([group.word.word for group, _unfinished in left], allowed) if left else {}
        for group, unfinished in left:
            word = group.word.word
            found = near.get(word, [])
            edits, heads = thesaurus.nearest(word, unfinished=unfinished)
            if not found or edits < found[0][1]:
                for head in heads[:CORRECTION_WORDS]:
                    # A word of the register of which the reader would find nothing is not told.
                    if self._stand(group, thesaurus.standing(head), allowed):
                        group.corrected = group.corrected or thesaurus.spelled[head]
            if group.corrected:
                continue
            best = [(each[1], shared_ending(word, each[0])) for each in found]
            kept = [each for each, how in zip(found, best, strict=True) if how == best[0]][:CORRECTION_WORDS]
            for other, _edits, _surface, count in kept:
                group.add((stem(other),), CORRECTION_WEIGHT)
                group.count = max(group.count, count)
            if kept:
                group.corrected = kept[0][2]
                continue
            self._split(group, allowed)

    def _without_elision(self, group: Group, allowed: Allowance, thesaurus: Thesaurus) -> bool:
        elided = without_elision(group.word.word)
        if elided is None:
            return False
        rest = elided[1]
        if not self._stand(group, [Expansion((stem(rest),))], allowed):
            return False
        self._stand(group, thesaurus.expansions((stem(rest),), rest), allowed)
        group.corrected = f"{elided[0]}’{self._written(rest, allowed)}"
        return True

    def _split(self, group: Group, allowed: Allowance) -> None:
        pairs = splits(group.word.word)
        searches = [self._counting([(stem(one), stem(other))], allowed) for one, other in pairs]
        for (one, other), found in zip(pairs, self.ask(searches), strict=True):
            if total_of(found):
                group.add((stem(one), stem(other)), CORRECTION_WEIGHT)
                group.count = max(group.count, total_of(found))
                group.corrected = f"{self._written(one, allowed)} {self._written(other, allowed)}"
                return

    def _stand(self, group: Group, others: Iterable[Expansion], allowed: Allowance) -> bool:
        """Count what stands for what a misspelt word should be; return whether it is anywhere."""
        kept = list(others)[:EXPANSIONS]
        answers = self.ask([self._counting([each.stems], allowed) for each in kept])
        found = False
        for each, answer in zip(kept, answers, strict=True):
            if total_of(answer):
                group.add(each.stems, CORRECTION_WEIGHT * each.weight)
                group.count = max(group.count, total_of(answer))
                found = True
        return found

    def _written(self, word: str, allowed: Allowance) -> str:
        """Return a word with its accents, as it is where the reader may read it."""
        found = self._readable({word: [(word, 0)]}, allowed)[word]
        return found[0][2] if found else word

    def nearest(self, words: Sequence[str], allowed: Allowance) -> dict[str, list[tuple[str, int, str, int]]]:
        """Return, for each word, those near it: (word, edits, with its accents, documents), best first."""
        wanted = [word for word in words if edits_allowed(word)]
        if not wanted:
            return {}
        suggesters = {
            f"{field}-{number}": {
                "text": word,
                "term": {
                    "field": field,
                    "suggest_mode": "always",
                    "max_edits": edits_allowed(word),
                    "prefix_length": 1,
                    "min_word_length": 4,
                    "size": CANDIDATES,
                    "shard_size": CANDIDATES,
                },
            }
            for number, word in enumerate(wanted)
            for field in ("words", "parts.words")
        }
        with speaking():
            answer = self.ask([self.search(suggest=suggesters)])[0]["suggest"]
        near: dict[str, list[tuple[str, int]]] = {}
        for number, word in enumerate(wanted):
            vocabulary: dict[str, int] = {}
            for field in ("words", "parts.words"):
                for entry in answer[f"{field}-{number}"]:
                    for option in entry["options"]:
                        known = vocabulary.get(option["text"], 0)
                        vocabulary[option["text"]] = max(known, option["freq"])
            near[word] = _nearest(word, vocabulary)
        return self._readable(near, allowed)

    def _readable(
        self, near: dict[str, list[tuple[str, int]]], allowed: Allowance
    ) -> dict[str, list[tuple[str, int, str, int]]]:
        """Keep the words of the reader’s documents, and learn how they are written there."""
        candidates = list(dict.fromkeys(word for found in near.values() for word, _edits in found))
        seen: dict[str, tuple[str, int]] = {}
        answers = self.ask([self._example(word, allowed) for word in candidates])
        for word, found in zip(candidates, answers, strict=True):
            if total_of(found):
                hit = found["hits"]["hits"][0]
                seen[word] = (_surface(word, hit, allowed), total_of(found))
        return {
            typed: [(word, edits, *seen[word]) for word, edits in found if word in seen]
            for typed, found in near.items()
        }

    def _example(self, word: str, allowed: Allowance) -> Query:
        whole = {"bool": {"filter": [{"term": {"words": word}}, may_read(allowed)]}}
        guarded = {"bool": {"filter": [{"term": {"parts.words": word}}, may_read(allowed, "parts.access")]}}
        part = {"nested": {"path": "parts", "query": guarded, "score_mode": "none"}}
        asked = {
            "bool": {"should": [whole, part], "minimum_should_match": 1, "must_not": not_hidden(allowed)}
        }
        return self.search(asked, size=1, _source=["raw", "parts"])


def _family(words: Iterable[tuple[str, int]], family: str, own: str) -> list[tuple[str, int]]:
    """Return the stems of a family that are not the word’s own, the shortest first."""
    counts: dict[str, int] = {}
    for word, count in words:
        stemmed = stem(word)
        if stemmed != own and root(stemmed) == family:
            counts[stemmed] = counts.get(stemmed, 0) + count
    return sorted(counts.items(), key=lambda each: (len(each[0]), each[0]))[:FAMILY_WORDS]


def _nearest(wrong: str, vocabulary: Mapping[str, int], limit: int = 8) -> list[tuple[str, int]]:
    """Return the words nearest to a misspelt one, each with the number of edits, best first."""
    most = edits_allowed(wrong)
    found = []
    for word, count in vocabulary.items():
        if word != wrong and len(word) >= SHORTEST - 1:
            edits = distance(wrong, word, most)
            if edits <= most:
                found.append((edits, -shared_ending(wrong, word), -count, word))
    return [(word, edits) for edits, _ending, _count, word in sorted(found)[:limit]]


def _idf(documents: int, count: int) -> float:
    count = min(count, documents)
    return math.log(1 + (documents - count + 0.5) / (count + 0.5))


def _fair(weight: float, typed: float, rarity: float) -> float:
    """Return the weight of what stands for a word.

    A rare synonym of a common word says no more than that word: it must not outweigh it.
    """
    return weight * min(1.0, typed / rarity) if rarity > 0 else weight


def _surface(word: str, hit: dict[str, Any], allowed: Allowance) -> str:
    """Return a word as it is written where the reader may read it."""
    document = from_source(hit["_id"], hit["_source"])
    texts: list[str] = []
    if allowed.opens(document.access):
        texts += [document.title, document.summary, *document.tags, *document.headings, document.body]
    for section in document.sections:
        if allowed.opens((*document.access, *section.access)):
            texts += [section.title, section.body]
    for text in texts:
        for form in index_words(text):
            if form.word == word:
                return form.surface
    return word
