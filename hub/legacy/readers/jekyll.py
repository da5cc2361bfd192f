"""Reader of the Jekyll site: ``_posts``, ``_defis``, ``_communaute`` and ``_data``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hub.base.markup import plain_text, shorten
from hub.legacy.enums import Cause
from hub.legacy.records import LegacyPost, LegacySite

from .dialects import clean, take_title
from .jekyll_defis import SUMMARY_LENGTH, read_defis, read_promotions
from .jekyll_files import JekyllFiles, permalink
from .jekyll_people import read_people
from .values import as_date, as_list, as_text, fold, from_file_name

MARKERS = ("_posts", "_defis", "_communaute", "_data")


def is_jekyll(root: Path) -> bool:
    """Tell whether a folder looks like the Jekyll site."""
    return any((root / marker).is_dir() for marker in MARKERS)


def read_jekyll(site: LegacySite) -> None:
    """Read a Jekyll site into ``site``; a document that cannot be read is reported, never fatal."""
    files = JekyllFiles(site)
    names = files.data("skills", "competences")
    site.skills.update({str(code): as_text(name) for code, name in names.items() if as_text(name)})
    read_people(files)
    read_defis(files)
    files.each("_posts", lambda file, path, values, body: _post(site, file, path, values, body))
    read_promotions(files)


def _post(site: LegacySite, file: str, path: Path, values: dict[str, Any], body: str) -> None:
    date, slug, dated = from_file_name(path.stem)
    if values.get("date") not in (None, ""):
        written = as_date(values["date"])
        if written is None:
            site.warn(file, Cause.BAD_DATE, as_text(values["date"]))
        date = written or date
    if date is None:
        site.warn(file, Cause.BAD_DATE, path.stem if dated else "aucune date")
    title = as_text(values.get("title") or values.get("titre"))
    heading, rest = take_title(body)
    if heading and (not title or fold(heading) == fold(title)):
        title, body = title or plain_text(heading), rest
    if not title:
        site.warn(file, Cause.MISSING_TITLE)
        title = slug.replace("-", " ").replace("_", " ").strip().capitalize()
    if not body.strip():
        site.warn(file, Cause.EMPTY, title)
    day = f"{date:%Y/%m/%d}/" if date else ""
    summary = shorten(as_text(values.get("description") or values.get("resume")), SUMMARY_LENGTH)
    other = tuple(alias for alias in as_list(values.get("redirect_from")) if alias.startswith("/"))
    site.posts.append(
        LegacyPost(
            address=permalink(values) or f"/blog/{day}{slug}.html",
            title=shorten(title, 250),
            file=file,
            body=body,
            dialect="html" if path.suffix.lower() in {".html", ".htm"} else "jekyll",
            summary=summary or plain_text(clean(body, "jekyll")[0], SUMMARY_LENGTH, first_paragraph=True),
            aliases=(f"/posts/{day}{slug}/", f"/_posts/{path.stem}", *other),
            image=as_text(values.get("image")),
            date=date,
            author=shorten(
                as_text(values.get("author") or values.get("auteur") or values.get("authors")), 200
            ),
            tags=as_list(values.get("tags") or values.get("categories") or values.get("tag")),
            defis=as_list(values.get("defis") or values.get("defi")),
        )
    )
