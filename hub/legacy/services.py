"""The import: reads a former site and writes it into the hub, once or again.

Order matters. Registers and people come first, since pages refer to them. Then every page is made as an
empty draft, so that every link has a target; only then is each filled and published, in a transaction
of its own. A run that is killed leaves drafts that nobody sees and that the next run fills.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from hub.people.models import Person
from pages.home.models import HomePage
from search.services import deferred_indexing

from . import mapping, payloads
from .assets import AssetIndex
from .book import AddressBook, Target
from .enums import Cause, Kind, Outcome
from .files import FileImporter
from .ledger import Ledger
from .pages import PageWriter, Place
from .payloads import Converted, Payload, References
from .people import PeopleImporter
from .progress import Progress
from .readers import read_site
from .readers.values import fold
from .records import LegacyDefi, LegacyDocument, LegacyGuide, LegacyPost
from .redirects import RedirectWriter
from .registers import RegisterWriter
from .report import Report
from .resolver import LegacyResolver, folder_of
from .terms import Terms


@dataclass
class Entry:
    """A document on its way into the hub."""

    document: LegacyDocument
    kind: Kind
    target: Target
    place: Place | None = None
    converted: Converted | None = None  # kept when no link of it waits for another page


def import_site(root: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Import a former site.

    Args:
        root: folder of the site, of the guides, or of both.
        dry_run: read, check and compare everything, write nothing.
        progress: told how far the run is.

    Raises:
        LegacyError: the folder cannot be read, or the page tree of the hub is not ready.
    """
    return SiteImport(root, dry_run=dry_run, progress=progress or Progress(silent=True)).run()


