"""Addresses of the former sites: many spellings of one page, brought to one key."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import unquote, urlsplit

#: Hosts that the former sites had.
SITE_HOSTS = frozenset(
    {
        "entrepreneur-interet-general.etalab.gouv.fr",
        "entrepreneur-interet-general.numerique.gouv.fr",
        "entrepreneurs-interet-general.etalab.gouv.fr",
        "eig.etalab.gouv.fr",
        "eig.numerique.gouv.fr",
        "entrepreneur-interet-general.github.io",
        "eig-forever.org",
        "localhost",
        "127.0.0.1",
        "0.0.0.0",
    }
)
GUIDE_HOSTS = frozenset(
    {
        "guides.etalab.gouv.fr",
        "guides.eig-forever.org",
        "guides.eig.etalab.gouv.fr",
        "guide.eig.etalab.gouv.fr",
        "eig-link.etalab.gouv.fr",
        "eig-guides.etalab.gouv.fr",
        "doc.eig-forever.org",
    }
)
#: The repositories of the former sites, where some links go straight to a source file.
_REPOSITORY = re.compile(
    r"^/entrepreneur-interet-general/(?P<name>eig-link|site-eig|eig-guides|guides)/"
    r"(?:blob|tree|raw|edit)/[^/]+/(?P<path>.+)$"
)
_SUFFIX = re.compile(r"(?:/index)?\.(?:html?|md|markdown)$|/index$", re.IGNORECASE)
_IMMUTABLE = re.compile(r"^/[0-9a-f]{40}/[0-9a-f]{5}(?P<path>/.+)$")


def local_path(href: str) -> tuple[str, str] | None:
    """Give the path and the fragment of an address if it is one of the former sites.

    Args:
        href: as written: relative, absolute, or on a host of the former sites.

    Returns:
        ``(path, fragment)``, the path without host, query or escapes; None for any other site.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").lower().removeprefix("www.")
    path = unicodedata.normalize("NFC", unquote(parts.path))
    if parts.scheme.lower() not in {"", "http", "https"}:
        return None
    if host in {"github.com", "raw.githubusercontent.com"}:
        found = _REPOSITORY.match(path)
        if found is None:
            return None
        return f"/{found['path']}", unquote(parts.fragment)
    if host.endswith("cloudfront.net") and (kept := _IMMUTABLE.match(path)):
        return kept["path"], ""  # how the former host served its own images
    if host and host not in SITE_HOSTS and host not in GUIDE_HOSTS:
        return None
    if host in GUIDE_HOSTS or (
        host == "entrepreneur-interet-general.github.io" and path.startswith("/eig-link/")
    ):
        path = f"/guides{path.removeprefix('/eig-link')}"
    if host and not path:
        path = "/"
    return path, unquote(parts.fragment)


def key(path: str, base: str = "/") -> str:
    """Bring a path to the form under which pages are known: ``/blog/2018/09/24/slug``.

    Args:
        path: absolute, or relative to ``base``.
        base: folder of the document that holds the link.
    """
    absolute = path if path.startswith("/") else posixpath.join(base, path)
    absolute = unicodedata.normalize("NFC", unquote(absolute)).casefold()
    absolute = posixpath.normpath(f"/{absolute.strip('/')}")
    absolute = "/" + absolute.lstrip("/")
    return _SUFFIX.sub("", absolute) or "/"
