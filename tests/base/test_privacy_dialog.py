"""« Qui peut lire cette page » in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageLogEntry, PageViewRestriction

from hub.base.models import PublicOpening
from hub.base.privacy import access_sentence
from tests.factories.pages import open_to_public, reserve


def choose(client: Any, page: Any, kind: str, groups: list[int] | None = None) -> Any:
    """Answer the dialog."""
    return client.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": kind, "groups": groups or []})


def test_team_opens_a_section_and_closes_it(tree: Any, roles: Any, client: Any) -> None:
    """Opening a section opens its pages, is traced, and can be undone."""
    roles.sign_in(client, "staff")
    assert choose(client, tree.section, "public").status_code == 200
    assert PublicOpening.objects.filter(page_id=tree.section.pk).exists()
    assert PageLogEntry.objects.filter(page=tree.section.pk, action="hub.open_to_public").exists()
    client.logout()
    assert client.get(tree.content.url).status_code == 200
    roles.sign_in(client, "staff")
    choose(client, tree.section, "none")
    client.logout()
    assert client.get(tree.content.url).status_code == 302


def test_team_reserves_a_page_to_a_group(tree: Any, roles: Any, client: Any) -> None:
    """Groups are Wagtail’s own restriction; a choice without a group is refused."""
    roles.sign_in(client, "staff")
    choose(client, tree.content, "groups")
    assert not PageViewRestriction.objects.exists()
    mentors = Group.objects.get(name="Mentors")
    choose(client, tree.content, "groups", [mentors.pk])
    assert roles.sign_in(client, "mentor").get(tree.content.url).status_code == 200
    assert roles.sign_in(client, "eig").get(tree.content.url).status_code == 403


@pytest.mark.parametrize("role", ["editor", "mentor", "anonymous"])
def test_others_change_nothing(tree: Any, roles: Any, client: Any, role: str) -> None:
    """Who may not publish may not open either."""
    choose(roles.sign_in(client, role), tree.content, "public")
    assert not PublicOpening.objects.exists()


def test_dialog_shows_what_is_chosen(tree: Any, roles: Any, client: Any) -> None:
    """The dialog speaks French and ticks the present state."""
    open_to_public(tree.content)
    text = roles.sign_in(client, "staff").get(f"/admin/pages/{tree.content.pk}/privacy/").json()["html"]
    assert "Tout le monde, sans compte" in text
    ticked = [tag for tag in re.findall(r"<input[^>]*>", text) if "checked" in tag]
    assert len(ticked) == 1
    assert 'value="public"' in ticked[0]


def test_sentence(tree: Any) -> None:
    """Each state has its words."""
    assert access_sentence(tree.content) == "Ouverte à toute personne connectée"
    open_to_public(tree.section)
    assert access_sentence(tree.content) == "Ouverte à tout le monde"
    reserve(tree.content, "Mentors")
    assert access_sentence(tree.content) == "Réservée à certains groupes"
