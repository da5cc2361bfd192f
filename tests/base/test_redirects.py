"""Redirects of former addresses."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.factories.pages import open_to_public, reserve


@pytest.fixture
def former(tree: Any) -> Any:
    """A former address of a page, and one of a place elsewhere."""
    Redirect.add_redirect("/vieux-nom", tree.content)
    Redirect.add_redirect("/ailleurs", "https://example.org/ailleurs")
    return tree.content


@pytest.mark.parametrize("role", ["anonymous", "eig", "mentor", "coach"])
def test_reserved_page_keeps_its_address(former: Any, roles: Any, client: Any, role: str) -> None:
    """A former address reveals the new one to those who may open the page, and to nobody else."""
    reserve(former, "Mentors")
    response = roles.sign_in(client, role).get("/vieux-nom/")
    assert (former.slug in response.headers.get("Location", "")) is (role == "mentor")
    assert response.status_code == {"mentor": 301, "anonymous": 302}.get(role, 403)


def test_public_page_and_other_sites(former: Any, client: Any) -> None:
    """Anonymous visitors follow a former address to a public page or another site; unknown ones stay so."""
    open_to_public(former)
    assert client.get("/vieux-nom/").url == former.url
    assert client.get("/ailleurs").url == "https://example.org/ailleurs"
    assert client.get("/nulle-part/").status_code in (302, 404)
