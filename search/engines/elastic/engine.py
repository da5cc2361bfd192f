"""The engine on Elasticsearch: the contract, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from search.analysis import query_words
from search.documents import SearchDocument
from search.engines.base import (
    DATE,
    Allowance,
    EngineError,
    EngineHealth,
    EngineHit,
    EngineQuery,
    EngineResult,
    IndexMissing,
    SearchEngine,
    Suggestion,
)
from search.excerpts import passage
from search.spelling import SHORTEST

from .connection import TIMEOUT, Connection, speaking
from .queries import (
    RANKED,
    Group,
    Query,
    finding,
    having,
    keeping,
    may_read,
    not_hidden,
    ranking,
    ranking_parts,
    ranking_whole,
)
from .schema import UNIT_SEPARATOR, facets_of, section_of
from .store import Store
from .words import Words
from .writing import Rebuild, Writer

# A part is shown as the place to go when it answers nearly as well as the whole page.
PART_SHARE = 0.7
# Values of all facets together.
FACET_VALUES = 3000
# Deepest result that can be asked for: the setting of the index.
DEEPEST = 200_000
FINGERPRINTS = 5000


class ElasticEngine(SearchEngine):
    """Finds documents in Elasticsearch.

    Args:
        url: ``https://user:password@host:9200``, several separated by commas.
        index: how the names of its indices begin: several hubs may share a server.
        ca_file: certificates of the authority that signed the server’s.
        timeout: seconds that a reader waits.
    """

    def __init__(self, url: str, *, index: str = "hub", ca_file: str = "", timeout: float = TIMEOUT) -> None:
        self.connection = Connection(url, ca_file=ca_file, timeout=timeout)
        self.store = Store(self.connection, index)
        self.writer = Writer(self.store)
        self.words = Words(self.connection, self.store.read)

    @classmethod
    def from_settings(cls) -> ElasticEngine:
        """Return the engine of ``settings.ELASTICSEARCH_URL``."""
        return cls(
            settings.ELASTICSEARCH_URL,
            index=settings.ELASTICSEARCH_INDEX,
            ca_file=settings.ELASTICSEARCH_CA_FILE,
        )

    # --- Writing ------------------------------------------------------------------------------

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace documents; whoever searches next finds them."""
        return self.writer.index(documents)

    def remove(self, ids: Iterable[str]) -> int:
        """Forget documents."""
        return self.writer.remove(ids)

    def clear(self) -> None:
        """Start from an empty index, ready to answer."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Write another generation, copy what changed meanwhile, then move the aliases to it."""
        return self.writer.rebuild(documents)

    def begin_rebuild(self) -> Rebuild:
        """Begin a rebuild whose documents come one by one (see :class:`Rebuild`).

        Raises:
            RebuildInProgress: another one is alive.
        """
        return Rebuild(self.writer)

    def drop(self) -> None:
        """Delete the indices: for an engine made for a measure or a test."""
        self.store.drop()

    # --- Reading ------------------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineResult:
        """Find documents; see :mod:`search.engines.elastic.queries` for how they are ranked."""
        allowed = query.allowed
        groups = self.words.groups(query.text, allowed, query.thesaurus, exact=query.exact)
        known = [group for group in groups if group.count]
        if not known:
            if not groups:
                self.must_answer()
            return EngineResult()
        complete = len(known) == len(groups)
        # Two questions that the server answers side by side.
        found, counted = self.words.ask(
            [self._finding(query, known, complete=complete), self._counting(query, known)]
        )
        with speaking():
            ranked = [(hit["_id"], hit["_score"] or 0.0) for hit in found["hits"]["hits"]]
            total = counted["hits"]["total"]["value"]
            counts = _counts(counted["aggregations"], query.filters)
        corrections = {group.word.surface: group.corrected for group in groups if group.corrected}
        return EngineResult(
            tuple(self._shown(ranked, known, allowed, complete=complete)),
            total,
            counts,
            corrections,
        )

    def _finding(self, query: EngineQuery, groups: list[Group], *, complete: bool) -> Query:
        """Return the search of a page of results."""
        start = max(query.offset, 0)
        size = max(min(query.limit, DEEPEST - start), 0)
        asked = self.words.search(
            finding(groups, query.allowed),
            scored=True,
            size=size,
            **{"from": min(start, DEEPEST) if size else 0},
            _source=False,
            track_total_hits=False,
        )
        if query.sort == DATE:
            asked["sort"] = [{"date": {"order": "desc", "missing": "_last"}}, "_score", {"ref": "asc"}]
            asked["track_scores"] = True
        else:
            asked["rescore"] = {
                "window_size": RANKED,
                "query": {
                    "rescore_query": ranking(groups, query.allowed, complete=complete),
                    # The order in which they were found only separates those that are not ranked.
                    "query_weight": 0.001,
                    "rescore_query_weight": 1.0,
                },
            }
        wanted = keeping(query.filters)
        if wanted:
            asked["post_filter"] = {"bool": {"filter": wanted}}
        return asked

    def _counting(self, query: EngineQuery, groups: list[Group]) -> Query:
        """Return the search that counts the results, and those of each value of the facets."""
        stems = dict.fromkeys(stems for group in groups for stems in group.alternatives)
        values = {"values": {"terms": {"field": "facet", "size": FACET_VALUES}}}
        wanted = keeping(query.filters)
        asked = self.words.search(having(stems, query.allowed))
        if not wanted:
            asked["aggs"] = values
            return asked
        asked["post_filter"] = {"bool": {"filter": wanted}}
        asked["aggs"] = {"kept": {"filter": {"bool": {"filter": wanted}}, "aggs": values}}
        for number, name in enumerate(sorted(query.filters)):
            others = keeping(query.filters, but=name)
            asked["aggs"][f"but{number}"] = {"filter": {"bool": {"filter": others}}, "aggs": values}
        return asked

    def _shown(
        self, ranked: list[tuple[str, float]], groups: list[Group], allowed: Allowance, *, complete: bool
    ) -> list[EngineHit]:
        """Read the results of a page, each with the part that answers best."""
        if not ranked:
            return []
        ids = [ref for ref, _score in ranked]
        best_part = ranking_parts(
            groups,
            allowed,
            complete=complete,
            inner_hits={"name": "best", "size": 1, "_source": ["parts.raw"]},
        )
        whole = ranking_whole(groups, allowed, complete=complete, _name="whole")
        asked = self.words.search(
            {"bool": {"filter": [{"ids": {"values": ids}}], "should": [whole, best_part]}},
            scored=True,
            size=len(ids),
            _source=["raw"],
            track_total_hits=False,
        )
        with speaking():
            answer = self.connection.client.search(
                index=self.store.read, body=asked, include_named_queries_score=True
            )
            found = {hit["_id"]: hit for hit in answer["hits"]["hits"]}
        stems = {stem for group in groups for stems in group.alternatives for stem in stems}
        # One that was removed between the two requests is left out.
        return [_hit(found[ref], score, stems) for ref, score in ranked if ref in found]

    def suggest(self, text: str, allowed: Allowance, limit: int = 8) -> list[Suggestion]:
        """Return documents whose title goes on from what is being typed."""
        wanted = [word.word for word in query_words(text)]
        if not wanted:
            return []
        asked = self.words.search(
            {
                "bool": {
                    "must": _mostly_begun(list(dict.fromkeys(wanted))),
                    # The title goes on from what is typed: before those that have the words elsewhere.
                    "should": [
                        {"constant_score": {"filter": {"term": {"opening": wanted[0]}}, "boost": 0.5}}
                    ],
                    "filter": [may_read(allowed)],
                    "must_not": not_hidden(allowed),
                }
            },
            scored=True,
            size=limit,
            track_total_hits=False,
            _source=["raw.kind", "raw.title", "raw.url", "raw.summary"],
            sort=[{"_score": "desc"}, {"title_size": "asc"}, {"ref": "asc"}],
        )
        with speaking():
            hits = self.connection.client.search(index=self.store.read, body=asked)["hits"]["hits"]
            rows = [(hit["_id"], hit["_source"]["raw"]) for hit in hits]
        return [Suggestion(ref, raw["kind"], raw["title"], raw["url"], raw["summary"]) for ref, raw in rows]

    def nearest_words(self, text: str, allowed: Allowance, limit: int = 5) -> list[str]:
        """Return words that look like those typed, among those of the reader’s documents."""
        typed = [word.word for word in query_words(text)]
        near = self.words.nearest(typed, allowed) if typed else {}
        found: list[str] = []
        for word in typed:
            found += [surface for _word, _edits, surface, _count in near.get(word, [])]
            if len(found) < limit:
                found += self.words.relatives(word, allowed)
        return list(dict.fromkeys(found))[:limit]

    def fingerprints(self) -> dict[str, str]:
        """Return the digest of every document stored."""
        found: dict[str, str] = {}
        client = self.connection.patient
        with speaking():
            point = client.open_point_in_time(index=self.store.read, keep_alive="2m")["id"]
            after = None
            try:
                while True:
                    answer = client.search(
                        pit={"id": point, "keep_alive": "2m"},
                        size=FINGERPRINTS,
                        sort=["_shard_doc"],
                        source=False,
                        docvalue_fields=[{"field": "ref"}, {"field": "fingerprint"}],
                        search_after=after,
                        track_total_hits=False,
                    )
                    hits = answer["hits"]["hits"]
                    for hit in hits:
                        found[hit["fields"]["ref"][0]] = hit["fields"]["fingerprint"][0]
                    if len(hits) < FINGERPRINTS:
                        return found
                    after = hits[-1]["sort"]
            finally:
                client.options(ignore_status=[404]).close_point_in_time(id=point)

    def health(self) -> EngineHealth:
        """Tell whether the index can answer, and how much it holds."""
        try:
            self.must_answer()
            with speaking():
                client = self.connection.client
                count = client.count(index=self.store.read)["count"]
                mappings = client.indices.get_mapping(index=self.store.read)
            metas = [mappings[name]["mappings"].get("_meta", {}) for name in mappings]
            return EngineHealth(True, count, built_at=max(meta.get("built_at", "") for meta in metas))
        except EngineError as error:
            return EngineHealth(False, detail=str(error))

    def must_answer(self) -> None:
        """Do nothing when the server answers and has a whole index.

        Raises:
            EngineUnreachable: it does not answer.
            IndexMissing: it has no index, or one of another version.
        """
        if not self.store.behind(self.store.read):
            raise IndexMissing("L’index Elasticsearch n’a pas encore été construit.")


