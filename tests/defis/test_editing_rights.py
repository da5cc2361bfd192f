"""Who edits a défi in the plain forms, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Site, WorkflowState

from pages.defis import teams
from pages.defis.models import DefiPage, DefiSettings, HistoryEntry, Moderation
from tests.factories.defis import full_defi

from .browser import page_of, sent, text_of
from .posting import member_of

pytestmark = pytest.mark.django_db

FORMS = ("feuille-de-route/modifier/", "perennisation/modifier/", "perennisation/confirmer/")


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in."""
    return full_defi(tree)


@pytest.fixture
def member(client: Any, defi: DefiPage) -> Any:
    """The browser of a mentor of the défi."""
    client.force_login(member_of(defi), backend="django.contrib.auth.backends.ModelBackend")
    return client


def reread(defi: DefiPage) -> DefiPage:
    """Return the défi as published."""
    return DefiPage.objects.get(pk=defi.pk)


@pytest.mark.parametrize("form", FORMS)
def test_visitors_sign_in_first(client: Any, defi: DefiPage, form: str) -> None:
    for answer in (client.get(f"{defi.url}{form}"), client.post(f"{defi.url}{form}")):
        assert answer.status_code == 302
        assert "/connexion/" in answer["Location"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", ["eig", "mentor", "alumni"])
def test_people_of_other_defis_are_refused(
    client: Any, roles: Any, defi: DefiPage, form: str, role: str
) -> None:
    stranger = roles.sign_in(client, role)
    assert stranger.get(f"{defi.url}{form}").status_code == 403
    assert stranger.post(f"{defi.url}{form}", {"action": "save"}).status_code == 403
    assert not HistoryEntry.objects.exists()


def test_a_member_edits_their_defi_and_no_other(member: Any, defi: DefiPage, tree: Any) -> None:
    other = full_defi(tree, title="Un autre", slug="autre")
    for form in FORMS:
        assert member.get(f"{defi.url}{form}").status_code == 200
        assert member.get(f"{other.url}{form}").status_code == 403


def test_a_member_publishes_when_the_team_chose_so(member: Any, defi: DefiPage) -> None:
    url = f"{defi.url}perennisation/modifier/?partie=etat"
    page = member.get(url)
    assert "Enregistrer et publier" in text_of(page)
    sent(member, page, url, takeover="La DSI")
    assert reread(defi).takeover == "La DSI"


@pytest.fixture
def moderated(defi: DefiPage) -> None:
    """The programme’s team reads before publication."""
    DefiSettings.objects.create(site=Site.objects.get(is_default_site=True), moderation=Moderation.REVIEW)
    teams.sync_team(defi)


def test_what_a_member_writes_is_read_first_when_the_team_chose_so(
    member: Any, moderated: None, defi: DefiPage
) -> None:
    url = f"{defi.url}perennisation/modifier/?partie=etat"
    page = member.get(url)
    assert "Envoyer à la relecture" in text_of(page)
    response = sent(member, page, url, takeover="La DSI")
    assert "le relit avant publication" in text_of(member.get(response["Location"]))
    assert reread(defi).takeover != "La DSI"
    assert WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count() == 1
    waiting = member.get(url)
    assert "attendent la relecture" in text_of(waiting)
    assert page_of(waiting).find("input", {"name": "depart"}) is None


def test_without_anybody_to_read_it_stays_a_draft(
    member: Any, moderated: None, defi: DefiPage, settings: Any
) -> None:
    settings.WAGTAIL_WORKFLOW_ENABLED = False
    url = f"{defi.url}perennisation/modifier/?partie=etat"
    response = sent(member, member.get(url), url, takeover="La DSI")
    assert "enregistré en brouillon" in text_of(member.get(response["Location"]))
    assert reread(defi).takeover != "La DSI"
    assert reread(defi).get_latest_revision_as_object().takeover == "La DSI"


def test_a_locked_page_is_not_changed_and_nothing_typed_is_lost(
    member: Any, roles: Any, defi: DefiPage
) -> None:
    url = f"{defi.url}perennisation/modifier/?partie=etat"
    page = member.get(url)
    DefiPage.objects.filter(pk=defi.pk).update(
        locked=True, locked_by=roles.user("staff"), locked_at=timezone.now()
    )
    response = sent(member, page, url, takeover="La DSI")
    assert response.status_code == 409
    assert "verrouillée" in text_of(response)
    assert page_of(response).find("input", {"name": "takeover"})["value"] == "La DSI"
    assert reread(defi).takeover != "La DSI"
    assert "verrouillée" in text_of(member.get(url))


def test_the_plan_is_confirmed_with_a_name_and_a_date(member: Any, defi: DefiPage) -> None:
    url = f"{defi.url}perennisation/confirmer/"
    assert "jamais été confirmé" in text_of(member.get(url))
    assert not HistoryEntry.objects.exists()
    response = member.post(url)
    words = text_of(member.get(response["Location"]))
    assert "Merci" in words
    assert "aujourd’hui, le" in words
    assert HistoryEntry.objects.get(defi=defi).kind == "confirmation"


def test_buttons_show_to_those_who_may_use_them(member: Any, roles: Any, defi: DefiPage) -> None:
    links = {part: f"{defi.url}{part}/modifier/" for part in ("feuille-de-route", "perennisation")}
    for part, link in links.items():
        assert page_of(member.get(f"{defi.url}{part}/")).find(
            "a", href=lambda href, end=link: href and href.endswith(end)
        )
    stranger = roles.sign_in(member, "mentor")
    for part, link in links.items():
        assert link not in stranger.get(f"{defi.url}{part}/").content.decode()
