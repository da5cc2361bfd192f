"""The home page speaks to each role."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from pages.defis.models import DefiMember
from pages.home.models import HomeTile
from tests.factories.people import PersonFactory


def test_eig_sees_the_next_task_and_their_defi(tree: Any, roles: Any, client: Any) -> None:
    """A new EIG knows what to do next."""
    person = PersonFactory(user=roles.user("eig"))
    DefiMember.objects.create(defi=tree.defi, person=person, role="eig")
    text = roles.sign_in(client, "eig").get("/").content.decode()
    assert "Commander le poste" in text
    assert "Commencer mon parcours" in text
    assert "Mon défi" in text
    assert tree.defi.title in text


def test_mentor_of_no_defi_sees_neither(tree: Any, roles: Any, client: Any) -> None:
    """Somebody else’s path and défi are not one’s next step."""
    text = roles.sign_in(client, "mentor").get("/").content.decode()
    assert "Commencer mon parcours" not in text
    assert "Mon défi" not in text


@pytest.mark.parametrize(("days", "words"), [(-1, "1 page a dépassé sa date"), (1, "Tout est à jour")])
def test_team_sees_what_is_stale(tree: Any, roles: Any, client: Any, days: int, words: str) -> None:
    """The team is told how many pages wait for a reader."""
    tree.content.review_by = timezone.localdate() + dt.timedelta(days=days)
    tree.content.save()
    assert words in roles.sign_in(client, "staff").get("/").content.decode()
    assert words not in roles.sign_in(client, "eig").get("/").content.decode()


def test_review_report_names_the_stale_pages(tree: Any, roles: Any, client: Any) -> None:
    """The report lists what is stale and nothing else, and can be exported."""
    tree.content.review_by = timezone.localdate() - dt.timedelta(days=3)
    tree.content.save()
    roles.sign_in(client, "staff")
    text = client.get("/admin/reports/relecture/").content.decode()
    assert tree.content.title in text
    assert tree.news.title not in text
    export = client.get("/admin/reports/relecture/?export=csv").getvalue().decode()
    assert tree.content.title in export
    assert tree.news.title not in export


def test_tiles_are_for_roles(tree: Any, roles: Any, client: Any) -> None:
    """A tile for mentors shows to mentors; a tile for everybody shows to everybody."""
    target = Page.objects.get(pk=tree.content.pk)
    tree.home.tiles = [
        HomeTile(title="Pour les mentors", link=target, roles=["mentor"]),
        HomeTile(title="Pour tout le monde", link=target),
    ]
    tree.home.save()
    mentor = roles.sign_in(client, "mentor").get("/").content.decode()
    eig = roles.sign_in(client, "eig").get("/").content.decode()
    assert "Pour les mentors" in mentor
    assert "Pour les mentors" not in eig
    assert "Pour tout le monde" in mentor
    assert "Pour tout le monde" in eig