def _begun(word: str) -> Query:
    """Return the titles of which a word begins so, or is one edit away from doing so."""
    begun: list[Query] = [{"constant_score": {"filter": {"term": {"starts": word}}, "boost": 2.0}}]
    if len(word) >= SHORTEST:
        near = {"fuzzy": {"starts": {"value": word, "fuzziness": 1, "prefix_length": 1}}}
        begun.append({"constant_score": {"filter": near, "boost": 1.0}})
    return {"dis_max": {"queries": begun}}


def _mostly_begun(words: list[str]) -> list[Query]:
    """Return the titles of which that is true for the longest word and at least half of the words."""
    longest, *others = sorted(words, key=len, reverse=True)
    # Each word that is there is worth more than all the rest of the score.
    there: list[Query] = [{"constant_score": {"filter": _begun(word), "boost": 50.0}} for word in others]
    least = len(words) - len(words) // 2 - 1
    # The first clause gives nothing: without it, « should » alone would ask for one of the words.
    optional: Query = {
        "bool": {
            "must": [{"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}}],
            "should": [*there, *(_begun(word) for word in others)],
        }
    }
    enough: Query = {
        "constant_score": {
            "filter": {"bool": {"should": there, "minimum_should_match": least}}
            if least
            else {"match_all": {}},
            "boost": 0.0,
        }
    }
    return [_begun(longest), *([optional, enough] if others else [])]


def _counts(found: Mapping[str, Any], filters: Mapping[str, frozenset[str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    if not filters:
        found = {"kept": {"values": found["values"]}}
    places = {name: f"but{number}" for number, name in enumerate(sorted(filters))}
    for place in ("kept", *places.values()):
        for bucket in found[place]["values"]["buckets"]:
            name, _separator, value = bucket["key"].partition(UNIT_SEPARATOR)
            # Each facet counts what passes the filters of the others.
            if places.get(name, "kept") == place:
                counts.setdefault(name, {})[value] = bucket["doc_count"]
    return counts


def _hit(found: dict[str, Any], score: float, stems: set[str]) -> EngineHit:
    """Return a result as it is shown."""
    raw = found["_source"]["raw"]
    whole = (found.get("matched_queries") or {}).get("whole", 0.0)
    best = found["inner_hits"]["best"]["hits"]["hits"]
    title, body, place, file, file_url = raw["title"], raw["body"], "", "", ""
    if best and best[0]["_score"] >= PART_SHARE * whole:
        section = section_of(best[0]["_source"]["raw"])
        title, body, place, file, file_url = (
            section.title,
            section.body,
            section.place,
            section.file,
            section.url,
        )
    summary = "" if place or file else raw["summary"]
    return EngineHit(
        id=found["_id"],
        kind=raw["kind"],
        title=raw["title"],
        url=raw["url"] + place,
        score=score,
        summary=raw["summary"],
        excerpt=passage(body, summary, stems),
        section_title=title if place else "",
        file=file,
        file_url=file_url,
        tags=tuple(raw["tags"]),
        facets=facets_of(raw),
        audience=tuple(raw["audience"]),
        date=raw["date"],
    )
