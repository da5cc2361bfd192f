"""What the team sees of the searches, and does about them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from defusedxml import ElementTree
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import load_workbook
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page

from search.admin.charts import bars, columns, scale_top
from search.models import SearchEvent, SearchQuery, SynonymSet
from search.promotions import promoted_for
from search.query_log.privacy import query_key
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/recherche/recherches-faites/"
REPORT = "/admin/recherche/journal/ce-que-l-on-cherche/"


def searched(text: str, times: int = 1, *, days_ago: int = 1, **fields: Any) -> SearchQuery:
    """Write a query and its events."""
    query, _created = SearchQuery.objects.get_or_create(key=query_key(text), defaults={"text": text})
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    values = {"typed": text, "day": day, "results": 0, "role_group": "mentor", **fields}
    for _ in range(times):
        SearchEvent.objects.create(query=query, **values)
    return query


def body(response: Any) -> str:
    """Return the text of a response, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def shown(client: Any, **params: str) -> list[str]:
    """Return the queries of the list, in order."""
    page = body(client.get(LIST, params))
    return re.findall(r'class="search-log__text"[^>]*>([^<]+)<', page)


def url(name: str, query: SearchQuery) -> str:
    """Return the address of an action."""
    return reverse(f"search_log:{name}", args=[query.pk])


@pytest.fixture
def staff(roles: Any, client: Any) -> Iterator[Any]:
    """Return a browser signed in as the team."""
    return roles.sign_in(client, "staff")


# --- Who sees ----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["staff", "editor"])
def test_the_team_and_the_editors_see_the_log(roles: Any, client: Any, role: str) -> None:
    searched("mutuelle")
    roles.sign_in(client, role)
    assert "mutuelle" in body(client.get(LIST))
    assert client.get(REPORT).status_code == 200
    home = body(client.get("/admin/"))
    assert "recherche sans résultat ces 30 derniers jours" in home
    assert LIST in home
    assert REPORT in home


@pytest.mark.parametrize("role", ["anonymous", "mentor", "coach", "wrong_group"])
def test_nobody_else_sees_it(roles: Any, client: Any, role: str) -> None:
    query = searched("mutuelle")
    roles.sign_in(client, role)
    for address in (LIST, REPORT, url("ask", query)):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert "mutuelle" not in body(response)


def test_an_admin_without_the_permission_sees_neither_list_nor_panel(roles: Any, client: Any) -> None:
    searched("mutuelle")
    user = roles.user("editor")
    user.groups.first().permissions.filter(codename__endswith="_searchquery").delete()
    roles.sign_in(client, "editor")
    assert client.get(LIST).status_code == client.get(REPORT).status_code == 302
    home = body(client.get("/admin/"))
    assert "sans résultat" not in home
    assert LIST not in home


def test_a_query_is_neither_added_nor_edited_and_the_team_alone_erases_it(roles: Any, client: Any) -> None:
    query = searched("jean nomade")
    roles.sign_in(client, "editor")
    for address in (f"{LIST}create/", f"{LIST}edit/{query.pk}/", f"{LIST}delete/{query.pk}/"):
        assert client.post(address, {"text": "autre"}).status_code == 302
    assert SearchQuery.objects.get().text == "jean nomade"
    roles.sign_in(client, "staff")
    client.post(f"{LIST}edit/{query.pk}/", {"text": "autre"})
    assert SearchQuery.objects.get().text == "jean nomade"
    client.post(f"{LIST}delete/{query.pk}/")
    assert not SearchEvent.objects.exists()


