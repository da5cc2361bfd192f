"""What the tests of the dashboard share."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import strip_tags

from pages.defis.models import DefiMember, DefiPage
from tests.factories.defis import day, full_defi
from tests.factories.people import PersonFactory

DASHBOARD = "/suivi-des-defis/"
PICTURES = "/suivi-des-defis/images/"
CSV = "/suivi-des-defis/export.csv"
XLSX = "/suivi-des-defis/export.xlsx"
EVERY_ADDRESS = (DASHBOARD, PICTURES, CSV, XLSX)


def join(defi: DefiPage, user: Any, role: str = "eig", **dates: Any) -> None:
    """Make an account part of a défi."""
    person = getattr(user, "person", None) or PersonFactory(user=user)
    DefiMember.objects.create(defi=defi, person=person, role=role, **dates)


def empty_defi(tree: Any, title: str = "Défi vide", slug: str = "vide") -> DefiPage:
    """Add a défi with nothing filled in."""
    return tree.add(tree.defis, slug, DefiPage(title=title, slug=slug))


def ended_defi(tree: Any, days: int, title: str, **fields: Any) -> DefiPage:
    """Add a défi that ended so many days ago."""
    slug = title.lower().replace(" ", "-")
    return full_defi(tree, title=title, slug=slug, start=day(-days - 300), end=day(-days), **fields)


def listed(client: Any, query: str = "") -> list[str]:
    """Return the titles of the table, in order."""
    return [title for title, _row in rows(client, query)]


def rows(client: Any, query: str = "") -> list[tuple[str, str]]:
    """Return title and words of the lines of the table, all spaces made plain."""
    text = client.get(f"{DASHBOARD}{query}").content.decode()
    body = text.partition("<tbody")[2].partition("</tbody>")[0]
    found = []
    for line in re.findall(r"<tr.*?</tr>", body, re.S):
        title = re.search(r"<th.*?<a [^>]*>(.*?)</a>", line, re.S)
        assert title is not None
        words = " ".join(strip_tags(re.sub(r">", "> ", line)).split())
        found.append((title.group(1).replace("&#x27;", "'"), words))
    return found
