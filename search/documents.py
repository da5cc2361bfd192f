"""What a search finds: documents, and the registry in which each room says how its things become some.

The rooms plug in from above: each has a ``search_documents`` module, imported when the hub starts, that
calls :func:`register` or :func:`exclude`. This room names none of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from hub.base.models import HubPage


@dataclass(frozen=True)
class Section:
    """A part of a document that has an address of its own.

    Attributes:
        anchor: fragment identifier in the page; empty when the part is a page of its own (``path``).
        title: its heading.
        body: its words.
        path: what to add to the address of the document, such as ``feuille-de-route/``.
        file: name of the attached file whose text this is; empty when the part is in the page.
        url: address of the file; the address of a part of the page is made of ``path`` and ``anchor``.
        access: tokens that the part has beside those of its document (see :class:`SearchDocument`).
    """

    anchor: str
    title: str
    body: str = ""
    path: str = ""
    file: str = ""
    url: str = ""
    access: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Return what to add to the address of the document to come here."""
        return f"{self.path}#{self.anchor}" if self.anchor else self.path


@dataclass(frozen=True)
class SearchDocument:
    """Something that a search may find, in plain text; everything that a results page shows is in it.

    Attributes:
        id: unique among all kinds, such as ``page:12`` (see :func:`document_id`).
        kind: code of its kind, given at registration.
        title: what the result is called.
        summary: one or two sentences.
        headings: the headings of its parts.
        body: all its words.
        sections: its parts, when it is worth linking to them.
        tags: tags, themes, skills: short words that classify it.
        facets: name of a filter -> the labels that the document has there.
        audience: codes of ``settings.HUB_AUDIENCES``; empty: everybody.
        date: when it was published or happened.
        url: its address, from the root of the site.
        access: tokens of the places where it stands, such as ``signed-in`` or ``in:12`` (below page 12):
            an :class:`~search.engines.base.Allowance` opens some and closes others. None: nobody finds it.
    """

    id: str
    kind: str
    title: str
    summary: str = ""
    headings: tuple[str, ...] = ()
    body: str = ""
    sections: tuple[Section, ...] = ()
    tags: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    date: dt.date | None = None
    url: str = ""
    access: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a digest of all that is indexed: two documents with the same one are the same."""
        # Plain data only: the representation is the same in every process.
        return hashlib.sha256(repr(self).encode("utf-8", "replace")).hexdigest()[:24]


# The token of what all signed-in people may read, wherever it stands.
SIGNED_IN = "signed-in"


def place_token(page_id: int) -> str:
    """Return the token of what stands at a page or below it."""
    return f"in:{page_id}"


def file_token(collection_id: int) -> str:
    """Return the token of the files of a collection."""
    return f"files:{collection_id}"


# The token of all that comes from a file attached to a page.
ATTACHED = "attached"


def attached_token(page_id: int) -> str:
    """Return the token of what comes from the files attached to a page."""
    return f"{ATTACHED}:{page_id}"


# Returns None for a thing that must not be found.
Builder = Callable[[Any], "SearchDocument | None"]


@dataclass(frozen=True)
class Source:
    """How the rows of a model are found."""

    model: type[models.Model]
    kind: str
    label: str
    plural: str
    builder: Builder
    order: int
    prefetch: tuple[str, ...] = ()

    @property
    def is_page(self) -> bool:
        """Tell whether the rule on pages protects the documents."""
        return issubclass(self.model, HubPage)


@dataclass(frozen=True)
class Kind:
    """A kind of result: what the filter of the results page lists."""

    code: str
    label: str
    plural: str
    order: int


@dataclass(frozen=True)
class Facet:
    """A filter of the results page: a name used in ``SearchDocument.facets`` and in addresses."""

    name: str
    label: str
    order: int


_facets: dict[str, Facet] = {}
_sources: dict[type[models.Model], Source] = {}
_excluded: dict[type[models.Model], str] = {}


def register(
    model: type[models.Model],
    *,
    kind: str,
    label: str,
    builder: Builder,
    plural: str = "",
    order: int = 100,
    prefetch: tuple[str, ...] = (),
) -> None:
    """Say how the rows of a model are found.

    Args:
        model: a page type, or any model whose rows all signed-in people may read.
        kind: code in addresses; several models may share one.
        label: name of the kind beside a result.
        builder: turns a row into a document, or None to leave it out.
        plural: name of the kind in the filter; ``label`` with an s when empty.
        order: place in the filter.
        prefetch: relations to read in advance when everything is indexed again.

    Raises:
        ImproperlyConfigured: the model is already registered or excluded, or another label was
            given to the same kind.
    """
    if model in _sources or model in _excluded:
        raise ImproperlyConfigured(f"Recherche : « {model._meta.label} » est déjà inscrit.")
    for source in _sources.values():
        if source.kind == kind and source.label != label:
            raise ImproperlyConfigured(f"Recherche : « {kind} » s’appelle déjà « {source.label} ».")
    _sources[model] = Source(model, kind, label, plural or f"{label}s", builder, order, prefetch)


def exclude(model: type[models.Model], reason: str) -> None:
    """Say why the rows of a model are never found.

    Raises:
        ImproperlyConfigured: no reason was given, or the model is already registered.
    """
    if not reason.strip():
        raise ImproperlyConfigured(f"Recherche : pourquoi exclure « {model._meta.label} » ?")
    if model in _sources:
        raise ImproperlyConfigured(f"Recherche : « {model._meta.label} » est déjà inscrit.")
    _excluded[model] = reason


def sources() -> list[Source]:
    """Return every registered model, in the order of the kinds."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.model._meta.label))


