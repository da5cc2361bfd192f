"""The results page, as people see it."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from search import services, views
from search.engines.base import EngineHit, EngineResult
from search.indexing import rebuild
from search.models import SearchEvent

from .conftest import SmallHub, add_page


@pytest.fixture
def mentor(indexed_hub: SmallHub, client: Client) -> Client:
    client.force_login(indexed_hub.users["mentor"])
    return client


def page_of(client: Client, **params: str) -> str:
    response = client.get("/recherche/", params)
    assert response.status_code == 200
    # The typography of the page is not what these tests are about.
    return re.sub(r"\s+", " ", response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " "))


def test_the_count_is_announced(mentor: Client) -> None:
    assert re.search(
        r'role="status"[^>]*> <strong>3 résultats</strong> pour « baobab »', page_of(mentor, q="baobab")
    )


def test_anonymous_visitors_search_public_pages(indexed_hub: SmallHub, client: Client) -> None:
    html = page_of(client, q="baobab")
    assert "Note publique" in html
    assert "Note interne" not in html
    assert "Solène" not in html


def test_filters_are_a_form_that_keeps_the_query(mentor: Client) -> None:
    html = page_of(mentor, q="baobab", tri="date")
    form = re.search(r'<form class="hub-facets".*?</form>', html)
    assert form
    assert '<input type="hidden" name="q" value="baobab">' in form.group()
    assert '<input type="hidden" name="tri" value="date">' in form.group()
    assert re.search(r'name="type" value="person"> <label [^>]*>Personnes <span [^>]*>\(1\)', form.group())


def test_a_filter_narrows_and_can_be_removed(mentor: Client) -> None:
    filtered = page_of(mentor, q="baobab", type="person", page="1")
    assert "Solène Pénicourt" in filtered
    assert "Note publique" not in filtered
    assert re.search(r'name="type" value="person" checked', filtered)
    assert re.search(r'href="\?q=baobab" title="Retirer le filtre Type : Personnes">Personnes</a>', filtered)
    assert "Tout effacer" not in filtered


def test_values_of_one_filter_add_up_in_the_address(mentor: Client) -> None:
    response = mentor.get("/recherche/?q=baobab&type=person&type=page&type=%00&theme=rien&x=1")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Solène Pénicourt" in html
    assert "Note publique" in html
    assert 'href="?q=baobab&amp;type=page&amp;type=%00&amp;theme=rien&amp;x=1"' in html
    assert 'href="?q=baobab&amp;x=1">Tout effacer' in html


def test_filters_that_leave_nothing_say_what_is_without_them(mentor: Client) -> None:
    html = page_of(mentor, q="note", type="page", promotion="Promotion d’essai")
    assert "Un filtre qui ne correspond à aucun résultat a été laissé de côté." in html
    html = page_of(mentor, q="baobab", type="page", promotion="Promotion d’essai")
    assert "Aucun résultat" in html
    assert re.search(r'<a href="\?q=baobab">Retirer les filtres</a> \(3 résultats\)', html)


def test_no_filter_that_would_narrow_nothing(mentor: Client) -> None:
    assert "hub-facets" not in page_of(mentor, q="Solène")


def test_order_is_kept_in_the_address(mentor: Client) -> None:
    assert '<a href="?q=baobab&amp;type=page&amp;tri=date">date</a>' in page_of(
        mentor, q="baobab", type="page"
    )
    assert '<a href="?q=baobab&amp;type=page">pertinence</a>' in page_of(
        mentor, q="baobab", type="page", tri="date"
    )


def test_a_correction_is_told_and_can_be_refused(mentor: Client) -> None:
    html = page_of(mentor, q="un Boabab")
    assert "pour « un Baobab »" in html
    assert 'Chercher exactement <a href="?q=un+Boabab&amp;exact=1">« un Boabab »</a>' in html
    exact = page_of(mentor, q="un Boabab", exact="1")
    assert "Aucun résultat" in exact
    assert "Chercher exactement" not in exact
    assert '<a href="?q=un+Boabab">Chercher aussi les mots proches</a>' in exact


def test_a_person_has_a_card(mentor: Client) -> None:
    html = page_of(mentor, q="Solène")
    assert 'aria-hidden="true">SP</span>' in html
    assert re.search(r'<a href="/annuaire/solene-penicourt/" data-position="1">Solène Pénicourt</a>', html)
    assert re.search(r">Mentor</p>\s*<p [^>]*>Promotion d’essai</p>", html)


def fake_engine(monkeypatch: pytest.MonkeyPatch, **answer: Any) -> None:
    """Answer every search with one hit."""
    fields: dict[str, Any] = {
        "id": "essai:1",
        "kind": "page",
        "title": "Titre",
        "url": "/titre/",
        "score": 1.0,
    }
    found = EngineResult(hits=(EngineHit(**{**fields, **answer.pop("hit", {})}),), total=1, **answer)
    engine = SimpleNamespace(search=lambda query: found, nearest_words=lambda *_args: [])
    monkeypatch.setattr(services, "get_engine", lambda: engine)


def test_the_attached_file_that_answers_is_named(mentor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_engine(monkeypatch, hit={"file": "Guide <1>.pdf", "file_url": "/documents/4/guide.pdf"})
    html = page_of(mentor, q="guide")
    assert (
        'Dans le fichier joint <a href="/documents/4/guide.pdf" data-position="1">« Guide &lt;1&gt;.pdf »</a>'
        in html
    )
    assert '<a href="/titre/" data-position="1">Titre</a>' in html


def test_the_date_shows_where_it_tells_something(mentor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, shown in (("news", True), ("experience", True), ("page", False)):
        fake_engine(monkeypatch, hit={"kind": kind, "date": "2024-03-01"})
        assert ('<time datetime="2024-03-01">1er mars 2024</time>' in page_of(mentor, q="titre")) is shown
    # Most pages came out the day the hub was installed: that day is no news, whatever the order.
    assert '<time datetime="2024-03-01">' not in page_of(mentor, q="titre", tri="date")


def test_by_date_an_update_is_told_when_it_is_known(indexed_hub: SmallHub, mentor: Client) -> None:
    page = indexed_hub.pages["signed_in"]
    assert "Mis à jour le" not in page_of(mentor, q="baobab", tri="date")
    type(page).objects.filter(pk=page.pk).update(
        first_published_at=dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC),
        last_published_at=dt.datetime(2024, 5, 2, 10, tzinfo=dt.UTC),
    )
    assert 'Mis à jour le <time datetime="2024-05-02">2 mai 2024</time>' in page_of(
        mentor, q="baobab", tri="date"
    )
    assert "Mis à jour le" not in page_of(mentor, q="baobab")


def test_a_long_filter_folds_what_few_need(mentor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    themes = {f"Thème {number}": 20 - number for number in range(9)}
    fake_engine(monkeypatch, facets={"theme": themes, "moment": {"À la fin": 0}})
    html = page_of(mentor, q="titre", theme="Thème 8")
    shown, more = html.split('<details class="hub-facet__more">')
    assert re.findall(r'value="Thème (\d)"( checked)?', shown) == [
        ("8", " checked"), ("0", ""), ("1", ""), ("2", ""), ("3", "")
    ]  # fmt: skip
    assert "4 de plus" in more
    assert re.findall(r'value="Thème (\d)"', more) == ["4", "5", "6", "7"]
    assert "À la fin" not in html


def test_a_stand_in_engine_is_told(mentor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mode de secours" not in page_of(mentor, q="baobab")
    fake_engine(monkeypatch, degraded=True)
    assert "mode de secours" in page_of(mentor, q="baobab")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the page notes; the log has its own tests."""
    noted: list[tuple[Any, ...]] = []

    def record(user: Any, text: str, *, filters: Any, total: int, exact: bool, request: Any) -> str:
        noted.append((text, dict(filters), total, exact))
        return "jeton"

    monkeypatch.setattr(views, "record_search", record)
    monkeypatch.setattr(views, "record_click", lambda token, position: noted.append((token, position)))
    return noted


