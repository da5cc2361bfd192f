"""What the links and images of a former document become."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hub.base.markup.outline import loose

from .assets import Asset, AssetIndex
from .book import AddressBook
from .readers.addresses import local_path

_HOST_WITHOUT_SCHEME = re.compile(r"^(?:www\.[\w-]+\.|[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|io|eu|net)(?:/|$))")
_UNSAFE_IN_URL = re.compile(r"[\s<>\"`{}|\\^]")


class LegacyResolver:
    """Resolves the links of one document.

    Args:
        book: every address known.
        index: the files of the former site.
        base: folder of the document's address, for relative links.
        folder: folder of the document's file, for relative images.
        image_id: imports an image and gives its number, or None when it is refused.
        document_id: the same for any other file.

    Attributes:
        refused: images that were found but not accepted.
        follows_pages: a link of the document leads, or may lead, to a page of the hub.
    """

    def __init__(
        self,
        book: AddressBook,
        index: AssetIndex,
        base: str,
        folder: str,
        image_id: Callable[[Asset, str], int | None],
        document_id: Callable[[Asset], int | None],
    ) -> None:
        self.book = book
        self.index = index
        self.base = base
        self.folder = folder
        self.image_id = image_id
        self.document_id = document_id
        self.refused: set[str] = set()
        self.follows_pages = False

    def link(self, href: str) -> str | dict[str, Any] | None:
        """Tell what a link becomes: a page of the hub, an imported file, or the same address elsewhere."""
        if _HOST_WITHOUT_SCHEME.match(href) and not href.lower().endswith((".md", ".html")):
            href = f"https://{href}"
        local = local_path(href)
        if local is None:
            return _UNSAFE_IN_URL.sub(lambda m: quote(m[0]), href)
        self.follows_pages = True
        path, fragment = local
        target = self.book.find(path, self.base) if path else None
        if target is not None and target.exists:
            return target.as_link(_anchor(target.headings, fragment))
        asset = self.index.document(path, self.folder)
        if asset is not None:
            number = self.document_id(asset)
            if number is not None:
                return {"linktype": "document", "id": number}
        # A file that only the repository of the former site has is still there.
        return href if "github.com" in href else None

    def image(self, src: str, alt: str) -> int | None:
        """Give the number of an image of the hub."""
        local = local_path(src)
        asset = self.index.image(local[0], self.folder) if local is not None else None
        if asset is None:
            return None
        number = self.image_id(asset, alt)
        if number is None:
            self.refused.add(src)
        return number


def _anchor(headings: list[Any], fragment: str) -> str:
    wanted = loose(fragment)
    return next((h.anchor for h in headings if wanted and wanted in {loose(h.text), loose(h.anchor)}), "")


def folder_of(path: str) -> str:
    """Return the folder of a path, ``/`` for the root."""
    return posixpath.dirname(path) or "/"
