"""Import of the images and documents that pages and people use: each once, whatever the number of uses."""

from __future__ import annotations

import itertools
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Collection

from hub.base.models import HubDocument, HubImage

from .assets import Asset, check_image, read_asset, save_document, save_image
from .enums import Cause, Kind, Outcome
from .errors import DocumentError
from .ledger import Ledger
from .models import LegacyRecord
from .report import Report

COLLECTION = "Ancien site"


class FileImporter:
    """Gives the numbers of imported files, and imports them when they are first asked for.

    Args:
        ledger: what previous runs wrote.
        report: receives outcomes and warnings.
        dry_run: check the files, write nothing; numbers of files to come are negative.
    """

    def __init__(self, ledger: Ledger, report: Report, *, dry_run: bool) -> None:
        self.ledger = ledger
        self.report = report
        self.dry_run = dry_run
        self._numbers: dict[str, int | None] = {}
        self._by_hash = dict(
            HubImage.objects.exclude(content_hash="").order_by("-pk").values_list("content_hash", "pk")
        )
        self._alive = {
            Kind.IMAGE: set(HubImage.objects.values_list("pk", flat=True)),
            Kind.DOCUMENT: set(HubDocument.objects.values_list("pk", flat=True)),
        }
        self._planned = itertools.count(-1, -1)
        self._collection: Any = None

    def image(self, asset: Asset, alt: str, file: str) -> int | None:
        """Return the number of an image; None when it was refused (reported once)."""
        return self._number(Kind.IMAGE, asset, alt, file)

    def document(self, asset: Asset, file: str) -> int | None:
        """Return the number of a document; None when it was refused (reported once)."""
        return self._number(Kind.DOCUMENT, asset, "", file)

    def _number(self, kind: Kind, asset: Asset, alt: str, file: str) -> int | None:
        if asset.address not in self._numbers:
            self._numbers[asset.address] = self._import(kind, asset, alt, file)
        return self._numbers[asset.address]

    def _import(self, kind: Kind, asset: Asset, alt: str, file: str) -> int | None:
        record = self.ledger.get(asset.address)
        if record is not None and record.object_id not in self._alive[kind]:
            self.report.warn(file, Cause.REMOVED_SINCE, asset.name)
            self.report.count(kind, Outcome.SKIPPED)
            return None
        try:
            if kind == Kind.IMAGE:
                data, found = read_asset(asset, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, Cause.BAD_IMAGE)
            else:
                data, found = read_asset(asset, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, Cause.BAD_FILE)
            if record is not None and record.digest == found:
                self.report.count(kind, Outcome.UNCHANGED)
                return record.object_id
            if kind == Kind.IMAGE:
                check_image(asset, data)
            with transaction.atomic():
                number = self._save(kind, asset, data, found, alt, record)
        except DocumentError as error:
            self.report.warn(file, error.cause, error.detail)
        except Exception as error:  # one bad file never stops the run
            self.report.warn(file, Cause.FAILED, f"{asset.name} : {type(error).__name__} : {error}")
        else:
            self.report.count(kind, Outcome.CREATED if record is None else Outcome.UPDATED)
            return number
        self.report.count(kind, Outcome.SKIPPED)
        return None

    def _save(
        self, kind: Kind, asset: Asset, data: bytes, found: str, alt: str, record: LegacyRecord | None
    ) -> int:
        number = self._by_hash.get(found) if kind == Kind.IMAGE else None
        if self.dry_run:
            return number or next(self._planned)
        if number is None:
            collection = self._own_collection()
            if kind == Kind.IMAGE:
                number = save_image(asset, data, found, alt, collection).pk
                self._by_hash[found] = number
            else:
                number = save_document(asset, data, collection).pk
            self._alive[kind].add(number)
        record = record or LegacyRecord(address=asset.address)
        record.kind, record.file, record.object_id, record.digest = kind, asset.name[:500], number, found
        self.ledger.save(record)
        return number

    def _own_collection(self) -> Any:
        if self._collection is None:
            root = Collection.get_first_root_node()
            self._collection = root.get_children().filter(name=COLLECTION).first()
            if self._collection is None:
                self._collection = root.add_child(name=COLLECTION)
        return self._collection
