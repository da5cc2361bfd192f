"""Searching as a mentor does: with the keyboard, on a phone, without JavaScript, on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from .test_accessibility import violations

BOXES = [
    ("/", "Que cherchez-vous"),
    ("/ressources/", "Rechercher"),
    ("/recherche/?q=mentor", "Que cherchez-vous"),
]


def box_of(page: Any, name: str) -> Any:
    return page.get_by_role("combobox", name=re.compile(f"^{name}"))


def open_list(page: Any, box: Any, text: str) -> Any:
    """Type, and return the list once it shows."""
    box.fill("")
    box.press_sequentially(text)
    opened = page.get_by_role("listbox", name="Suggestions")
    expect(opened).to_be_visible()
    return opened


def tick(checkbox: Any) -> None:
    """Check with the keyboard: the design system draws its boxes over the real ones."""
    checkbox.focus()
    checkbox.press("Space")
    expect(checkbox).to_be_checked()


def active_text(box: Any) -> str:
    """Return the text of the option that a screen reader says, empty when there is none."""
    return box.evaluate(
        "box => document.getElementById(box.getAttribute('aria-activedescendant'))?.textContent ?? ''"
    )


@pytest.mark.parametrize(("address", "name"), BOXES)
def test_every_box_opens_a_page_with_the_keyboard_alone(visit: Any, address: str, name: str) -> None:
    """Closed, open, moved through, chosen: the attributes follow at each step."""
    page = visit("Mentors")
    page.goto(address)
    box = box_of(page, name)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    box.focus()
    options = open_list(page, box, "acces don").get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", re.compile("suggestions$"))
    assert active_text(box) == ""
    expect(page.get_by_role("status").filter(has_text="suggestion")).to_have_text(
        re.compile(rf"^{options.count()} suggestions?\s:")
    )
    page.keyboard.press("ArrowDown")
    assert "Préparer l’accès aux données" in active_text(box)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    expect(box).to_have_value("acces don")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Préparer l’accès aux données")


def test_moving_through_the_list(visit: Any) -> None:
    """Down and up go round, Home goes back to the text, Escape closes, Tab leaves without choosing."""
    page = visit("Mentors")
    page.goto("/")
    box = box_of(page, "Que cherchez-vous")
    box.focus()
    options = open_list(page, box, "acc").get_by_role("option")
    texts = [text.strip() for text in options.all_text_contents()]
    assert len(texts) > 2
    page.keyboard.press("ArrowUp")
    assert active_text(box) == texts[-1]
    page.keyboard.press("ArrowDown")
    assert active_text(box) == texts[0]
    page.keyboard.press("ArrowDown")
    assert active_text(box) == texts[1]
    page.keyboard.press("Home")
    assert active_text(box) == ""
    assert box.evaluate("box => box.selectionStart") == 0
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("acc")
    page.keyboard.press("ArrowDown")
    assert active_text(box) == texts[0]
    expect(page.get_by_role("status").filter(has_text="suggestion")).to_have_text(
        re.compile(rf"^{len(texts)} suggestions\s:")
    )
    assert options.evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-selected'))") == [
        "true", *["false"] * (len(texts) - 1)
    ]  # fmt: skip
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Rechercher", exact=True).last).to_be_focused()


def test_enter_without_a_choice_searches(visit: Any) -> None:
    """The list never answers in place of the reader."""
    page = visit("Mentors")
    page.goto("/")
    box = box_of(page, "Que cherchez-vous")
    box.focus()
    open_list(page, box, "acces don")
    page.keyboard.type("ees")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/recherche/\?q=acces\+donees$"))
    expect(page.get_by_text("Chercher exactement")).to_be_visible()


def test_pointing_and_leaving(visit: Any) -> None:
    """A click opens what it points at; one elsewhere closes the list."""
    page = visit("EIG", width=375)
    page.goto("/")
    box = box_of(page, "Que cherchez-vous")
    box.focus()
    opened = open_list(page, box, "lea")
    page.get_by_role("heading", level=1).click()
    expect(opened).to_be_hidden()
    open_list(page, box, "lea").get_by_role("group", name="Personnes").get_by_role("option").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Léa")


def test_nothing_to_propose_keeps_the_list_closed(visit: Any) -> None:
    """No empty list; what a stranger may not open is not proposed."""
    page = visit(None)
    page.goto("/recherche/")
    box = box_of(page, "Que cherchez-vous")
    box.focus()
    with page.expect_response(re.compile("suggestions")) as answer:
        box.press_sequentially("marchetti")
    assert answer.value.json() == {"groups": []}
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")


def test_the_box_of_the_phone_header(visit: Any) -> None:
    """In its dialog too; Escape closes the list and leaves the dialog open."""
    page = visit("Mentors", width=375)
    page.goto("/ressources/")
    page.get_by_role("button", name="Rechercher").first.click()
    box = box_of(page, "Rechercher")
    box.focus()
    opened = open_list(page, box, "acces")
    assert violations(page) == []
    expect(opened.get_by_role("option").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(box).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_with_the_list_and_the_filters_open(visit: Any, width: int, scheme: str) -> None:
    """No violation of WCAG 2.2 AA nor of good practice, and nothing scrolls sideways."""
    page = visit("Mentors", width=width, scheme=scheme)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto("/recherche/?q=mentor&theme=Accueil&type=resource")
    if width < 768:
        page.get_by_role("button", name="Filtrer les résultats").click()
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    expect(page.get_by_role("checkbox", name=re.compile("^Accueil"))).to_be_checked()
    assert violations(page) == []
    box = box_of(page, "Que cherchez-vous")
    box.focus()
    open_list(page, box, "acc")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_filters_without_javascript(visit: Any, hub_address: str) -> None:
    """Narrow by two values of a theme, remove one, share the address."""
    page = visit("Mentors", javascript=False)
    page.goto("/recherche/?q=mentor")
    tick(page.get_by_role("checkbox", name=re.compile("^Accueil")))
    tick(page.get_by_role("checkbox", name=re.compile("^Méthode")))
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page).to_have_url(re.compile(r"theme=Accueil&theme=M%C3%A9thode$"))
    both = int(re.sub(r"\D", "", page.get_by_role("status").locator("strong").inner_text()))
    page.get_by_role("link", name="Méthode", exact=True).click()
    one = int(re.sub(r"\D", "", page.get_by_role("status").locator("strong").inner_text()))
    assert 0 < one < both
    shared = visit("EIG", javascript=False)
    shared.goto(page.url)
    expect(shared.get_by_role("checkbox", name=re.compile("^Accueil"))).to_be_checked()
    expect(page.get_by_role("button", name="Copier le lien")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_value("mentor")


def test_filters_unfolded_on_a_phone(visit: Any) -> None:
    """Their name is read once, and the button that applies them stays at hand."""
    page = visit("Mentors", width=375)
    page.goto("/recherche/?q=mentor")
    title = page.locator(".hub-facets__title")
    page.get_by_role("button", name="Filtrer les résultats").click()
    expect(page.get_by_role("button", name="Appliquer les filtres")).to_be_in_viewport()
    assert title.evaluate("node => node.getBoundingClientRect().width") <= 1
    page.set_viewport_size({"width": 1280, "height": 800})
    assert title.evaluate("node => node.getBoundingClientRect().width") > 100


def test_results_on_paper(visit: Any) -> None:
    """The results, what they answer and where they are; nothing to fill in."""
    page = visit("Mentors", width=800)
    page.goto("/recherche/?q=mentor&theme=Accueil")
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(r"résultats?\spour|pour «"))).to_be_visible()
    expect(page.locator(".hub-result").first).to_be_visible()
    assert page.locator("form:visible, button:visible, input:visible").count() == 0
    wide = page.locator(".hub-results").evaluate("node => node.getBoundingClientRect().width")
    assert wide > 700
    # An address without its site leads nowhere on paper: that of the search is told once, at the top.
    after = page.locator(".hub-result a").evaluate_all(
        "nodes => nodes.map(node => getComputedStyle(node, '::after').content)"
    )
    assert not [content for content in after if "/" in content]
    printed = page.locator(".hub-print-only")
    expect(printed).to_contain_text(page.url.split("?")[0])
    expect(printed).to_contain_text(re.compile(r"Filtres\s: .*Accueil"))
    page.emulate_media(media="screen")
    expect(printed).to_be_hidden()


def test_the_address_can_be_copied(visit: Any, hub_address: str) -> None:
    """One button, that says what it did."""
    page = visit("Mentors")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=hub_address)
    page.goto("/recherche/?q=mentor&theme=Accueil")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.get_by_role("status").filter(has_text="Lien copié")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_an_opened_result_is_noted_and_the_link_stays_a_link(visit: Any) -> None:
    """The position goes in the background; the page opens as any link does."""
    page = visit("Mentors")
    page.goto("/recherche/?q=note+de+frais")
    link = page.locator(".hub-result a").first
    title = link.inner_text()
    with page.expect_request(re.compile("/recherche/clic$")) as noted:
        link.click()
    assert noted.value.method == "POST"
    assert re.fullmatch(r"token=[^&]+&position=1", noted.value.post_data)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title.split("\u00a0:")[0])


def test_a_mentor_narrows_and_finds(visit: Any) -> None:
    """Two badly spelt words without accents: among the first three, then by theme."""
    page = visit("Mentors")
    page.goto("/recherche/?q=acces+donees")
    titles = page.locator(".hub-result h3 a")
    assert any("Préparer l’accès aux données" in title for title in titles.all_inner_texts()[:3])
    tick(page.get_by_role("group", name="Type").get_by_role("checkbox", name=re.compile("^Ressources")))
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(titles.first).to_contain_text("Préparer l’accès aux données")
    expect(page.locator(".hub-result .fr-badge").filter(has_not_text="Ressource")).to_have_count(0)
