"""The book of addresses: which page of the hub answers for each address of the former sites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hub.base.markup import Heading

from .enums import Kind
from .readers.addresses import key

#: Folders of the former sites that held the same kind of things under several names.
_SECTIONS = {
    "defi": "defis",
    "defis": "defis",
    "blog": "blog",
    "posts": "blog",
    "actualites": "blog",
    "communaute": "communaute",
    "guides": "guides",
}
_GUIDE_PREFIXES = ("/guides", "/docs")


@dataclass
class Target:
    """Something that an address leads to.

    Attributes:
        kind: what it is; None for a list of the hub.
        address: the address under which it is recorded.
        page_id: its page, once it exists.
        url: its address in the hub, once it exists.
        headings: the parts of its body, for links to one of them.
    """

    kind: Kind | None
    address: str
    page_id: int | None = None
    url: str = ""
    headings: list[Heading] = field(default_factory=list)

    @property
    def exists(self) -> bool:
        """Tell whether the hub has it already."""
        return bool(self.page_id or self.url)

    def as_link(self, anchor: str = "") -> str | dict[str, Any] | None:
        """Return what a link to it becomes: to a page by its number, so that it may move."""
        if anchor and self.url:
            return f"{self.url}#{anchor}"
        if self.page_id:
            return {"linktype": "page", "id": self.page_id}
        return self.url or None


class AddressBook:
    """Finds targets by any spelling of their addresses."""

    def __init__(self) -> None:
        self._exact: dict[str, Target] = {}
        self._loose: dict[tuple[str, str], set[int]] = {}
        self._by_id: dict[int, Target] = {}

    def add(self, target: Target, addresses: tuple[str, ...] = ()) -> bool:
        """Enter a target under its address and others.

        Returns:
            False when another target already has its main address: nothing is entered then.
        """
        main = key(target.address)
        if main in self._exact:
            return False
        self._by_id[id(target)] = target
        for path in (main, *(key(address) for address in addresses)):
            self._exact.setdefault(path, target)
            section, slug = _place(path)
            if section:
                self._loose.setdefault((section, slug), set()).add(id(target))
        return True

    def remove(self, target: Target) -> None:
        """Forget a target that could not be created."""
        self._exact = {path: other for path, other in self._exact.items() if other is not target}
        for found in self._loose.values():
            found.discard(id(target))

    def find(self, path: str, base: str = "/") -> Target | None:
        """Find what an address of the former sites leads to.

        Args:
            path: without host, query nor fragment.
            base: folder of the document that holds the link.

        Returns:
            The target of this very address; else the only one of the same section and name, since
            the former sites changed the dates in their addresses more than once.
        """
        absolute = key(path, base)
        candidates = [absolute]
        if base.startswith(_GUIDE_PREFIXES) and path.startswith("/"):
            candidates.append(key(f"/guides{path}"))
        for candidate in candidates:
            if candidate in self._exact:
                return self._exact[candidate]
        section, slug = _place(absolute)
        if not section and base.startswith(_GUIDE_PREFIXES):
            section, slug = "guides", absolute.rsplit("/", 1)[-1]
        found = self._loose.get((section, slug), set())
        return self._by_id[next(iter(found))] if section and len(found) == 1 else None


def _place(path: str) -> tuple[str, str]:
    """Return the section of a path and its name without the date: ``/defi/2017/09/26/x`` -> defis, x."""
    first, _, rest = path.lstrip("/").partition("/")
    section = _SECTIONS.get(first, "")
    if not section or not rest:
        return "", ""
    name = rest if section == "guides" else re.sub(r"^(?:\d{1,4}/)+", "", rest)
    return section, name.rsplit("/", 1)[-1]
