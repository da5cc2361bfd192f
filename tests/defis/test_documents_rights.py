"""A document holds what its reader may read of the page, and says what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from hub.people.models import Person
from pages.defis.models import DefiMember, HistoryEntry
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, STAKEHOLDER_WORDS, day, full_defi
from tests.factories.pages import open_to_public, reserve
from tests.factories.people import UserFactory

from .papers import HANDOVER, NAMES, NOTE, address, article, everything_in, file_of, soup

pytestmark = pytest.mark.django_db

# An amount is written with its thousands apart.
SECRETS = (MONEY_WORDS[0], MONEY_WORDS[1], "87\u202f654", *RISK_WORDS, *STAKEHOLDER_WORDS)
OUTSIDERS = ["anonymous", "eig", "mentor", "alumni", "coach", "wrong_group"]
# Who follows every défi: see the groups of the programme.
INSIDERS = ["staff", "editor"]
INSIDE = "Ne pas diffuser en dehors de l’équipe."


def held(client: Any, defi: Any, name: str, query: str = "") -> tuple[str, str]:
    """Return all that the page and the file of a document hold."""
    page = str(soup(client, defi, name, query))
    return page, everything_in(file_of(client, defi, name, query))


def member_of(defi: Any, tree: Any, role: str = "mentor_operational", **dates: Any) -> Any:
    """Return an account that is part of a défi."""
    user = UserFactory()
    person = Person.objects.create(first_name="Membre", last_name="Del’Équipe", user=user)
    DefiMember.objects.create(defi=defi, person=person, role=role, **dates)
    return user


@pytest.fixture
def defi(tree: Any) -> Any:
    """A défi whose delicate parts are for its team, on a page that anybody may open."""
    made = full_defi(tree)
    open_to_public(made)
    return made


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_reserved_parts_stay_inside(client: Any, roles: Any, defi: Any, role: str, name: str) -> None:
    """Neither the page nor the file, its properties included, holds a word of what is reserved."""
    roles.sign_in(client, role)
    for content in held(client, defi, name):
        assert [word for word in SECRETS if word in content] == []
        assert "Compléter la fiche" not in content
        assert "Ce qui manque" not in content
        assert INSIDE not in content
        assert "Décision de la direction" in content


@pytest.mark.parametrize("role", INSIDERS)
def test_those_who_follow_the_defi_read_everything(client: Any, roles: Any, defi: Any, role: str) -> None:
    """The team of the programme has amounts, risks and stakeholders, with the mention of reserve."""
    roles.sign_in(client, role)
    for content in held(client, defi, NOTE):
        for word in (MONEY_WORDS[0], "87\u202f654\u00a0€", *RISK_WORDS, *STAKEHOLDER_WORDS, INSIDE):
            assert word in content
    for content in held(client, defi, HANDOVER):
        assert RISK_WORDS[0] in content
        assert INSIDE in content


def test_a_member_reads_their_own_and_no_other(client: Any, tree: Any, defi: Any) -> None:
    """A mentor has the amounts of their défi, not those of another one."""
    other = full_defi(tree, title="Autre défi", slug="autre")
    client.force_login(member_of(defi, tree), backend="django.contrib.auth.backends.ModelBackend")
    assert MONEY_WORDS[0] in str(soup(client, defi, NOTE))
    assert MONEY_WORDS[0] not in str(soup(client, other, NOTE))
    assert MONEY_WORDS[0] not in everything_in(file_of(client, other, NOTE))


def test_a_former_member_is_a_reader_like_others(client: Any, tree: Any, defi: Any) -> None:
    """Whoever left the défi long ago has no longer what is reserved."""
    user = member_of(defi, tree, end=day(-200))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for content in held(client, defi, NOTE):
        assert MONEY_WORDS[0] not in content


@pytest.mark.parametrize(
    ("opened", "shown", "hidden", "left_out"),
    [
        ("money_readers", MONEY_WORDS[0], RISK_WORDS[0], "ni les risques ni la carte des parties prenantes"),
        ("risks_readers", RISK_WORDS[0], MONEY_WORDS[0], "ni les montants ni la carte des parties prenantes"),
        ("stakeholders_readers", STAKEHOLDER_WORDS[0], RISK_WORDS[0], "ni les montants ni les risques"),
    ],
)
def test_each_part_opens_alone(
    client: Any, roles: Any, tree: Any, opened: str, shown: str, hidden: str, left_out: str
) -> None:
    """A part that the team opens shows, the two others do not, and the first page says which."""
    defi = full_defi(tree, **{opened: "page"})
    roles.sign_in(client, "eig")
    for content in held(client, defi, NOTE):
        assert shown in content
        assert hidden not in content
        assert f"Cette version ne comprend {left_out}." in content


def test_nothing_is_said_to_be_left_out_when_nothing_is(client: Any, roles: Any, tree: Any) -> None:
    """Everything open: no reserve, no mention, for anybody."""
    everything = {f"{part}_readers": "page" for part in ("money", "risks", "stakeholders")}
    defi = full_defi(tree, **everything)
    for role in ("eig", "staff"):
        roles.sign_in(client, role)
        for content in held(client, defi, NOTE):
            assert "Cette version ne comprend" not in content
            assert INSIDE not in content
            assert MONEY_WORDS[0] in content


@pytest.mark.parametrize("name", NAMES)
def test_names_are_for_signed_in_readers(client: Any, roles: Any, tree: Any, defi: Any, name: str) -> None:
    """A visitor has nobody’s name nor address, in any part; a reader who is signed in has names."""
    tree.person.public_email = "ada@ministere.example"
    tree.person.save()
    defi.takeover_person = tree.person
    defi.save()
    HistoryEntry.objects.create(defi=defi, kind="confirmation", by_name="Ada Mareuil")
    roles.sign_in(client, "anonymous")
    for content in held(client, defi, name):
        assert "Mareuil" not in content
        assert "ada@ministere.example" not in content
        assert "les noms des personnes" in content
    roles.sign_in(client, "eig")
    for content in held(client, defi, name):
        assert "Ada Mareuil" in content
        assert "les noms des personnes" not in content


def test_a_version_to_share(client: Any, roles: Any, defi: Any) -> None:
    """An insider makes the version that others have, to send it on; the list leads to it."""
    roles.sign_in(client, "staff")
    assert "?version=a-diffuser" in str(soup(client, defi))
    for content in held(client, defi, NOTE, "?version=a-diffuser"):
        assert [word for word in SECRETS if word in content] == []
        assert INSIDE not in content
        assert "Compléter la fiche" not in content
    roles.sign_in(client, "eig")
    assert "a-diffuser" not in str(soup(client, defi))


@pytest.mark.parametrize("path", ["", *NAMES])
def test_a_closed_page_has_no_documents(client: Any, roles: Any, tree: Any, path: str) -> None:
    """Whoever may not open the page has none of its documents, in any form."""
    defi = full_defi(tree)
    reserve(defi, "Mentors", "Équipe du programme")
    for role, expected in (("anonymous", 302), ("eig", 403), ("mentor", 200)):
        roles.sign_in(client, role)
        for form in ("", "docx") if path else ("",):
            assert client.get(address(defi, path, form)).status_code == expected


def test_every_answer_stays_out_of_caches(client: Any, roles: Any, defi: Any) -> None:
    """A document is made for one reader."""
    roles.sign_in(client, "staff")
    for where in (address(defi), address(defi, NOTE), address(defi, NOTE, "docx")):
        assert client.get(where)["Cache-Control"] == "private, no-store"


def test_the_record_is_the_published_one(client: Any, roles: Any, defi: Any) -> None:
    """A draft that is not published is in no document."""
    draft = defi.get_latest_revision_as_object()
    draft.takeover = "Un bureau secret"
    draft.save_revision()
    roles.sign_in(client, "staff")
    assert "Un bureau secret" not in article(client, defi, NOTE).get_text()
    assert "Bureau de la relation avec le public" in article(client, defi, NOTE).get_text()
