"""Acronyms of a page, explained where they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from hub.base.visibility import access_scope, current_scope
from hub.people.models import User
from resources.glossary.models import Term
from resources.glossary.tooltips import MOST_TOOLTIPS, explain_acronyms
from tests.factories.pages import Tree, open_to_public


@pytest.fixture
def reader(db: Any) -> User:
    return User.objects.create_user("lecture@essai.example", "essai-essai-essai")


@pytest.fixture
def dinum(db: Any) -> Term:
    return Term.objects.create(
        acronym="DINUM",
        expansion="Direction interministérielle du numérique",
        definition='Elle pilote le <b>numérique</b> "de l’État".',
        aliases="DNUM-E, la direction",
    )


@pytest.fixture
def page(reader: User) -> Iterator[None]:
    """What the middleware and the page view remember while a page is served."""
    with access_scope(reader):
        current_scope()["page_id"] = 1
        yield


def explained(html: str) -> list[str]:
    return re.findall(r'<a class="hub-term"[^>]*>([^<]*)</a>', html)


def test_the_first_use_gets_a_tooltip_of_the_design_system(reader: User, dinum: Term, page: None) -> None:
    html = explain_acronyms(reader, "<p>La DINUM aide. Merci à la DINUM.</p>")
    assert html == (
        f'<p>La <a class="hub-term" href="{dinum.get_absolute_url()}" aria-describedby="sigle-1">DINUM</a>'
        '<span class="fr-tooltip fr-placement hub-term-tip" id="sigle-1" role="tooltip">'
        "Direction interministérielle du numérique"
        '<span class="hub-no-print">. Elle pilote le &lt;b&gt;numérique&lt;/b&gt; '
        "&quot;de l’État&quot;.</span></span> aide. Merci à la DINUM.</p>"
    )
    # Another block of the same page.
    assert explained(explain_acronyms(reader, "<p>Encore la DINUM.</p>")) == []


@pytest.mark.parametrize(
    "html",
    [
        "<h2>La DINUM</h2>",
        "<h3>Avec <em>la DINUM</em></h3>",
        '<p><a href="/x/">voir <b>la DINUM</b></a></p>',
        "<button>DINUM</button>",
        "<p><code>DINUM=1</code></p>",
        '<p><img alt="DINUM" title="a > DINUM"></p>',
        "<!-- DINUM > -->",
        "<p>dinum, DINUMS, DINUM2, DINUM-2, PRE-DINUM, @DINUM, #DINUM, site.DINUM, /DINUM/, DINUM@x.fr</p>",
        "<p>La direction passe.</p>",
        "<p>a &DINUM; b</p>",
    ],
)
def test_nothing_where_a_link_may_not_stand_nor_inside_another_word(
    reader: User, dinum: Term, page: None, html: str
) -> None:
    assert explain_acronyms(reader, html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>(DINUM)</p>",
        "<p>l’DINUM</p>",
        "<p>d'DINUM, DINUM.</p>",
        "<h2>DINUM</h2><p>La DINUM</p>",
        "<p><a href='/x/'>x</a> DINUM</p>",
        "<p>La DNUM-E, DINUM</p>",
        "<p>2 < 3 DINUM</p>",
        "DINUM",
    ],
)
def test_once_where_it_is_read(reader: User, dinum: Term, page: None, html: str) -> None:
    assert len(explained(explain_acronyms(reader, html))) == 1


def test_an_unclosed_tag_costs_no_more_than_its_length(reader: User, dinum: Term, page: None) -> None:
    html = "<a " + "\"'<a " * 20_000
    assert explain_acronyms(reader, html) == html


def test_a_long_definition_is_cut_between_words(reader: User, dinum: Term, page: None) -> None:
    dinum.definition = "Mot " * 200
    dinum.save()
    html = explain_acronyms(reader, "DINUM")
    assert "Mot Mot\u00a0…</span>" in html
    assert len(html) < 500


def test_an_acronym_of_its_own_wins_over_another_form(reader: User, dinum: Term, page: None) -> None:
    own = Term.objects.create(acronym="DNUM-E", definition="Une autre.")
    html = explain_acronyms(reader, "<p>La DNUM-E.</p>")
    assert own.get_absolute_url() in html
    assert "Une autre." in html
    assert "hub-no-print" not in html


def test_a_special_character_in_an_acronym(reader: User, page: None) -> None:
    Term.objects.create(acronym="R&D", definition="Recherche.")
    Term.objects.create(acronym="AB(C", definition="Parenthèse.")
    assert explained(explain_acronyms(reader, "<p>La R&amp;D et AB(C</p>")) == ["R&amp;D", "AB(C"]


def test_a_page_gains_so_many_tooltips_at_most(reader: User, page: None) -> None:
    names = [f"SIGLE{number:03}" for number in range(MOST_TOOLTIPS + 5)]
    for name in names:
        Term.objects.create(acronym=name, definition="Un sigle.")
    assert len(explained(explain_acronyms(reader, " ".join(names)))) == MOST_TOOLTIPS


def test_one_query_for_a_page_then_none(
    reader: User, dinum: Term, page: None, django_assert_num_queries: Any
) -> None:
    with access_scope(reader):
        explain_acronyms(reader, "<p>La DINUM</p>")
    with django_assert_num_queries(1):
        for _block in range(5):
            explain_acronyms(reader, "<p>La DINUM</p>")


def test_a_term_saved_is_explained_at_once(reader: User, dinum: Term) -> None:
    for text in ("Un.", "Deux."):
        dinum.definition = text
        dinum.save()
        with access_scope(reader):
            assert text in explain_acronyms(reader, "DINUM")
    dinum.delete()
    with access_scope(reader):
        assert explain_acronyms(reader, "DINUM") == "DINUM"


def test_anonymous_visitors_see_the_text_alone(dinum: Term) -> None:
    with access_scope(AnonymousUser()):
        assert explain_acronyms(AnonymousUser(), "<p>La DINUM</p>") == "<p>La DINUM</p>"


@pytest.fixture
def article(tree: Tree, dinum: Term) -> Any:
    page = tree.content
    page.body = [
        {"type": "heading", "value": {"text": "La DINUM", "level": "h2"}},
        {"type": "callout", "value": {"tone": "tip", "title": "DINUM", "text": "<p>Voir la DINUM.</p>"}},
        {"type": "paragraph", "value": "<p>Puis la DINUM encore.</p>"},
        {"type": "code", "value": {"language": "sql", "code": "DINUM"}},
    ]
    page.save()
    open_to_public(page)
    return page


def test_a_served_page_explains_once_across_its_blocks(client: Client, roles: Any, article: Any) -> None:
    roles.sign_in(client, "eig")
    for _time in range(2):
        html = client.get(article.url).content.decode()
        assert explained(html) == ["DINUM"]
        assert re.search(r'Voir la <a class="hub-term"', html)


def test_a_public_page_explains_nothing_to_strangers(client: Client, article: Any) -> None:
    answer = client.get(article.url)
    assert answer.status_code == 200
    assert "hub-term" not in answer.content.decode()
    assert "Voir la DINUM." in answer.content.decode()
