"""Reader of a folder of VuePress guides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hub.base.markup import plain_text, shorten
from hub.legacy.enums import Cause
from hub.legacy.errors import DocumentError
from hub.legacy.records import LegacyGuide, LegacySite

from .dialects import clean, take_title
from .jekyll_defis import SUMMARY_LENGTH
from .sources import read_text, split_front_matter, text_files
from .values import as_date, as_list, as_text, fold

#: Files of a repository that are not guides.
NOT_GUIDES = frozenset({"license", "licence", "changelog", "contributing", "code_of_conduct", "todo", "404"})


def guide_files(folder: Path) -> list[Path]:
    """List the Markdown files of a folder that are guides."""
    return [
        path
        for path in text_files(folder)
        if path.suffix.lower() in {".md", ".markdown"}
        and path.stem.lower() not in NOT_GUIDES
        and not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts)
    ]


class VuePressReader:
    """Reads guides into a :class:`LegacySite`.

    Args:
        site: receives the guides.
        folder: where they are, the site's root or a folder of it.
        prefix: first part of their addresses.
    """

    def __init__(self, site: LegacySite, folder: Path, prefix: str = "/guides") -> None:
        self.site = site
        self.folder = folder
        self.prefix = prefix

    def read(self) -> None:
        """Read everything; a guide that cannot be read is reported, never fatal."""
        for path in guide_files(self.folder):
            name = path.relative_to(self.site.root).as_posix()
            try:
                guide = self._guide(path, name)
            except DocumentError as error:
                self.site.skip(name, error.cause, error.detail)
            except Exception as error:  # one bad document never stops the run
                self.site.skip(name, Cause.FAILED, f"{type(error).__name__} : {error}")
            else:
                if guide is not None:
                    self.site.guides.append(guide)

    def _aliases(self, name: str, relative: str, values: dict[str, Any]) -> tuple[str, ...]:
        aliases = [f"/{name}", f"/{relative}.html", *as_list(values.get("redirect_from"))]
        folder, _, stem = f"{self.prefix}/{relative}".rpartition("/")
        if stem.lower() in {"readme", "index"}:
            aliases.append(f"{folder}/")  # what VuePress serves it as
        return tuple(alias for alias in aliases if alias.startswith("/"))

    def _guide(self, path: Path, name: str) -> LegacyGuide | None:
        text, guessed = read_text(path)
        if guessed:
            self.site.warn(name, Cause.ENCODING)
        values, body = split_front_matter(text)
        if values.get("published") is False or values.get("draft") is True:
            self.site.skip(name, Cause.NOT_PUBLISHED)
            return None
        if values.get("home") is True and not body.strip():
            raise DocumentError(Cause.EMPTY, "page d’accueil des guides, sans texte")
        title = as_text(values.get("title") or values.get("herotext"))
        heading, rest = take_title(clean(body, "vuepress")[0])
        if heading and (not title or fold(heading) == fold(title)):
            title = plain_text(heading)
            body = take_title(body)[1] if take_title(body)[0] else rest
        if not title:
            if not body.strip():
                raise DocumentError(Cause.EMPTY)
            self.site.warn(name, Cause.MISSING_TITLE)
            title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        if not body.strip():
            self.site.warn(name, Cause.EMPTY, title)
        relative = path.relative_to(self.folder).with_suffix("").as_posix()
        date = as_date(values.get("date")) if values.get("date") else None
        if values.get("date") and date is None:
            self.site.warn(name, Cause.BAD_DATE, as_text(values["date"]))
        summary = as_text(values.get("description") or values.get("tagline"))
        return LegacyGuide(
            address=f"{self.prefix}/{relative}.html",
            title=shorten(title, 250),
            file=name,
            body=body,
            summary=shorten(summary, SUMMARY_LENGTH)
            or plain_text(clean(body, "vuepress")[0], SUMMARY_LENGTH, first_paragraph=True),
            aliases=self._aliases(name, relative, values),
            image=as_text(values.get("image")),
            date=date,
            tags=as_list(values.get("tags")),
        )
