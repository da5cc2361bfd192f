"""Links of the défis of the Jekyll site: product, code, videos, and those of what they made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from hub.base.markup import shorten
from hub.legacy.records import LegacyLink, LegacyProject

from .addresses import local_path
from .jekyll_files import JekyllFiles, mapping, sequence
from .values import as_list, as_text, as_url

VIDEO_ADDRESSES = {
    "dailymotion": "https://www.dailymotion.com/video/",
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
}
VIDEO_FIELDS = ("end_of_project_videos", "videos", "video")
LINK_FIELDS = (
    ("product", "website", ""),
    ("code", "source_code", ""),
    ("licence", "licence", ""),
    ("licence", "license", ""),
    ("project", "project_page", ""),
    ("documentation", "documentation", ""),
    ("open_data", "open_data", ""),
    ("other", "poster", "Affiche"),
)
# What the host of an address tells of it.
_FORGES = re.compile(r"(?:^|\.)(?:github\.com|bitbucket\.org|codeberg\.org)$|^(?:git|gitlab|forge)\.")
_OPEN_DATA = re.compile(r"^(?:www\.)?data\.gouv\.fr$|^(?:opendata|data)\.")
_VIDEOS = re.compile(r"(?:^|\.)(?:dailymotion\.com|dai\.ly|youtube\.com|youtu\.be|vimeo\.com)$")


def read_links(
    files: JekyllFiles, file: str, entry: dict[str, Any], projects: Iterable[LegacyProject]
) -> tuple[LegacyLink, ...]:
    """Return the links of a défi, each address once whatever its spelling.

    Args:
        files: where addresses that cannot be understood are reported.
        file: the file that is read.
        entry: what is known of the défi.
        projects: what it made; the address of each comes after the others, under its title.
    """
    links: dict[str, LegacyLink] = {}
    for kind, field, label in LINK_FIELDS:
        for value in as_list(entry.get(field)):
            url = files.url(file, value)
            if url:
                links.setdefault(_same(url), LegacyLink(kind, url, label))
    for field in VIDEO_FIELDS:
        for value in sequence(entry.get(field)):
            video = _video(value)
            if video:
                links.setdefault(_same(video.url), video)
    for project in projects:
        # A page of the former site is a page of the hub by now: the text links to it.
        if project.url and local_path(project.url) is None:
            links.setdefault(
                _same(project.url), LegacyLink(kind_of_address(project.url), project.url, project.title)
            )
    return tuple(links.values())


def kind_of_address(url: str) -> str:
    """Return what a link leads to as far as its host tells; the page of a project otherwise."""
    host = (urlsplit(url).hostname or "").lower()
    for pattern, kind in ((_FORGES, "code"), (_OPEN_DATA, "open_data"), (_VIDEOS, "video")):
        if pattern.search(host):
            return kind
    return "project"


def _same(url: str) -> str:
    """Return what two spellings of an address have in common."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url)
    host, slash, path = bare.partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/#")


def _video(value: Any) -> LegacyLink | None:
    entry = mapping(value)
    if not entry:
        url = as_url(value)
        return LegacyLink("video", url) if url else None
    if entry.get("show") is False:
        return None
    prefix = VIDEO_ADDRESSES.get(as_text(entry.get("platform")).lower(), "")
    identifier = as_text(entry.get("id"))
    url = f"{prefix}{identifier}" if prefix and identifier else as_url(entry.get("url"))
    return LegacyLink("video", url, shorten(as_text(entry.get("description")), 250)) if url else None
