"""The three personas do their jobs, with a browser, as they would."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

TITLE = "Mode d’emploi des badges provisoires"


def test_staff_publishes_a_resource_through_moderation_and_a_mentor_finds_it(visit: Any) -> None:
    """The editor writes and asks for review, the team approves, the mentor finds."""
    editor = visit("Rédaction")
    editor.goto("/ressources/")
    place = editor.get_by_role("link", name="Modifier cette page").get_attribute("href")
    editor.goto(place.removesuffix("edit/"))
    editor.locator("a[href$='/add_subpage/']").first.click()
    editor.get_by_role("textbox", name=re.compile("^Titre")).first.fill(TITLE)
    editor.get_by_role("textbox", name=re.compile("^Résumé")).fill(
        "Qui demande un badge, quand, et que faire en attendant."
    )
    editor.get_by_role("button", name=re.compile("Plus d.actions|More actions")).click()
    editor.get_by_role("button", name=re.compile("Soumettre à")).click()
    expect(editor.get_by_text(re.compile("soumise pour modération"))).to_be_visible()

    mentor = visit("Mentors")
    mentor.goto("/recherche/?q=badge+provisoire")
    expect(mentor.get_by_role("link", name=re.compile(TITLE))).to_have_count(0)

    staff = visit("Équipe du programme")
    staff.goto("/admin/")
    staff.get_by_role("link", name=TITLE).first.click()
    staff.get_by_role("button", name=re.compile("Plus d.actions|More actions")).click()
    staff.get_by_role("button", name=re.compile("^Approuver et publier|^Approuver$")).click()
    expect(staff.locator(".messages")).to_contain_text(re.compile("approuvée|publiée|mise à jour"))

    mentor.goto("/")
    mentor.get_by_role("combobox", name="Que cherchez-vous").fill("badges provisoire")
    mentor.keyboard.press("Enter")
    expect(mentor.get_by_role("heading", level=1)).to_have_text("Recherche")
    first = mentor.locator("main h2 a, main h3 a").first
    expect(first).to_contain_text(TITLE)
    first.click()
    expect(mentor.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_mentor_finds_with_two_badly_spelt_words(visit: Any) -> None:
    """Two words without accents, one misspelt: the right resource is among the first three."""
    mentor = visit("Mentors")
    mentor.goto("/")
    mentor.get_by_role("combobox", name="Que cherchez-vous").fill("acces donees")
    mentor.keyboard.press("Enter")
    expect(mentor.get_by_role("heading", level=1)).to_have_text("Recherche")
    titles = mentor.locator("main h2 a, main h3 a").all_inner_texts()[:3]
    assert any("Préparer l’accès aux données" in title for title in titles), titles


def test_new_eig_follows_the_path(visit: Any) -> None:
    """From the home page to the path, one task done with the keyboard, and the home page knows it."""
    eig = visit("EIG")
    eig.goto("/")
    eig.get_by_role("link", name=re.compile("(Commencer|Reprendre) mon parcours")).click()
    expect(eig.get_by_role("heading", level=1)).to_contain_text("parcours des EIG")
    before = int(eig.locator("#avancement strong").inner_text())
    eig.get_by_role("button", name=re.compile("^Marquer comme fait")).first.focus()
    eig.keyboard.press("Enter")
    expect(eig.locator("#avancement strong")).to_have_text(str(before + 1))
    eig.goto("/")
    expect(eig.get_by_role("link", name="Reprendre mon parcours")).to_be_visible()
    expect(eig.get_by_text(re.compile(rf"^{before + 1} sur "))).to_be_visible()


def test_whoever_edits_nothing_is_kindly_told_that_the_admin_is_not_for_them(visit: Any) -> None:
    """No login loop for somebody already signed in."""
    reader = visit("Alumni")
    response = reader.goto("/admin/pages/")
    assert response.status == 403
    expect(reader.get_by_role("heading", level=1)).to_contain_text("réservé à la rédaction")
    expect(reader.get_by_role("link", name="Page d’accueil")).to_be_visible()