class SiteImport:
    """One run of the import."""

    def __init__(self, root: Path, *, dry_run: bool, progress: Progress) -> None:
        self.started = time.monotonic()
        self.today = timezone.localdate()
        self.progress = progress
        self.site = read_site(root)
        self.report = Report(root=str(root), dry_run=dry_run)
        self.ledger = Ledger()
        self.redirects = RedirectWriter(self.report, dry_run=dry_run)
        self.pages = PageWriter(self.ledger, self.report, self.redirects, dry_run=dry_run)
        self.files = FileImporter(self.ledger, self.report, dry_run=dry_run)
        self.index = AssetIndex(root)
        self.book = AddressBook()
        writer = RegisterWriter(self.ledger, self.report, dry_run=dry_run)
        self.people = PeopleImporter(self.site, writer, self._photo, self.today)
        self.terms = Terms(self.report)
        self.dry_run = dry_run

    def run(self) -> Report:
        """Import everything and return the report."""
        for warning in self.site.warnings:
            self.report.add(warning)
        self._count_unreadable()
        with deferred_indexing():
            self._write_people()
            entries = self._enter_documents()
            self._prepare(entries)
            self._place(entries)
            self._fill(entries)
            self.progress.start("Index de recherche", 1)
        self.progress.step()
        self.progress.end()
        self.report.seconds = time.monotonic() - self.started
        return self.report

    def _count_unreadable(self) -> None:
        folders = {"_posts": Kind.NEWS, "_defis": Kind.DEFI, "_communaute": Kind.PERSON}
        for warning in self.site.skipped:
            self.report.add(warning)
            kind = folders.get(warning.file.split("/", 1)[0], Kind.RESOURCE)
            self.report.count(kind, Outcome.SKIPPED)

    # --- Registers and people -------------------------------------------------------------------

    def _write_people(self) -> None:
        names = {fold(defi.administration) for defi in self.site.defis if defi.administration}
        total = len(self.site.promotions) + len(self.site.skills) + len(names)
        self._step("Référentiels", total, lambda step: self.people.write_registers(step))
        self._step("Personnes", len(self.site.people), lambda step: self.people.write_people(step))
        slugs = dict(Person.objects.values_list("pk", "slug"))
        for person in self.site.people:
            number = self.people.person(person.name)
            if number is None:
                continue
            url = _person_url(slugs.get(number) or fold(person.name).replace(" ", "-"))
            target = Target(Kind.PERSON, person.address, url=url)
            if not self.book.add(target, person.aliases):
                self.report.warn(person.file, Cause.DUPLICATE, person.address)
            elif url:
                self.redirects.add((person.address, *person.aliases), link=url)

    def _step(self, label: str, total: int, work: Callable[[Callable[[], None]], None]) -> None:
        self.progress.start(label, total)
        work(self.progress.step)
        self.progress.end()

    def _photo(self, address: str, name: str, file: str) -> int | None:
        asset = self.index.image(address)
        if asset is None:
            self.report.warn(file, Cause.MISSING_IMAGE, address)
            return None
        return self.files.image(asset, f"Portrait de {name}", file)

    # --- Documents ------------------------------------------------------------------------------

    def _enter_documents(self) -> list[Entry]:
        """Enter every document in the book of addresses, then the lists of the hub."""
        entries = []
        documents: list[tuple[LegacyDocument, Kind]] = [(defi, Kind.DEFI) for defi in self.site.defis]
        documents += [(post, mapping.post_kind(post)) for post in self.site.posts]
        documents += [(guide, Kind.RESOURCE) for guide in self.site.guides]
        for document, kind in documents:
            kind = self.pages.kind_of(document, kind)
            target = Target(kind, document.address)
            if self.book.add(target, document.aliases):
                entries.append(Entry(document, kind, target))
            else:
                self.report.warn(document.file, Cause.DUPLICATE, document.address)
                self.report.count(kind, Outcome.SKIPPED)
        self._enter_lists()
        return entries

    def _enter_lists(self) -> None:
        home = HomePage.objects.first()
        if home is not None:
            self.book.add(Target(None, "/", page_id=home.pk), ("/accueil.html",))
        lists = {
            Kind.DEFI: ("/defis.html", "/defis/", "/defi/", "/defis/2018.html"),
            Kind.NEWS: ("/blog.html", "/blog/", "/posts/", "/actualites.html"),
            Kind.RESOURCE: ("/guides.html", "/guides/", "/ressources.html"),
        }
        for kind, addresses in lists.items():
            page = self.pages.indexes[kind]
            target = Target(None, addresses[0], page_id=page.pk, url=page.url or "")
            if self.book.add(target, addresses[1:]):
                self.redirects.add(addresses, page=page)
        news = self.pages.indexes[Kind.NEWS]
        self.book.add(Target(None, "/feed.xml", url=f"{news.url or '/'}rss/"), ("/rss.xml", "/atom.xml"))
        directory = reverse("people:directory")
        self.book.add(Target(None, "/communaute.html", url=directory), ("/communaute/", "/annuaire.html"))
        self.redirects.add(("/communaute.html", "/communaute/"), link=directory)

    def _resolver(self, document: LegacyDocument) -> LegacyResolver:
        return LegacyResolver(
            self.book,
            self.index,
            base=folder_of(document.address),
            folder=posixpath.dirname(document.file),
            image_id=lambda asset, alt: self.files.image(asset, alt, document.file),
            document_id=lambda asset: self.files.document(asset, document.file),
        )

    def _convert(self, entry: Entry) -> Converted:
        if entry.converted is not None:
            return entry.converted
        document = entry.document
        if isinstance(document, LegacyDefi):
            document = replace(document, body=payloads.with_projects(document))
        resolver = self._resolver(document)
        converted = payloads.convert(document, resolver)
        # Why an image was refused is reported once, with the image: it is not « missing » as well.
        converted.warnings = [
            (cause, detail)
            for cause, detail in converted.warnings
            if not (cause == Cause.MISSING_IMAGE and detail in resolver.refused)
        ]
        if not resolver.follows_pages:
            entry.converted = converted
        return converted

    def _prepare(self, entries: list[Entry]) -> None:
        """Convert each document a first time: what cannot be converted is not made at all.

        Images are imported here, outside the transactions of pages, and the headings become known
        to the links that lead to them.
        """
        self.progress.start("Lecture et images", len(entries))
        for entry in list(entries):
            try:
                entry.target.headings = self._convert(entry).conversion.headings
            except Exception as error:  # one bad document never stops the run
                self.pages.failed(entry.document, entry.kind, error)
                self.book.remove(entry.target)
                entries.remove(entry)
            self.progress.step()
        self.progress.end()

    def _place(self, entries: list[Entry]) -> None:
        """Find or make the page of each document."""
        self.progress.start("Pages", len(entries))
        existing = self.pages.existing([(entry.document, entry.kind) for entry in entries])
        for number, entry in enumerate(list(entries), start=1):
            page = existing.get(entry.document.address)
            try:
                published = _published(entry.document)
                entry.place = self.pages.place(entry.document, entry.kind, published, page)
            except Exception as error:  # one bad document never stops the run
                self.pages.failed(entry.document, entry.kind, error)
                entry.place = None
            if entry.place is None:
                self.book.remove(entry.target)
                entries.remove(entry)
            elif entry.place.page is None:  # dry run: the page to come
                entry.target.page_id = -number
            else:
                entry.target.page_id = entry.place.page.pk
                entry.target.url = entry.place.page.url or ""
            self.progress.step()
        self.progress.end()

    def _fill(self, entries: list[Entry]) -> None:
        """Fill and publish each page; once more for the others if one had to be taken away."""
        self.progress.start("Contenus et liens", len(entries))
        failed = [entry for entry in entries if not self._fill_one(entry, count=True)]
        self.progress.end()
        for entry in failed:
            self.book.remove(entry.target)
        if failed and not self.dry_run:
            for entry in entries:
                if entry not in failed:
                    self._fill_one(entry, count=False)

    def _fill_one(self, entry: Entry, *, count: bool) -> bool:
        place = entry.place
        assert place is not None
        converted = self._convert(entry)
        for cause, detail in converted.warnings:
            self.report.warn(entry.document.file, cause, detail)
        outcome = self.pages.write(place, self._payload(entry, converted))
        if outcome is not None and count:
            self.report.count(entry.kind, outcome)
        if count:
            self.progress.step()
        return outcome is not None

    def _payload(self, entry: Entry, converted: Converted) -> Payload:
        document = entry.document
        if isinstance(document, LegacyDefi):
            refs = References(
                image=self._lead_image(document),
                administration=self.people.administration(document),
                promotion=self.people.promotions.get(document.promotion),
                skills=self.people.skills_of(document),
                technologies=self.terms.technologies_of(document),
                eigs=self.people.team(document.eigs, document.file),
                mentors=self.people.team(document.mentors, document.file),
            )
            return payloads.defi_payload(document, converted, refs, self.terms.fate_of(document), self.today)
        if isinstance(document, LegacyGuide):
            return payloads.resource_payload(document, converted)
        assert isinstance(document, LegacyPost)
        authors, unknown = self.people.authors(document.author, document.file)
        named = mapping.named_promotion(document.title, *document.tags)
        refs = References(
            image=self._lead_image(document),
            promotion=self.people.promotions.get(named),
            defi=self._defi_of(document),
            authors=authors,
            unknown_authors=unknown,
        )
        date = document.date or self._known_date(entry)
        build = payloads.experience_payload if entry.kind == Kind.EXPERIENCE else payloads.news_payload
        return build(document, converted, refs, date)

    def _known_date(self, entry: Entry) -> dt.date:
        """Return the date of a post that gives none: the one its page has, else today."""
        place = entry.place
        known = place is not None and place.page is not None and place.record.digest
        return place.page.date if place is not None and known else self.today

    def _lead_image(self, document: LegacyDocument) -> int | None:
        if not document.image:
            return None
        resolver = self._resolver(document)
        number = resolver.image(document.image, document.title)
        if number is None and not resolver.refused:
            self.report.warn(document.file, Cause.MISSING_IMAGE, document.image)
        return number

    def _defi_of(self, post: LegacyPost) -> int | None:
        """Return the page of the défi that a post names, if it names only one."""
        wanted = {fold(name) for name in post.defis}
        found = [d for d in self.site.defis if wanted & {fold(d.title), fold(d.key)}]
        if wanted and not found:
            self.report.warn(post.file, Cause.UNKNOWN_DEFI, ", ".join(post.defis))
        target = self.book.find(found[0].address) if len(found) == 1 else None
        return target.page_id if target is not None and target.kind == Kind.DEFI else None


def _published(document: LegacyDocument) -> dt.date | None:
    if isinstance(document, LegacyDefi):
        return mapping.defi_dates(document)[0]
    return document.date if isinstance(document, (LegacyPost, LegacyGuide)) else None


def _person_url(slug: str) -> str:
    try:
        return reverse("people:person", args=[slug]) if slug else ""
    except NoReverseMatch:
        return ""
