"""The page that a personal link opens, after the end of a défi."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import manage
from .test_accessibility import violations

LINK = """
from pages.defis.follow_ups.links import Link, make_address
from pages.defis.models import FollowUp
from hub.people.models import Person
awaited = FollowUp.objects.get(defi__slug="delais-en-clair")
print(make_address(Link(awaited.pk, Person.objects.get(slug="laurent-pessac").pk)))
"""


@pytest.fixture(scope="session")
def personal_link(hub_environment: dict[str, str]) -> str:
    """The path of the link that a mentor without an account received."""
    printed = manage(hub_environment, "shell", "--no-imports", "-c", LINK)
    return urlsplit(printed.strip().splitlines()[-1]).path


@pytest.mark.parametrize("width", [1280, 375])
def test_the_question_is_asked_without_an_account(visit: Any, personal_link: str, width: int) -> None:
    """One page, accessible, with or without JavaScript."""
    page = visit(None, width=width)
    page.goto(personal_link)
    assert violations(page) == []
    bare = visit(None, width=width, javascript=False)
    bare.goto(personal_link)
    expect(bare.get_by_role("heading", level=1)).to_contain_text("Délais en clair")
    expect(bare.get_by_role("group").first).to_be_visible()
