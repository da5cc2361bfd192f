"""Opening the files of a Jekyll site, one bad file at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub.legacy.enums import Cause
from hub.legacy.errors import DocumentError
from hub.legacy.records import LegacySite

from .addresses import local_path
from .sources import parse_entries, read_text, split_front_matter, text_files
from .values import as_text, as_url, fold

DATA_SUFFIXES = (".yml", ".yaml", ".json")


class JekyllFiles:
    """The files of a site; what cannot be read is recorded in ``site``, never fatal."""

    def __init__(self, site: LegacySite) -> None:
        self.site = site

    def name(self, path: Path) -> str:
        """Return the name of a file for reports: its path in the site."""
        return path.relative_to(self.site.root).as_posix()

    def data(self, *names: str) -> dict[str, Any]:
        """Read ``_data/<name>.yml``, the first of the names that exists."""
        for name in names:
            for suffix in DATA_SUFFIXES:
                path = self.site.root / "_data" / f"{name}{suffix}"
                if path.is_file():
                    return self._entries(path)
        return {}

    def _entries(self, path: Path) -> dict[str, Any]:
        try:
            text, guessed = read_text(path)
        except DocumentError as error:
            self.site.warn(self.name(path), error.cause, error.detail)
            return {}
        if guessed:
            self.site.warn(self.name(path), Cause.ENCODING)
        entries, faults = parse_entries(text)
        for entry, fault in faults:
            self.site.warn(self.name(path), Cause.BROKEN_DATA, f"{entry} : {fault}" if entry else fault)
        return entries

    def each(self, folder: str, read: Callable[[str, Path, dict[str, Any], str], None]) -> None:
        """Call ``read(name, path, values, body)`` for each published document of a folder."""
        for path in text_files(self.site.root / folder):
            name = self.name(path)
            try:
                text, guessed = read_text(path)
                if guessed:
                    self.site.warn(name, Cause.ENCODING)
                values, body = split_front_matter(text)
                if values.get("published") is False or values.get("draft") is True:
                    self.site.skip(name, Cause.NOT_PUBLISHED)
                else:
                    read(name, path, values, body)
            except DocumentError as error:
                self.site.skip(name, error.cause, error.detail)
            except Exception as error:  # one bad document never stops the run
                self.site.skip(name, Cause.FAILED, f"{type(error).__name__} : {error}")

    def url(self, file: str, value: Any) -> str:
        """Return a usable web address, or "" with a warning when the value is not one."""
        url = as_url(value)
        if url is None:
            self.site.warn(file, Cause.BAD_ADDRESS, as_text(value))
        return url or ""


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping with keys in lower case; an empty one for anything else."""
    if not isinstance(value, dict):
        return {}
    return {str(name).strip().lower(): item for name, item in value.items()}


def sequence(value: Any) -> list[Any]:
    """Return a value as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def promotion_code(value: Any) -> str:
    """Return how a promotion is called: ``2`` for 2, "2", "EIG 2" or « Promotion 2 »; a year stays one."""
    written = fold(as_text(value))
    numbers = [word for word in written.replace("eig", " ").split() if word.isdigit()]
    if numbers:
        return numbers[0].lstrip("0")
    return "-".join(word for word in written.split() if word not in {"promotion", "promo", "eig"})[:30]


def permalink(values: dict[str, Any]) -> str:
    """Return the address that a document gives itself, if it is a plain one."""
    for field in ("permalink", "url"):
        found = local_path(as_text(values.get(field)))
        if found and found[0].startswith("/") and ":" not in found[0]:
            return found[0]
    return ""


def dated_address(folder: str, year: int | None, slug: str) -> str:
    """Return the address of a document of a collection: ``/defis/2018/slug.html``."""
    return f"/{folder}/{year}/{slug}.html" if year else f"/{folder}/{slug}.html"
