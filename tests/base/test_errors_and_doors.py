"""Error pages, health, robots, the admin’s door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from hub.base.views import server_error


def test_not_found_helps(tree: Any, roles: Any, client: Any) -> None:
    """An unknown address is answered in French, with the search box."""
    response = roles.sign_in(client, "eig").get("/nulle-part/")
    text = response.content.decode()
    assert response.status_code == 404
    assert "Cette page n’existe pas, ou plus" in text
    assert 'role="search"' in text


def test_server_error_needs_no_database(tree: Any, django_assert_num_queries: Any) -> None:
    """The last page standing asks the database nothing."""
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Une erreur est survenue" in response.content.decode()


def test_expired_form_is_explained(tree: Any) -> None:
    """A form without its token gets words, not a technical page; with it, it goes through."""
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/compte/connexion/", {"username": "a@b.example", "password": "x"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.content.decode()


def test_health_and_robots_need_no_account(tree: Any, client: Any) -> None:
    """The host’s monitoring and robots are answered; a page is not."""
    assert client.get("/sante/").content == b"ok"
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode()
    assert client.get("/rubrique/").status_code == 302


@pytest.mark.parametrize("role", ["eig", "mentor", "alumni", "coach", "wrong_group"])
def test_admin_door_is_friendly(tree: Any, roles: Any, client: Any, role: str) -> None:
    """Somebody signed in without rights on the admin is told so, once, without a loop."""
    response = roles.sign_in(client, role).get("/admin/")
    assert response.status_code == 403
    assert "réservé à la rédaction" in response.content.decode()


@pytest.mark.parametrize("role", ["editor", "staff"])
def test_admin_opens_for_staff(tree: Any, roles: Any, client: Any, role: str) -> None:
    """The editors and the team enter."""
    assert roles.sign_in(client, role).get("/admin/").status_code == 200


def test_admin_sends_strangers_to_the_one_sign_in_page(tree: Any, client: Any) -> None:
    """No second sign-in page."""
    response = client.get("/admin/login/?next=/admin/pages/")
    assert response.status_code == 302
    assert response.url.startswith("/compte/connexion/?next=/admin/pages/")
    assert client.get("/_util/login/?next=/defis/").url == "/compte/connexion/?next=/defis/"


def test_pages_are_not_kept_by_shared_caches(tree: Any, roles: Any, client: Any) -> None:
    """What a signed-in person sees stays in their browser."""
    response = roles.sign_in(client, "eig").get(tree.content.url)
    assert "private" in response["Cache-Control"] or "no-store" in response["Cache-Control"]


def test_policy_has_no_inline(tree: Any, roles: Any, client: Any) -> None:
    """The strict policy is on every page of the site, error pages included."""
    roles.sign_in(client, "eig")
    for address in ("/", "/nulle-part/", "/recherche/?q=a"):
        policy = client.get(address)["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy
        assert "default-src 'none'" in policy
