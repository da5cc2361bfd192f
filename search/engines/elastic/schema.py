"""Documents to what Elasticsearch stores, and back.

The words come analysed (:mod:`search.analysis`), as for the embedded engine: both agree word for word,
and the analyzer only cuts at spaces. One Elasticsearch document is one document of the hub; its parts are
nested in it, so that a document is counted once whatever matches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch_dsl import Date, Document, InnerDoc, Integer, Keyword, MetaField, Nested, Text, analyzer
from elasticsearch_dsl import Object as ObjectField

from search.analysis import ANALYSIS_VERSION, Form, index_words
from search.documents import SearchDocument, Section
from search.engines.base import KIND

# To raise whenever what is stored, or how, changes: an index written otherwise is then « missing ».
SCHEMA_VERSION = 1
VERSION = f"{SCHEMA_VERSION}.{ANALYSIS_VERSION}"

# Joins the name of a facet and a value of it; no text has this character.
UNIT_SEPARATOR = "\x1f"
# Letters of the beginnings of the words of a title, for suggestions.
LONGEST_START = 40

stems = analyzer("hub_stems", tokenizer="whitespace")


def _stems(**options: Any) -> Text:
    return Text(analyzer=stems, **options)


class Part(InnerDoc):
    """A part of a document.

    ``all`` and ``words`` are there only when the part has access tokens of its own: the words of the
    others are counted with those of the document.
    """

    access = Keyword()
    title = _stems()
    headings = _stems()
    body = _stems()
    all = _stems()
    words = Keyword(doc_values=False, norms=False)
    raw = ObjectField(enabled=False)


class StoredDocument(Document):
    """What an index holds of a document.

    Attributes:
        all: every word that whoever may open the document may read: what is counted.
        words: the same, folded but not stemmed: what typos are corrected against.
        starts: beginnings of the words of the title: what suggestions look up.
        opening: those of its first word.
        raw: what is shown, as it was given.
    """

    ref = Keyword()
    fingerprint = Keyword(index=False)
    access = Keyword()
    facet = Keyword()
    date = Date(format="yyyy-MM-dd")
    title = _stems()
    summary = _stems()
    tags = _stems()
    headings = _stems()
    body = _stems()
    all = _stems()
    words = Keyword()
    starts = Keyword(doc_values=False)
    opening = Keyword(doc_values=False)
    title_size = Integer(index=False)
    parts = Nested(Part)
    raw = ObjectField(enabled=False)

    class Meta:
        dynamic = MetaField("strict")
        # The analysed words are looked up, never read back.
        _source = MetaField(
            excludes=["title", "summary", "tags", "headings", "body", "all", "words", "starts", "opening"]
            + [f"parts.{name}" for name in ("title", "headings", "body", "all", "words")]
        )

    class Index:
        settings = {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            # Writes ask for their own refresh: see ElasticEngine.index.
            "refresh_interval": "30s",
            "max_result_window": 200_000,
            "max_rescore_window": 1_000,
            "mapping.nested_objects.limit": 50_000,
        }


def index_body() -> dict[str, Any]:
    """Return settings and mappings of an index, without those that say when it was built."""
    body: dict[str, Any] = StoredDocument._index.to_dict()
    return body


def storable(text: str) -> str:
    """Return text that can travel as JSON in UTF-8."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")


def _line(forms: Iterable[Form]) -> str:
    return storable(" ".join(form.stem for form in forms))


def _is_guarded(document: SearchDocument, section: Section) -> bool:
    return bool(set(section.access) - set(document.access))


def to_source(document: SearchDocument) -> dict[str, Any]:
    """Return what is stored of a document."""
    fields = {
        "title": index_words(document.title),
        "summary": index_words(document.summary),
        "tags": index_words(" \n ".join(document.tags)),
        "headings": index_words(" \n ".join(document.headings)),
        "body": index_words(document.body),
    }
    everything = [form for forms in fields.values() for form in forms]
    known = {form.word for form in everything}
    title_line = _line(fields["title"])
    parts = []
    for section in document.sections:
        title, body = index_words(section.title), index_words(section.body)
        part = {
            "access": [*document.access, *section.access],
            "title": _line(title),
            "headings": title_line,
            "body": _line(body),
            "raw": _raw_section(section),
        }
        if _is_guarded(document, section):
            part["all"] = _line([*title, *body])
            part["words"] = sorted({storable(form.word) for form in (*title, *body)})
        elif any(form.word not in known for form in (*title, *body)):
            # Most parts only repeat the body.
            everything += [*title, *body]
            known |= {form.word for form in (*title, *body)}
        parts.append(part)
    source = {
        "ref": document.id,
        "fingerprint": document.fingerprint,
        "access": list(document.access),
        "facet": _facet_values(document),
        **{name: _line(forms) for name, forms in fields.items()},
        "all": _line(everything),
        "words": [word for word in map(storable, sorted(known)) if word],
        "starts": _starts(fields["title"]),
        "opening": _starts(fields["title"][:1]),
        "title_size": len(fields["title"]),
        "parts": parts,
        "raw": _raw_document(document),
    }
    if document.date:
        source["date"] = document.date.isoformat()
    return source


def _facet_values(document: SearchDocument) -> list[str]:
    values = [(KIND, document.kind)]
    values += [(name, label) for name, labels in document.facets.items() for label in labels]
    return [storable(facet_term(name, value)) for name, value in values]


def facet_term(name: str, value: str) -> str:
    """Return what is stored of a value of a facet."""
    return f"{name}{UNIT_SEPARATOR}{value}"


def _starts(title: list[Form]) -> list[str]:
    found = {form.word[:size] for form in title for size in range(1, min(len(form.word), LONGEST_START) + 1)}
    return [start for start in map(storable, sorted(found)) if start]


def _raw_document(document: SearchDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "title": storable(document.title),
        "summary": storable(document.summary),
        "headings": [storable(each) for each in document.headings],
        "body": storable(document.body),
        "tags": [storable(each) for each in document.tags],
        "facets": [[name, [storable(each) for each in labels]] for name, labels in document.facets.items()],
        "audience": list(document.audience),
        "date": document.date.isoformat() if document.date else "",
        "url": document.url,
        "access": list(document.access),
    }


def _raw_section(section: Section) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "title": storable(section.title),
        "body": storable(section.body),
        "path": section.path,
        "file": storable(section.file),
        "url": section.url,
        "access": list(section.access),
    }


def section_of(raw: Mapping[str, Any]) -> Section:
    """Return a part as it was given."""
    return Section(**{**raw, "access": tuple(raw["access"])})


def facets_of(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the labels of a stored document, by facet."""
    return {name: tuple(labels) for name, labels in raw["facets"]}


def from_source(ref: str, source: Mapping[str, Any]) -> SearchDocument:
    """Read a document back from the index."""
    raw = source["raw"]
    return SearchDocument(
        id=ref,
        kind=raw["kind"],
        title=raw["title"],
        summary=raw["summary"],
        headings=tuple(raw["headings"]),
        body=raw["body"],
        sections=tuple(section_of(part["raw"]) for part in source.get("parts") or ()),
        tags=tuple(raw["tags"]),
        facets=facets_of(raw),
        audience=tuple(raw["audience"]),
        date=dt.date.fromisoformat(raw["date"]) if raw["date"] else None,
        url=raw["url"],
        access=tuple(raw["access"]),
    )
