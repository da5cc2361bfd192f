"""Eco-design and security as the browser sees them."""

from __future__ import annotations

from typing import Any


def test_the_watch_is_alive(walk: Any, hub_address: str) -> None:
    """An image of another host is noticed, and that the policy of the site refuses it."""
    tab = walk(None)
    tab.page.goto("/accessibilite/")
    assert (tab.outside(hub_address), tab.complaints) == (set(), [])
    elsewhere = "http://127.0.0.1:9/image.png"
    with tab.page.expect_console_message(lambda message: message.type == "error"):
        tab.page.evaluate("src => document.body.append(Object.assign(new Image(), {src}))", elsewhere)
    assert tab.outside(hub_address) == {elsewhere}
    assert "Content Security Policy" in tab.complaints[0]


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
