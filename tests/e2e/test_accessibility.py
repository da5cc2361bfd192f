"""axe finds nothing, on any page type, at two widths, in light and in dark; and the keyboard is enough."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from .addresses import CASES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
# The dark theme changes colours and nothing else.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def violations(page: Any, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return what axe finds, in one line each."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("group", "name", "address"), CASES, ids=[case[1] for case in CASES])
def test_axe_finds_nothing_and_nothing_overflows(
    walk: Any, hub_address: str, group: str | None, name: str, address: str
) -> None:
    """No violation of WCAG 2.2 AA nor of good practice, and no page that scrolls sideways.

    The page asks no other host for anything and breaks nothing of its own security policy.
    """
    found = {}
    tab = walk(group)
    page = tab.page
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{width}"] = ["scrolls sideways"]
        for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function(
                "scheme => document.documentElement.getAttribute('data-fr-theme') === scheme", arg=scheme
            )
            if result := violations(page, rules):
                found[f"{width} {scheme}"] = result
    assert not found
    page.wait_for_load_state("networkidle")
    assert tab.outside(hub_address) == set()
    assert tab.complaints == []


def test_axe_would_complain(visit: Any) -> None:
    """The check is alive: an image without alternative text is reported."""
    page = visit("EIG")
    page.goto("/plan-du-site/")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert any("image-alt" in line for line in violations(page))


def test_keyboard_reaches_the_content(visit: Any) -> None:
    """The first stop of the tab key is the skip link, which leads to the content."""
    page = visit("EIG")
    page.goto("/ressources/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
