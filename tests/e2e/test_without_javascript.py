"""Every feature works without JavaScript."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from .addresses import GROUPS


def test_pages_show_their_content_and_menu(visit: Any) -> None:
    """The title, the menu and the search box are there, and nothing is folded for ever."""
    for group, addresses in GROUPS.items():
        page = visit(group, javascript=False)
        for name, address in addresses.items():
            page.goto(address)
            # Without a script, the width of the window alone makes the layout.
            for width in (1280, 375):
                page.set_viewport_size({"width": width, "height": 900})
                expect(page.get_by_role("heading", level=1), name).to_be_visible()
                if group:
                    expect(page.get_by_role("link", name="Glossaire").first, name).to_be_visible()
                hidden = page.locator("main .fr-collapse").evaluate_all(
                    "nodes => nodes.filter(n => getComputedStyle(n).visibility === 'hidden').length"
                )
                assert hidden == 0, name


def test_sign_in_search_and_path_without_javascript(visit: Any, hub_address: str) -> None:
    """Sign in by e-mail, search, filter, tick a task."""
    page = visit(None, width=375, javascript=False)
    page.goto("/parcours/eig/")
    page.get_by_label("Adresse électronique").fill("LEA-MARCHETTI@demo.hub-eig.example")
    page.get_by_label("Mot de passe", exact=True).fill("demonstration-eig")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page).to_have_url(f"{hub_address}/parcours/eig/")
    before = int(page.locator("#avancement strong").inner_text())
    page.get_by_role("button", name="Marquer comme fait").last.click()
    expect(page.locator("#avancement strong")).to_have_text(str(before + 1))
    page.goto("/ressources/")
    page.get_by_label("Moment").select_option(label="À la fin")
    page.get_by_role("button", name="Appliquer").click()
    cards = page.locator("main .fr-card__title")
    expect(cards.filter(has_text="La checklist de passation")).to_be_visible()
    expect(cards.filter(has_text="Préparer une note de frais")).to_have_count(0)
    page.goto("/recherche/?q=teletravail")
    expect(page.locator("main h2 a, main h3 a").first).to_contain_text("télétravail")


def test_the_header_takes_the_whole_width_of_a_phone(visit: Any) -> None:
    """The name of the hub on the whole width, the tools below it, and no empty menu for visitors."""
    page = visit(None, width=375, javascript=False)
    page.goto("/recherche/?q=mentor")
    brand = page.locator(".fr-header__brand").bounding_box()
    tools = page.locator(".fr-header__tools").bounding_box()
    assert brand is not None
    assert tools is not None
    assert brand["width"] > 330
    assert tools["y"] >= brand["y"] + brand["height"] - 1
    menu = page.locator(".fr-header__menu")
    if not menu.locator(".fr-nav__item").count():
        expect(menu).to_be_hidden()
    page = visit("EIG", width=375, javascript=False)
    page.goto("/")
    expect(page.locator(".fr-header__menu")).to_be_visible()
