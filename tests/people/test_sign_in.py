"""Signing in and out, passwords, demo accounts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.urls import reverse

from hub.people.enums import DEMO_DOMAIN
from tests.factories.people import PASSWORD, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/compte/connexion/"
REFUSED = "L’adresse électronique ou le mot de passe est incorrect."


def sign_in(client: Any, email: str, password: str = PASSWORD, **data: str) -> Any:
    """Send the sign-in form."""
    return client.post(URL, {"username": email, "password": password, **data})


def signed_in_as(client: Any) -> str | None:
    """Return the id of the account that the browser is signed in with."""
    return client.session.get("_auth_user_id")


def link_in(message: Any) -> str:
    """Return the path of the first link of an e-mail."""
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def choose_password(client: Any, link: str, password: str) -> Any:
    """Follow a link and choose a password."""
    form = client.get(link, follow=True)
    return client.post(
        form.request["PATH_INFO"], {"new_password1": password, "new_password2": password}, follow=True
    )


@pytest.mark.parametrize(
    "typed", ["camille@ministere.example", "Camille@Ministere.EXAMPLE", " camille@ministere.example "]
)
def test_an_address_is_right_whatever_its_case(client: Any, typed: str) -> None:
    user = UserFactory(email="camille@ministere.example")
    assert sign_in(client, typed).status_code == 302
    assert signed_in_as(client) == str(user.pk)


def test_an_account_saved_with_capitals_can_sign_in(client: Any) -> None:
    user = UserFactory()
    user.email = "Grandes.Lettres@Ministere.example"
    user.save()
    sign_in(client, "grandes.lettres@ministere.example")
    assert signed_in_as(client) == str(user.pk)


def test_refusals_do_not_tell_which_addresses_have_an_account(client: Any) -> None:
    UserFactory(email="ouvert@ministere.example")
    UserFactory(email="ferme@ministere.example", is_active=False)
    pages = [
        sign_in(client, "ouvert@ministere.example", "faux mot de passe"),
        sign_in(client, "ferme@ministere.example"),
        sign_in(client, "inconnu@ministere.example"),
    ]
    assert all(REFUSED in page.content.decode() for page in pages)
    assert signed_in_as(client) is None


def test_the_page_names_its_errors(client: Any) -> None:
    page = client.post(URL, {"username": "", "password": ""}).content.decode()
    assert "2 erreurs à corriger" in page
    assert 'href="#id_username"' in page
    assert re.search(
        r'<input[^>]*name="password"[^>]*aria-invalid="true"[^>]*aria-describedby="id_password_error"', page
    )


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/annuaire/", "/annuaire/"),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example", "/"),
        ("", "/"),
    ],
)
def test_where_one_goes_after_signing_in(client: Any, wanted: str, reached: str) -> None:
    user = UserFactory()
    assert sign_in(client, user.email, next=wanted)["Location"] == reached


def test_five_failures_suspend_the_sign_in_even_with_the_right_password(client: Any) -> None:
    user = UserFactory(email="cible@ministere.example")
    for typed in ["cible@ministere.example", "CIBLE@ministere.example"] * 3:
        last = sign_in(client, typed, "faux mot de passe")
    assert last.status_code == 429
    assert "suspendue" in last.content.decode()
    assert sign_in(client, user.email).status_code == 429
    assert signed_in_as(client) is None


def test_a_pause_for_one_address_leaves_the_others_alone(client: Any) -> None:
    other = UserFactory()
    for _attempt in range(6):
        sign_in(client, "cible@ministere.example", "faux mot de passe")
    assert sign_in(client, other.email).status_code == 302


def test_signing_out_is_a_post(as_mentor: Any) -> None:
    assert as_mentor.get("/compte/deconnexion/").status_code == 405
    page = as_mentor.post("/compte/deconnexion/", follow=True)
    assert "Vous avez quitté le hub" in page.content.decode()
    assert signed_in_as(as_mentor) is None


# --- Forgotten password ------------------------------------------------------------------------
def test_a_forgotten_password_is_chosen_again(client: Any) -> None:
    user = UserFactory()
    client.post("/compte/mot-de-passe/", {"email": user.email.upper()})
    page = choose_password(client, link_in(mail.outbox[0]), "un tout nouveau secret")
    assert "Votre mot de passe est changé" in page.content.decode()
    assert sign_in(client, user.email, "un tout nouveau secret").status_code == 302


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Any) -> None:
    known = UserFactory()
    answers = [
        client.post("/compte/mot-de-passe/", {"email": email}, follow=True).content.decode()
        for email in (known.email, "inconnu@ministere.example")
    ]
    assert [message.to for message in mail.outbox] == [[known.email]]
    assert all("Si un compte existe à cette adresse" in answer for answer in answers)


def test_a_closed_account_gets_no_link(client: Any) -> None:
    client.post("/compte/mot-de-passe/", {"email": UserFactory(is_active=False).email})
    assert mail.outbox == []


def test_nobody_can_flood_a_mailbox(client: Any) -> None:
    user = UserFactory()
    for _attempt in range(6):
        client.post("/compte/mot-de-passe/", {"email": user.email})
    assert len(mail.outbox) == 3


def test_a_link_works_once(client: Any) -> None:
    user = UserFactory()
    client.post("/compte/mot-de-passe/", {"email": user.email})
    link = link_in(mail.outbox[0])
    choose_password(client, link, "un tout nouveau secret")
    assert "Ce lien n’est plus valable" in client.get(link).content.decode()


def test_a_weak_password_is_refused_in_french(client: Any) -> None:
    user = UserFactory()
    client.post("/compte/mot-de-passe/", {"email": user.email})
    page = choose_password(client, link_in(mail.outbox[0]), "court")
    assert "trop court" in page.content.decode()


def test_a_new_password_lifts_the_pause(client: Any) -> None:
    user = UserFactory()
    for _attempt in range(6):
        sign_in(client, user.email, "faux mot de passe")
    client.post("/compte/mot-de-passe/", {"email": user.email})
    choose_password(client, link_in(mail.outbox[0]), "un tout nouveau secret")
    assert sign_in(client, user.email, "un tout nouveau secret").status_code == 302


# --- Demo --------------------------------------------------------------------------------------
@pytest.fixture
def demo_account(settings: Any) -> Any:
    """A demo account of a demo hub."""
    settings.HUB_DEMO = True
    return PersonFactory(user=UserFactory(email=f"lea@{DEMO_DOMAIN}", groups=["EIG"])).user


def test_a_demo_account_enters_in_one_click(client: Any, demo_account: Any) -> None:
    page = client.get(URL + "?next=/annuaire/").content.decode()
    assert f'name="account" value="{demo_account.pk}"' in page
    response = client.post(reverse("people:demo_sign_in"), {"account": demo_account.pk, "next": "/annuaire/"})
    assert response["Location"] == "/annuaire/"
    assert signed_in_as(client) == str(demo_account.pk)


def test_the_demo_door_asks_for_a_token(demo_account: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("people:demo_sign_in"), {"account": demo_account.pk}).status_code == 403
    assert signed_in_as(strict) is None


def test_the_demo_door_is_for_demo_accounts_only(client: Any, demo_account: Any) -> None:
    other = PersonFactory(user=UserFactory()).user
    assert client.post(reverse("people:demo_sign_in"), {"account": other.pk}).status_code == 404
    assert signed_in_as(client) is None


@pytest.mark.parametrize(("demo", "production"), [(False, False), (True, True)])
def test_a_real_hub_has_no_demo_door(
    client: Any, settings: Any, demo_account: Any, demo: bool, production: bool
) -> None:
    settings.HUB_DEMO, settings.HUB_PRODUCTION = demo, production
    assert "démonstration" not in client.get(URL).content.decode()
    assert client.post(reverse("people:demo_sign_in"), {"account": demo_account.pk}).status_code == 404
    assert signed_in_as(client) is None


def test_demo_accounts_in_production_are_a_system_error(settings: Any) -> None:
    settings.HUB_DEMO = settings.HUB_PRODUCTION = True
    assert "people.E001" in [message.id for message in run_checks(tags=["security"])]
    settings.HUB_DEMO = False
    assert "people.E001" not in [message.id for message in run_checks(tags=["security"])]