def test_wagtail_own_report_of_queries_is_not_offered(client: Any) -> None:
    client.force_login(UserFactory(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    home = body(client.get("/admin/"))
    assert REPORT in home
    assert reverse("wagtailsearchpromotions:search_terms") not in home


# --- What is shown -----------------------------------------------------------------------------
def test_the_list_answers_what_was_not_found(staff: Any) -> None:
    searched("mutuelle", 2)
    searched("badge", 3)
    searched("budget", 9, results=4, position=2)
    searched("organigramme", 5, results=4)
    assert shown(staff) == ["badge", "mutuelle"]
    assert shown(staff, probleme="peu-cliquees") == ["organigramme"]
    assert shown(staff, probleme="frequentes") == ["budget", "organigramme", "badge", "mutuelle"]
    assert shown(staff, probleme="n’importe quoi") == ["badge", "mutuelle"]


def test_the_figures_are_those_of_the_period_and_the_group(staff: Any) -> None:
    searched("budget", 1, days_ago=2)
    searched("budget", 2, results=5, position=4)
    searched("budget", 1, days_ago=60, role_group="eig")
    searched("ancien", 1, days_ago=60)
    page = staff.get(LIST)
    query = page.context["object_list"][0]
    assert (query.searches, query.empty, query.clicks, query.mean_position) == (3, 1, 2, 4)
    assert (round(query.empty_share), query.click_share) == (33, 100)
    assert shown(staff, periode="90") == ["budget", "ancien"]
    assert shown(staff, periode="90", groupe="eig") == ["budget"]
    assert shown(staff, groupe="eig") == []


def test_the_list_is_searched_whatever_the_accents_and_sorted(staff: Any) -> None:
    searched("Hébergement", 2)
    searched("mutuelle", 1)
    assert shown(staff, q="heberg") == ["Hébergement"]
    assert shown(staff, q="HÉBERG") == ["Hébergement"]
    assert shown(staff, o="-0") == ["mutuelle", "Hébergement"]
    assert shown(staff, o="1") == ["mutuelle", "Hébergement"]


def test_an_empty_list_says_so_kindly(staff: Any) -> None:
    assert "Rien à signaler" in body(staff.get(LIST))
    assert "Aucune recherche sur cette période" in body(staff.get(REPORT))
    assert "Aucune recherche sans résultat" in body(staff.get("/admin/"))


def test_a_list_of_many_queries_is_read_in_few_statements(
    staff: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(45):
        searched(f"mot {number}")
    staff.get(LIST)
    with django_assert_max_num_queries(40):
        staff.get(LIST)


def test_exports_hold_the_figures_and_run_nothing(staff: Any) -> None:
    searched("=CMD()", 2)
    searched("budget", 3, results=2, position=1)
    text = body(staff.get(LIST, {"export": "csv", "probleme": "frequentes"}))
    assert "Recherche,Recherches,Sans résultat (%)" in text
    assert "budget,3,0,3,100,1.0" in text
    assert "'=CMD(),2,100,0" in text
    response = staff.get(LIST, {"export": "xlsx", "probleme": "frequentes"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:3] == ("budget", 3, 0)
    assert rows[2][0] == "'=CMD()"


# --- Actions -----------------------------------------------------------------------------------
def test_a_query_is_marked_as_handled_and_put_back(staff: Any) -> None:
    query = searched("mutuelle")
    staff.post(url("done", query), {"next": f"{LIST}?periode=90"})
    query.refresh_from_db()
    assert (query.state, query.handled_how, query.handled_on) == ("handled", "done", timezone.localdate())
    page = body(staff.get(LIST))
    assert "est marquée comme traitée" in page
    assert url("reopen", query) in page
    assert shown(staff) == []
    assert shown(staff, etat="traitees") == ["mutuelle"]
    staff.post(url("reopen", query))
    assert shown(staff) == ["mutuelle"]


def test_a_handled_query_that_still_finds_nothing_comes_back(staff: Any) -> None:
    query = searched("mutuelle", days_ago=5)
    staff.post(url("done", query))
    SearchQuery.objects.update(handled_on=timezone.localdate() - dt.timedelta(days=3))
    assert shown(staff) == []
    searched("mutuelle", 2, days_ago=1)
    assert shown(staff) == ["mutuelle"]
    assert "2 sans résultat depuis" in body(staff.get(LIST))


def test_a_synonym_added_from_the_log_marks_its_query_once_saved(staff: Any) -> None:
    query = searched("télé-travail")
    response = staff.get(url("synonym", query), {"next": f"{LIST}?periode=90"}, follow=True)
    form = body(response)
    assert response.redirect_chain[-1][0].startswith(reverse("recherche_synonymes_modeladmin_create"))
    assert "télé-travail" in form
    action = html.unescape(re.search(r'<form action="([^"]+)"', form)[1])  # type: ignore[index]
    staff.post(action, {"expressions": "", "also": "", "note": ""})
    query.refresh_from_db()
    assert query.state == "todo"
    data = {"expressions": "télé-travail\nhorodatage", "also": "", "active": "on", "note": ""}
    response = staff.post(action, data)
    assert response["Location"] == f"{LIST}?periode=90"
    query.refresh_from_db()
    assert (query.state, query.handled_how) == ("handled", "synonym")
    assert "Le synonyme est enregistré" in body(staff.get(LIST))


def test_a_synonym_added_elsewhere_marks_nothing(staff: Any) -> None:
    query = searched("télé-travail")
    add = reverse("recherche_synonymes_modeladmin_create")
    data = {"expressions": "télé-travail\nhorodatage", "also": "", "active": "on", "note": ""}
    for number in ("", "x", str(query.pk + 1)):
        staff.post(f"{add}?recherche={number}", data)
    query.refresh_from_db()
    assert SynonymSet.objects.filter(expressions__contains="horodatage").exists()
    assert query.state == "todo"


def test_a_page_is_put_first_for_every_spelling(staff: Any, tree: Any, roles: Any) -> None:
    query = searched("Hébergement", 2)
    searched("hebergement", 1)
    page = tree.home
    assert "« Hébergement », « hebergement »" in body(staff.get(url("promote", query))).replace("\xa0", " ")
    data = {"page": page.pk, "description": "La page qui dit tout."}
    staff.post(url("promote", query), data)
    staff.post(url("promote", query), data)
    for typed in ("hébergement", "HEBERGEMENT"):
        (promoted,) = promoted_for(roles.user("staff"), typed)
        assert promoted.title == page.title
    query.refresh_from_db()
    assert query.handled_how == "promotion"


def test_undoing_takes_back_what_was_put_first_and_nothing_else(staff: Any, tree: Any, roles: Any) -> None:
    query, other = searched("Hébergement"), searched("mutuelle")
    staff.post(url("promote", other), {"page": tree.home.pk})
    kept = SearchPromotion.objects.get()
    staff.post(url("promote", query), {"page": tree.home.pk})
    page = body(staff.get(LIST))
    picks = re.findall(r'name="pick" value="(\d+)"', page)
    assert len(picks) == 1
    done = body(staff.post(url("reopen", query), {"pick": [*picks, str(kept.pk), "x"]}, follow=True))
    assert "ne passe plus devant" in done
    assert promoted_for(roles.user("staff"), "hébergement") == []
    assert [pick.pk for pick in SearchPromotion.objects.all()] == [kept.pk]
    query.refresh_from_db()
    assert query.state == "todo"


def test_undoing_leaves_a_promotion_that_was_there_before(staff: Any, tree: Any) -> None:
    query = searched("mutuelle")
    staff.post(url("promote", query), {"page": tree.home.pk})
    staff.post(url("promote", query), {"page": tree.home.pk})
    assert 'name="pick"' not in body(staff.get(LIST))
    staff.post(url("reopen", query))
    assert SearchPromotion.objects.count() == 1


def test_putting_first_needs_a_page_and_the_right_to(staff: Any, roles: Any, client: Any) -> None:
    query = searched("mutuelle")
    assert "Choisissez une page" in body(staff.post(url("promote", query), {"page": ""}))
    roles.sign_in(client, "editor")
    assert url("promote", query) not in body(client.get(LIST))
    assert client.post(url("promote", query), {"page": "2"}).status_code == 302
    assert not SearchPromotion.objects.exists()
    assert SearchQuery.objects.get().state == "todo"


def test_the_missing_page_opens_with_its_title_and_marks_its_query_once_saved(staff: Any, tree: Any) -> None:
    query = searched("mutuelle")
    page = body(staff.get(url("page", query)))
    assert 'value="Mutuelle"' in page
    choice = re.search(r'value="(centre\.\w+)"', page)
    assert choice
    data = {"title": "Choisir sa mutuelle", "kind": choice[1]}
    response = staff.post(url("page", query), data, follow=True)
    assert "/pages/add/centre/" in response.redirect_chain[-1][0]
    assert 'value="Choisir sa mutuelle"' in body(response)
    query.refresh_from_db()
    assert query.state == "todo"
    address = response.redirect_chain[-1][0].split("?")[0]
    staff.post(address, new_page(response, "Choisir sa mutuelle"))
    query.refresh_from_db()
    assert query.handled_how == "page"
    assert "« Choisir sa mutuelle » est enregistrée" in body(staff.get(LIST)).replace("\xa0", " ")
    # The next new page starts empty, and marks nothing.
    staff.post(url("reopen", query))
    response = staff.get(address)
    assert "Choisir sa mutuelle" not in body(response)
    staff.post(address, new_page(response, "Une autre"))
    assert Page.objects.filter(title="Une autre").exists()
    query.refresh_from_db()
    assert query.state == "todo"


def new_page(response: Any, title: str) -> dict[str, Any]:
    """Return what the form of a new page posts."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form if isinstance(bound.value(), str | int)}
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    return {**data, "body-count": 0, "title": title, "slug": slugify(title)}


def test_only_what_answers_a_search_is_offered_as_the_missing_page(staff: Any, tree: Any) -> None:
    page = body(staff.get(url("page", searched("mutuelle"))))
    kinds = re.findall(r'type="radio" name="kind" value="([\w.]+)"', page)
    assert kinds[0] == "centre.resourcepage"
    assert re.search(r'value="centre.resourcepage"[^>]* checked', page)
    assert {"standard.contentpage", "centre.resourcepage"} <= set(kinds)
    left_out = {"conduct.codeofconductpage", "standard.sectionpage", "onboarding.onboardingpathpage"}
    assert not left_out & set(kinds)


def test_a_missing_page_is_not_created_where_it_cannot_be(staff: Any, tree: Any) -> None:
    query = searched("mutuelle")
    choice = re.search(r'value="(centre\.\w+)"', body(staff.get(url("page", query))))
    assert choice
    data = {"title": "Mutuelle", "kind": choice[1], "parent": tree.home.pk}
    assert "ne se crée pas ici" in body(staff.post(url("page", query), data))
    data = {"title": "Mutuelle", "kind": "standard.contentpage"}
    assert "Choisissez sous quelle page" in body(staff.post(url("page", query), data))
    assert SearchQuery.objects.get().state == "todo"


def test_somebody_who_knows_is_asked(staff: Any, roles: Any) -> None:
    query = searched("mutuelle", 3)
    person = PersonFactory(first_name="Ana", user=UserFactory(email="ana@ministere.example"))
    letter = body(staff.get(url("ask", query)))
    assert "3 fois ces trois derniers mois, sans jamais rien trouver" in letter
    staff.post(url("ask", query), {"person": person.pk, "message": "Où est-ce écrit ?"})
    (sent,) = mail.outbox
    asker = roles.user("staff").email
    assert (sent.to, sent.cc, sent.reply_to) == (["ana@ministere.example"], [asker], [asker])
    assert "mutuelle" in sent.subject
    assert sent.body == "Où est-ce écrit ?"
    query.refresh_from_db()
    assert query.handled_how == "asked"
    assert "ana" not in repr(SearchQuery.objects.values().get()).lower()


def test_nobody_is_asked_without_an_account_or_a_mail_server(staff: Any) -> None:
    query = searched("mutuelle")
    without = PersonFactory()
    page = body(staff.post(url("ask", query), {"person": without.pk, "message": "Bonjour"}))
    assert "n’a pas de compte ouvert" in page
    known = PersonFactory(user=UserFactory())
    with patch("django.core.mail.EmailMessage.send", side_effect=OSError):
        page = body(staff.post(url("ask", query), {"person": known.pk, "message": "Bonjour"}))
    assert "n’est pas parti" in page
    assert not mail.outbox
    assert SearchQuery.objects.get().state == "todo"


def test_a_query_is_never_suggested_any_more_and_noted(staff: Any) -> None:
    query = searched("jean nomade")
    SearchQuery.objects.update(popularity=9)
    assert url("hide", query) in body(staff.get(LIST))
    staff.post(url("hide", query))
    staff.post(url("note", query), {"note": "Un nom : rien à faire."})
    query.refresh_from_db()
    assert (query.hidden, query.note) == (True, "Un nom : rien à faire.")
    staff.post(url("show", query))
    query.refresh_from_db()
    assert not query.hidden


@pytest.mark.parametrize("action", ["done", "reopen", "hide", "show"])
def test_a_link_alone_changes_nothing(staff: Any, action: str) -> None:
    query = searched("mutuelle")
    assert staff.get(url(action, query)).status_code == 405
    assert SearchQuery.objects.get().state == "todo"


@pytest.mark.parametrize("action", ["done", "hide", "reopen", "promote", "page", "ask", "note"])
def test_others_change_nothing(roles: Any, client: Any, action: str) -> None:
    query = searched("mutuelle")
    roles.sign_in(client, "mentor")
    assert client.post(url(action, query), {"note": "x"}).status_code in (302, 403)
    query.refresh_from_db()
    assert (query.state, query.hidden, query.note) == ("todo", False, "")


def test_an_action_asks_for_its_token(roles: Any) -> None:
    from django.test import Client

    query = searched("mutuelle")
    strict = roles.sign_in(Client(enforce_csrf_checks=True), "staff")
    assert strict.post(url("done", query)).status_code == 403
    assert SearchQuery.objects.get().state == "todo"


def test_the_way_back_never_leaves_the_hub(staff: Any) -> None:
    query = searched("mutuelle")
    response = staff.post(url("done", query), {"next": "https://ailleurs.example/"})
    assert response["Location"] == LIST


# --- Report ------------------------------------------------------------------------------------
def test_the_report_draws_and_tells_the_same_figures(staff: Any) -> None:
    searched("mutuelle", 3)
    searched("budget", 9, results=20, position=12)
    page = body(staff.get(REPORT))
    drawings = re.findall(r"<svg class=\"search-chart\".*?</svg>", page, re.DOTALL)
    assert len(drawings) == page.count("<details>") == 4
    for drawing in drawings:
        tree = ElementTree.fromstring(drawing)
        assert tree.get("role") == "img"
        assert [child.tag for child in tree][:2] == ["title", "desc"]
        assert "style=" not in drawing
    plain = page.replace("\xa0", " ").replace("\u202f", " ")
    assert "3 recherches sur 12 n’ont rien donné, soit 25 %" in plain
    assert "En tête : « budget », 9 fois." in plain
    assert '<th scope="row">Après le 10e</th><td>9</td>' in plain
    assert staff.get(REPORT, {"periode": "13-mois"}).status_code == 200
    assert staff.get(REPORT, {"periode": "toujours"}).status_code == 200


def test_the_report_draws_no_rank_when_nothing_was_opened(staff: Any) -> None:
    searched("budget", 3, results=20)
    page = body(staff.get(REPORT))
    assert "Aucun résultat n’a été ouvert sur cette période." in page
    assert page.count('<svg class="search-chart"') == 3
    searched("budget", 1, results=20, position=2)
    page = body(staff.get(REPORT))
    assert page.count('<svg class="search-chart"') == 4
    assert '<th scope="row">2e résultat</th><td>1</td>' in page
    assert "3e résultat" not in page


def test_drawings_stay_inside_their_frame() -> None:
    for values in ([], [("a", 0)], [("a", 0), ("b", 7)], [(str(n), n * n) for n in range(57)]):
        for chart in (columns(values), bars(values)):
            for mark in chart.marks:
                assert 0 <= mark.x <= mark.x + mark.width <= chart.width
                assert 0 <= mark.y <= mark.y + mark.height <= chart.height
            assert len(chart.rows) == len(values)
    assert [scale_top(n) for n in (0, 2, 3, 10, 11, 52, 61, 400)] == [2, 2, 4, 10, 20, 60, 80, 400]
