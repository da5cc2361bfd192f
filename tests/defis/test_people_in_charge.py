"""Who is in charge is told to people who are signed in; the team of a page opened to all, to everybody."""

from __future__ import annotations

from typing import Any

import pytest

from pages.defis.enums import FollowUpState
from pages.defis.follow_ups.services import Answer, record_answer
from pages.defis.history import record_confirmation
from pages.defis.models import DefiPage, FollowUp
from tests.factories.defis import day, full_defi
from tests.factories.pages import open_to_public
from tests.factories.people import PersonFactory

from .browser import text_of

pytestmark = pytest.mark.django_db
# Nobody of the team: their names can only come from what they are in charge of.
NAMES = ("Passereau", "Colvert", "Hirondelle", "Madame Rossignol", "Mésange", "Alouette")


@pytest.fixture
def defi(tree: Any, roles: Any) -> DefiPage:
    """A défi opened to the public, where everything that may name somebody does."""
    defi = full_defi(tree, decision_maker="Madame Rossignol", stakeholders_readers="page")
    staff = roles.user("staff")
    defi.save_revision(user=staff).publish(user=staff)
    draft = DefiPage.objects.get(pk=defi.pk).get_latest_revision_as_object()
    draft.takeover_person = PersonFactory(last_name="Passereau")
    for relation, name in (
        ("stakeholders", "Colvert"), ("objectives", "Hirondelle"), ("axis_questions", "Mésange"),
        ("milestones", "Alouette"),
    ):  # fmt: skip
        rows = list(getattr(draft, relation).all())
        rows[0].person = PersonFactory(last_name=name)
        setattr(draft, relation, rows)
    draft.roadmap_stage = "mid_term"
    draft.save_revision(user=staff).publish(user=staff)
    record_confirmation(defi, PersonFactory(user=roles.user("mentor")).user)
    open_to_public(defi)
    return DefiPage.objects.get(pk=defi.pk)


def read(client: Any, roles: Any, role: str, defi: DefiPage) -> str:
    """Return what a role reads on every page of the défi."""
    roles.sign_in(client, role)
    parts = ("", "feuille-de-route/", "feuille-de-route/versions/", "perennisation/", "historique/")
    answers = [client.get(f"{defi.url}{part}") for part in parts]
    assert [answer.status_code for answer in answers] == [200] * len(parts)
    return " ".join(map(text_of, answers)).replace("\u00a0", " ")


def test_people_who_are_signed_in_read_who_is_in_charge(client: Any, roles: Any, defi: DefiPage) -> None:
    words = read(client, roles, "eig", defi)
    for name in (*NAMES, str(roles.user("mentor"))):
        assert name in words, name


def test_strangers_read_the_team_and_what_is_done(client: Any, roles: Any, defi: DefiPage, tree: Any) -> None:
    words = read(client, roles, "anonymous", defi)
    for name in (*NAMES, str(roles.user("mentor")), "Qui décide", "se charge de"):
        assert name not in words, name
    for word in (str(tree.person), "Bureau de la relation avec le public", "Plan confirmé", "La DSI"):
        assert word in words, word


def test_an_answer_names_nobody_to_strangers(client: Any, roles: Any, tree: Any) -> None:
    """The state of the product is for all; who looks after it and the comment, for colleagues."""
    defi = full_defi(tree)
    follow_up = FollowUp.objects.create(defi=defi, months=3, due_on=day(0), state=FollowUpState.WAITING)
    answer = Answer(
        status="in_production", maintainer="Zoé Bruant", user_count=12, comment="Merci à Luc Pinson"
    )
    record_answer(follow_up, PersonFactory().pk, answer)
    open_to_public(defi)
    told = {}
    for role in ("anonymous", "eig"):
        roles.sign_in(client, role)
        told[role] = text_of(client.get(f"{defi.url}historique/"))
        assert "personnes l’utilisent." in told[role]
        assert "réservé" not in told[role]
    for words in ("Zoé Bruant", "Luc Pinson"):
        assert words in told["eig"]
        assert words not in told["anonymous"]
