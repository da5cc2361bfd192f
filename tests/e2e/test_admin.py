"""The hub’s own screens of the admin, as axe sees them."""

from __future__ import annotations

from typing import Any

import pytest

from .addresses import ADMIN
from .test_accessibility import violations


@pytest.mark.parametrize("group", ADMIN)
def test_axe_finds_nothing_in_the_admin(walk: Any, hub_address: str, group: str) -> None:
    """Registers, reports and settings: no violation, on a desk and on a phone, and no request elsewhere."""
    found = {}
    tab = walk(group)
    for address in ADMIN[group]:
        for width in (1280, 375):
            tab.page.set_viewport_size({"width": width, "height": 900})
            assert tab.page.goto(address, wait_until="load").status == 200, address
            if result := violations(tab.page):
                found[f"{address} {width}"] = result
    assert not found
    assert tab.outside(hub_address) == set()
