"""Redirections from the addresses of the former sites (Wagtail's own)."""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects.models import Redirect

from .enums import Kind, Outcome
from .records import LegacyDocument
from .report import Report

#: Addresses that only our own readers know.
_INTERNAL = ("/_posts/", "/_data/")


class RedirectWriter:
    """Writes the redirections that are missing; one that exists already, whoever made it, stays.

    Args:
        report: receives the counts.
        dry_run: count only.
    """

    def __init__(self, report: Report, *, dry_run: bool) -> None:
        self.report = report
        self.dry_run = dry_run
        self._known = set(Redirect.objects.filter(site=None).values_list("old_path", flat=True))

    def write(self, document: LegacyDocument, page: Any) -> int:
        """Redirect every address of a document to its page."""
        return self.add((document.address, *document.aliases), page=page)

    def add(self, addresses: tuple[str, ...], *, page: Any = None, link: str = "") -> int:
        """Redirect addresses to a page or to another address of the hub.

        Returns:
            How many redirections were missing.
        """
        own = (page.url if page is not None and page.pk else link) or ""
        paths: dict[str, None] = {}
        for address in addresses:
            if not address.startswith("/") or address.startswith(_INTERNAL):
                continue
            for spelling in (address, address.lower()):
                path = Redirect.normalise_path(spelling)
                if path and len(path) <= 255 and path != own.rstrip("/"):
                    paths[path] = None
        missing = [path for path in paths if path not in self._known]
        self.report.count(Kind.REDIRECT, Outcome.UNCHANGED, len(paths) - len(missing))
        self.report.count(Kind.REDIRECT, Outcome.CREATED, len(missing))
        if missing and not self.dry_run:
            target = page.pk if page is not None else None
            Redirect.objects.bulk_create(
                Redirect(old_path=path, redirect_page_id=target, redirect_link=link) for path in missing
            )
        self._known.update(missing)
        return len(missing)