def test_a_search_is_noted_with_what_it_found(mentor: Client, log: list[Any]) -> None:
    html = page_of(mentor, q=" baobab ", type="person")
    assert log == [("baobab", {"kind": {"person"}}, 1, False)]
    assert 'data-clicks="/recherche/clic" data-token="jeton"' in html


def test_nothing_is_noted_without_a_search(mentor: Client, log: list[Any]) -> None:
    page_of(mentor)
    page_of(mentor, q="baobab", tri="date")
    assert log == []


def test_a_click_is_noted_by_its_position_alone(client: Client, log: list[Any], db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/recherche/clic", {"token": "jeton", "position": "3"})
    assert response.status_code == 204
    assert not response.cookies
    assert log == [("jeton", 3)]
    assert client.get("/recherche/clic").status_code == 405


def test_a_search_and_its_click_reach_the_log(mentor: Client) -> None:
    token = re.search(r'data-token="([^"]+)"', page_of(mentor, q="baobab"))
    assert token
    mentor.post("/recherche/clic", {"token": token.group(1), "position": "2"})
    mentor.post("/recherche/clic", {"token": "forgé", "position": "1"})
    event = SearchEvent.objects.get()
    assert (event.typed, event.results, event.position) == ("baobab", 3, 2)


@pytest.mark.parametrize("position", ["", "0", "-1", "1000", "٣", "x", "1.5", "9" * 5000])
def test_a_click_that_makes_no_sense_is_left_out(
    client: Client, log: list[Any], position: str, db: None
) -> None:
    assert client.post("/recherche/clic", {"token": "jeton", "position": position}).status_code == 204
    assert client.post("/recherche/clic", {"position": "1"}).status_code == 204
    assert log == []


def test_positions_go_on_from_page_to_page(indexed_hub: SmallHub, mentor: Client) -> None:
    for number in range(12):
        add_page(indexed_hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    assert re.findall(r'data-position="(\d+)"', page_of(mentor, q="sequoia", page="2")) == ["11", "12"]


def test_an_acronym_gets_its_definition(mentor: Client) -> None:
    html = page_of(mentor, q="que veut dire dinsic ?")
    assert "DINSIC : Ancienne direction" in html
    assert re.search(r'Remplacé par <a href="/glossaire/#dinum">DINUM', html)
    assert "Remplacé par" not in page_of(mentor, q="dinsic baobab arbre note")


def test_anonymous_visitors_get_no_definition(indexed_hub: SmallHub, client: Client) -> None:
    assert "Remplacé par" not in page_of(client, q="DINSIC")


def test_nothing_found_helps(mentor: Client) -> None:
    html = page_of(mentor, q="baobabologie")
    assert "Aucun résultat" in html
    assert re.search(r'<a href="/recherche/\?q=baobabs?">baobabs?</a>', html)
    assert "mailto:" in html
    assert "baobabologie" in re.search(r'href="(mailto:[^"]+)"', html).group(1)  # type: ignore[union-attr]


def test_an_empty_query_explains_the_search(mentor: Client) -> None:
    html = page_of(mentor)
    assert "Quelques mots suffisent" in html
    assert "Aucun résultat" not in html


@pytest.mark.parametrize(
    "typed", ['"><script>alert(1)</script>', "\x00", "🙂", "a" * 10_000, '"baobab', "%%%"]
)
def test_odd_queries_never_break_the_page(mentor: Client, typed: str) -> None:
    assert "<script>alert" not in page_of(mentor, q=typed, type=typed, page=typed)


def test_visitors_are_told_that_they_see_public_pages_only(mentor: Client) -> None:
    told, link = "Vous ne voyez que les pages publiques", r'href="/[^"]*\?next=[^"]*recherche[^"]*"'
    stranger = Client()
    for text in ("baobab", "xylophone"):
        html = page_of(stranger, q=text)
        assert told in html
        assert re.search(rf"<a [^>]*{link}[^>]*>Se connecter pour chercher partout</a>", html)
        assert told not in page_of(mentor, q=text)


def test_nothing_found_leads_to_the_sections_that_one_may_open(indexed_hub: SmallHub, mentor: Client) -> None:
    section = indexed_hub.section
    link = f'<a href="{section.url}">{section.title}</a>'
    type(section).objects.filter(pk=section.pk).update(show_in_menus=True)
    html = page_of(mentor, q="xylophone").split("Parcourir")[1]
    assert link in html
    PageViewRestriction.objects.create(page=section, restriction_type="groups")
    assert link not in page_of(mentor, q="xylophone").split("Parcourir")[1]


def test_paper_says_where_the_results_come_from(mentor: Client) -> None:
    html = page_of(mentor, q="baobab", type="person")
    printed = re.search(r'<div class="hub-print-only">.*?</div>', html)
    assert printed
    assert "http://testserver/recherche/?q=baobab&amp;type=person, le " in printed.group()
    assert "Filtres : Type : Personnes" in printed.group()
    assert "Filtres :" not in page_of(mentor, q="baobab")


def test_an_excerpt_that_repeats_the_card_of_a_person_is_left_out(
    mentor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = {
        "kind": "person",
        "id": "people.person:1",
        "facets": {"role": ("Mentor",), "promotion": ("EIG 4",)},
    }
    for text, shown in (("– EIG 4 –", False), ("– Cartographe –", True)):
        fake_engine(monkeypatch, hit={**hit, "excerpt": (("Mentor", True), (f" {text}", False))})
        assert ("<mark>Mentor</mark>" in page_of(mentor, q="mentor")) is shown


def test_a_missing_index_is_explained(hub: SmallHub, client: Client) -> None:
    client.force_login(hub.users["mentor"])
    for params in ({"q": "baobab"}, {}):
        assert "La recherche n’est pas disponible" in page_of(client, **params)


def test_pagination_keeps_query_and_kind(indexed_hub: SmallHub, mentor: Client) -> None:
    for number in range(25):
        add_page(indexed_hub.section, f"Fiche {number}", "Sur le séquoia.")
    rebuild()
    html = page_of(mentor, q="sequoia", type="page")
    assert 'href="?q=sequoia&amp;type=page&amp;page=2"' in html
    assert 'aria-current="page"' in html
    assert "page 3 sur 3" in page_of(mentor, q="sequoia", type="page", page="3")


def test_headings_go_down_one_level_at_a_time(mentor: Client) -> None:
    main = page_of(mentor, q="DINUM").split("<main")[1].split("</main>")[0]
    levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_inline_for_the_security_policy(mentor: Client) -> None:
    html = page_of(mentor, q="baobab")
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert ' style="' not in html


def test_the_page_costs_the_same_whatever_it_shows(indexed_hub: SmallHub, mentor: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(mentor, q="baobab")
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        add_page(indexed_hub.section, f"Baobab {number}", "Le baobab.")
    rebuild()
    # One less: no person is among the first ones any more.
    assert cost() <= few
    assert few <= 15


def test_only_reading_is_allowed(mentor: Client) -> None:
    response: Any = mentor.post("/recherche/", {"q": "baobab"})
    assert response.status_code == 405
