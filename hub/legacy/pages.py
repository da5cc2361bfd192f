"""Pages: created as drafts first, so that every link has a target, then filled and published."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from hub.base.models import BodyPage
from pages.defis.models import DefiIndexPage, DefiPage
from pages.experience.models import ExperienceIndexPage, ExperienceReportPage
from pages.news.models import NewsIndexPage, NewsPage
from resources.centre.models import ResourceIndexPage, ResourcePage

from .enums import Cause, Kind, Outcome
from .errors import LegacyError
from .ledger import Ledger
from .models import LegacyRecord
from .payloads import Payload
from .records import LegacyDocument
from .redirects import RedirectWriter
from .registers import explain
from .report import Report

PAGE_TYPES: dict[Kind, type[BodyPage]] = {
    Kind.DEFI: DefiPage,
    Kind.NEWS: NewsPage,
    Kind.EXPERIENCE: ExperienceReportPage,
    Kind.RESOURCE: ResourcePage,
}
INDEX_TYPES: dict[Kind, tuple[type[BodyPage], str]] = {
    Kind.DEFI: (DefiIndexPage, "la rubrique des défis"),
    Kind.NEWS: (NewsIndexPage, "la rubrique des actualités"),
    Kind.EXPERIENCE: (ExperienceIndexPage, "la rubrique des retours d’expérience"),
    Kind.RESOURCE: (ResourceIndexPage, "le centre de ressources"),
}


def find_indexes() -> dict[Kind, BodyPage]:
    """Return the pages under which imported pages go.

    Raises:
        LegacyError: one of them is missing.
    """
    found = {
        kind: model._default_manager.order_by("path").first() for kind, (model, _label) in INDEX_TYPES.items()
    }
    missing = [INDEX_TYPES[kind][1] for kind, page in found.items() if page is None]
    if missing:
        raise LegacyError(
            f"L’arbre des pages n’est pas prêt : il manque {', '.join(missing)}. "
            "Créez ces pages dans l’administration, ou chargez le contenu de départ (make run)."
        )
    return {kind: page for kind, page in found.items() if page is not None}


@dataclass
class Place:
    """Where a document is in the hub: its page, its record, whether this run made it."""

    document: LegacyDocument
    kind: Kind
    record: LegacyRecord
    page: Any
    fresh: bool = False


class PageWriter:
    """Writes pages, each in its own transaction, and leaves alone what somebody changed.

    Args:
        ledger: what previous runs wrote.
        report: receives outcomes and warnings.
        redirects: writes the redirections of each page.
        dry_run: tell what would happen, write nothing.
    """

    def __init__(self, ledger: Ledger, report: Report, redirects: RedirectWriter, *, dry_run: bool) -> None:
        self.ledger = ledger
        self.report = report
        self.redirects = redirects
        self.dry_run = dry_run
        self.indexes = find_indexes()
        self._slugs = {
            kind: set(Page.objects.child_of(index).values_list("slug", flat=True))
            for kind, index in self.indexes.items()
        }

    def kind_of(self, document: LegacyDocument, kind: Kind) -> Kind:
        """Return the kind of page that a document has: a page never changes its type."""
        record = self.ledger.get(document.address)
        return Kind(record.kind) if record is not None and record.kind in PAGE_TYPES else kind

    def existing(self, documents: list[tuple[LegacyDocument, Kind]]) -> dict[str, Any]:
        """Return the pages that previous runs made, by address, in one query for each type."""
        wanted: dict[Kind, dict[int, str]] = {}
        for document, kind in documents:
            record = self.ledger.get(document.address)
            if record is not None and record.object_id:
                wanted.setdefault(kind, {})[record.object_id] = document.address
        found: dict[str, Any] = {}
        for kind, addresses in wanted.items():
            for page in PAGE_TYPES[kind]._default_manager.filter(pk__in=addresses):
                found[addresses[page.pk]] = page
        return found

    def place(
        self, document: LegacyDocument, kind: Kind, published: dt.date | None, page: Any
    ) -> Place | None:
        """Find or make the page of a document, as an empty draft.

        Returns:
            Its place; None when it was deleted since (it stays so) or cannot be made.
        """
        record = self.ledger.get(document.address)
        if record is not None and page is not None:
            return Place(document, kind, record, page)
        if record is not None and record.object_id:
            self.report.warn(document.file, Cause.REMOVED_SINCE, document.title)
            self.report.count(kind, Outcome.SKIPPED)
            return None
        if self.dry_run:
            return Place(document, kind, LegacyRecord(address=document.address, kind=kind), None, fresh=True)
        try:
            with transaction.atomic():
                page = self._draft(document, kind, published)
                record = LegacyRecord(address=document.address, kind=kind, file=document.file[:500])
                record.object_id = page.pk
                self.ledger.save(record)
        except Exception as error:  # one bad document never stops the run
            self.failed(document, kind, error)
            return None
        return Place(document, kind, record, page, fresh=True)

    def _draft(self, document: LegacyDocument, kind: Kind, published: dt.date | None) -> Any:
        page = PAGE_TYPES[kind](
            title=document.title,
            draft_title=document.title,
            slug=self._slug(document, kind),
            legacy_address=document.address[:500],
            live=False,
            has_unpublished_changes=True,
            first_published_at=_noon(published),
        )
        # The index changes with each child (numchild): read it again rather than trust our copy.
        index = self.indexes[kind]
        index.refresh_from_db(fields=["path", "depth", "numchild"])
        index.add_child(instance=page)
        return page

    def _slug(self, document: LegacyDocument, kind: Kind) -> str:
        parts = document.address.removesuffix("/").rsplit("/", 3)
        stem = parts[-1].rsplit(".", 1)[0]
        base = slugify(stem if stem.lower() not in {"readme", "index"} else document.title)[:200] or "page"
        year = next((part for part in parts[1:-1] if part.isdigit() and len(part) == 4), "")
        candidates = [base, *([f"{base}-{year}"] if year else []), *(f"{base}-{n}" for n in range(2, 1000))]
        slug = next(candidate for candidate in candidates if candidate not in self._slugs[kind])
        self._slugs[kind].add(slug)
        return slug

    def write(self, place: Place, payload: Payload) -> Outcome | None:
        """Fill and publish a page, with its redirections.

        Returns:
            What was done; None when it failed.
        """
        try:
            with transaction.atomic():
                return self._write(place, payload)
        except Exception as error:  # one bad document never stops the run
            self.failed(place.document, place.kind, error)
            self._undo(place)
            return None

    def _write(self, place: Place, payload: Payload) -> Outcome:
        record, page = place.record, place.page
        wanted = payload.digest()
        self.redirects.write(place.document, page)
        if page is None:
            return Outcome.CREATED
        if record.digest == wanted:
            return Outcome.UNCHANGED
        unpublished = bool(record.digest) and not page.live
        if record.revision_id != page.latest_revision_id or unpublished:
            self.report.warn(place.document.file, Cause.EDITED_SINCE, place.document.title)
            return Outcome.SKIPPED
        first = not record.digest
        if not self.dry_run:
            self._publish(page, payload)
            record.digest, record.revision_id = wanted, page.latest_revision_id
            record.file = place.document.file[:500]
            self.ledger.save(record)
        return Outcome.CREATED if first else Outcome.UPDATED

    def _publish(self, page: Any, payload: Payload) -> None:
        for name, value in payload.fields.items():
            setattr(page, name, value)
        page.draft_title = page.title
        page.body = json.dumps(payload.body)
        for relation, rows in payload.children.items():
            model = getattr(type(page), relation).rel.related_model
            setattr(page, relation, [model(sort_order=order, **row) for order, row in enumerate(rows)])
        for name, values in payload.sets.items():
            getattr(page, name).set(values)
        page.save_revision(clean=True, log_action=False).publish(skip_permission_checks=True)
        page.refresh_from_db(fields=["latest_revision", "live"])

    def _undo(self, place: Place) -> None:
        """Leave no half document: take away the draft of a page that could not be filled."""
        if self.dry_run or place.page is None or place.record.digest:
            return
        with transaction.atomic():
            type(place.page)._default_manager.get(pk=place.page.pk).delete()
            self.ledger.forget(place.record)
        place.page = None

    def failed(self, document: LegacyDocument, kind: Kind, error: Exception) -> None:
        """Report a document that could not be taken."""
        self.report.warn(document.file, Cause.FAILED, f"{document.title} : {explain(error)}")
        self.report.count(kind, Outcome.SKIPPED)


def _noon(date: dt.date | None) -> dt.datetime | None:
    """Return the middle of a day: the same day in every time zone that matters here."""
    return timezone.make_aware(dt.datetime.combine(date, dt.time(12))) if date else None
