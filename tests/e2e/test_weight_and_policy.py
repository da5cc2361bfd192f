"""Eco-design and security as the browser sees them."""

from __future__ import annotations

from typing import Any

from .addresses import GROUPS


def test_no_request_leaves_and_nothing_is_refused(visit: Any, hub_address: str) -> None:
    """No page asks another host for anything, and none breaks its own security policy."""
    outside: set[str] = set()
    complaints: list[str] = []
    for group, addresses in GROUPS.items():
        page = visit(group)
        page.on("request", lambda request: outside.add(request.url))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for address in addresses.values():
            page.goto(address, wait_until="networkidle")
    assert {url for url in outside if not url.startswith((hub_address, "data:"))} == set()
    # The browser reports the statuses of the « not found » and « reserved » pages: that is what they are.
    assert [text for text in complaints if "404" not in text and "403" not in text] == []


def test_policy_of_the_site_is_strict(visit: Any) -> None:
    """Pages of the site allow no inline script or style; the admin has a policy of its own."""
    page = visit("Équipe du programme")
    site = page.goto("/").headers["content-security-policy"]
    admin = page.goto("/admin/").headers["content-security-policy"]
    assert "unsafe-inline" not in site
    assert "script-src 'self'" in site
    assert "script-src 'self' 'unsafe-inline'" in admin


def test_home_page_is_light(visit: Any) -> None:
    """Fewer than forty requests for a first visit of the home page."""
    page = visit("EIG")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert 3 < len([url for url in requests if not url.startswith("data:")]) < 40


def test_admin_calls_no_outside_host(visit: Any, hub_address: str) -> None:
    """The editor’s screens stay at home too."""
    page = visit("Équipe du programme")
    outside: set[str] = set()
    page.on("request", lambda request: outside.add(request.url))
    for address in ("/admin/", "/admin/pages/", "/admin/users/", "/admin/reports/site-history/"):
        page.goto(address, wait_until="networkidle")
    assert {url for url in outside if not url.startswith((hub_address, "data:", "blob:"))} == set()
