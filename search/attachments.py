"""The words of the files attached to a page, under the rule that protects the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from hub.base.models import HubDocument
from hub.base.visibility import visible_to

from .documents import ATTACHED, Section, attached_token, file_token, follow
from .models import FileText

# A passage of a file is about as long as a part of a page: excerpts and ranking work on passages.
PASSAGE = 5000
# Pages shorter than this join the next one: slides, covers.
SHORT = PASSAGE // 4


# For a rebuild: the pages that have files, and which, read once.
_files: ContextVar[dict[str, set[int]] | None] = ContextVar("hub_search_files", default=None)


@contextmanager
def remembering_files(*, everything: bool = False) -> Iterator[None]:
    """Read which files every page shows or links once, for a rebuild, or forget it for what is saved then."""
    found: dict[str, set[int]] | None = None
    if everything:
        found = {}
        for page, document in _references().values_list("object_id", "to_object_id"):
            found.setdefault(page, set()).add(int(document))
    before = _files.get()
    _files.set(found)
    try:
        yield
    finally:
        _files.set(before)


def _references() -> QuerySet[Any]:
    """Return the references of pages to files."""
    return ReferenceIndex.objects.filter(
        base_content_type=_content_type(Page), to_content_type=_content_type(HubDocument)
    )


def _files_of(page: Page) -> set[int]:
    known = _files.get()
    if known is not None:
        return known.get(str(page.pk), set())
    rows = _references().filter(object_id=str(page.pk))
    return {int(pk) for pk in rows.values_list("to_object_id", flat=True)}


def file_sections(page: Page) -> tuple[Section, ...]:
    """Return the passages of the files that a page shows or links, wherever it does.

    Whoever may open the page may read such a file when they may enter its collection
    (``hub.base.files.may_read_file``): the collection is a token of each passage.
    """
    pks = _files_of(page)
    if not pks:
        return ()
    texts = FileText.objects.filter(document__in=pks, state=FileText.State.READ)
    sections: list[Section] = []
    for text in texts.select_related("document").order_by("document_id"):
        document = text.document
        access = (ATTACHED, attached_token(page.pk), file_token(document.collection_id or 0))
        paged = document.file_extension.lower() == "pdf"
        for number, words in passages(text.text):
            url = f"{document.url}#page={number}" if paged and number > 1 else document.url
            sections.append(Section("", document.title, words, file=document.title, url=url, access=access))
    return tuple(sections)


def _content_type(model: type[Any]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Cut the text of a file, whose pages are separated by form feeds, into passages.

    Yields:
        The number of the page where each passage begins, and its words.
    """
    held: list[str] = []
    first, length = 1, 0
    for number, page in enumerate(text.split("\f"), 1):
        for piece in _pieces(page):
            new_page = first != number and length >= SHORT
            if held and (new_page or length + len(piece) > PASSAGE):
                yield first, "\n".join(held)
                held, length = [], 0
            if not held:
                first = number
            held.append(piece)
            length += len(piece) + 1
    if held:
        yield first, "\n".join(held)


def _pieces(page: str) -> Iterator[str]:
    """Cut a page that is longer than a passage, at a line or a space when there is one."""
    page = page.strip()
    while len(page) > PASSAGE:
        end = max(page.rfind("\n", PASSAGE // 2, PASSAGE), page.rfind(" ", PASSAGE // 2, PASSAGE))
        cut = end if end > 0 else PASSAGE
        yield page[:cut].strip()
        page = page[cut:].strip()
    if page:
        yield page


def pages_with(documents: Iterable[HubDocument]) -> list[str]:
    """Return the references of the pages that show or link some files."""
    pks = [str(document.pk) for document in documents]
    rows = _references().filter(to_object_id__in=pks)
    return [f"page:{pk}" for pk in rows.values_list("object_id", flat=True).distinct()]


def pages_showing(user: Any, documents: Iterable[HubDocument]) -> dict[int, list[Page]]:
    """Return the pages that show or link some files and that a user may read, by document."""
    pks = [str(document.pk) for document in documents]
    pairs = set(_references().filter(to_object_id__in=pks).values_list("to_object_id", "object_id"))
    pages = visible_to(Page.objects.filter(pk__in={page for _document, page in pairs}), user)
    found: dict[int, list[Page]] = {}
    for page in pages.order_by("title", "pk"):
        for document, _page in (pair for pair in pairs if pair[1] == str(page.pk)):
            found.setdefault(int(document), []).append(page)
    return found


def connect() -> None:
    """Have pages follow their files: renamed, replaced, put into another collection, deleted."""
    follow(HubDocument, lambda document: pages_with([document]))
