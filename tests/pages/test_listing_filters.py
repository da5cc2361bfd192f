"""Filters of the listings."""

from __future__ import annotations

from typing import Any

from resources.centre.models import ResourcePage


def test_audience_filter_keeps_its_readers_and_what_is_for_all(tree: Any, roles: Any, client: Any) -> None:
    """« Mentors » keeps what is for mentors and what is for everybody, and leaves out the rest."""
    for title, audience in (
        ("Pour mentors", ["eig", "mentor"]),
        ("Pour coachs", ["coach"]),
        ("Pour tous", []),
    ):
        page = ResourcePage(title=title, slug=title.lower().replace(" ", "-"), audience=audience)
        tree.add(tree.resources, title, page)
    listing = roles.sign_in(client, "mentor").get("/ressources/?public=mentor").context["listing"]
    titles = {card.title for card in listing.entries}
    assert {"Pour mentors", "Pour tous"} <= titles
    assert "Pour coachs" not in titles
    assert listing.total == len(titles)