def source_of(model: type[models.Model]) -> Source | None:
    """Return how a model is found, or None."""
    return _sources.get(model)


def exclusion_of(model: type[models.Model]) -> str:
    """Return why a model is excluded, an empty string when it is not."""
    return _excluded.get(model, "")


def kinds() -> dict[str, Kind]:
    """Return the kinds of results by code, in order."""
    found: dict[str, Kind] = {}
    for source in sources():
        found.setdefault(source.kind, Kind(source.kind, source.label, source.plural, source.order))
    return found


def register_facet(name: str, label: str, order: int = 100) -> None:
    """Have a facet shown as a filter; those that nobody registers only show as details of a result.

    Args:
        name: its key in ``SearchDocument.facets``, and its parameter in addresses.
        label: what the filter is called.
        order: its place among the filters.

    Raises:
        ImproperlyConfigured: the name means another facet already.
    """
    facet = Facet(name, label, order)
    if _facets.setdefault(name, facet) != facet:
        raise ImproperlyConfigured(f"Recherche : le filtre « {name} » est déjà inscrit autrement.")


def facets() -> list[Facet]:
    """Return the filters that the results page shows beside the kind, in order."""
    return sorted(_facets.values(), key=lambda facet: (facet.order, facet.name))


# A row of another model that documents repeat -> the references of those documents.
Follower = Callable[[Any], Iterable[str]]
_followed: dict[type[models.Model], list[Follower]] = {}


def follow(model: type[models.Model], follower: Follower) -> None:
    """Have documents indexed again when a row that they repeat changes or goes.

    Args:
        model: the model of that row, such as a promotion named in the documents of its people.
        follower: row -> references (:func:`document_id`) of the documents that repeat it, read before
            the row goes and after it is saved.
    """
    _followed.setdefault(model, []).append(follower)


def followed() -> dict[type[models.Model], list[Follower]]:
    """Return what each followed model changes."""
    return _followed


def document_id(model: type[models.Model], pk: Any) -> str:
    """Return the id of the document of a row: pages share one numbering, whatever their type."""
    return f"page:{pk}" if issubclass(model, HubPage) else f"{model._meta.label_lower}:{pk}"
