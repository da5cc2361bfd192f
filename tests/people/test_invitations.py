"""Inviting people, one by one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from wagtail.models import ModelLogEntry

from hub.people import services
from hub.people.models import Person, User
from tests.factories.people import AdministrationFactory, PersonFactory, PromotionFactory, UserFactory

pytestmark = pytest.mark.django_db


def guest(**changes: Any) -> dict[str, Any]:
    """Return the arguments of an invitation."""
    return {
        "email": "ana.rivage@ministere.example",
        "first_name": "Ana",
        "last_name": "Rivage",
        "group": "Mentors",
        **changes,
    }


def test_an_invitation_opens_an_account_with_a_person_and_their_role(team: Any, committed: Any) -> None:
    administration = AdministrationFactory()
    with committed():
        invitation = services.invite(
            **guest(email="Ana.Rivage@Ministere.example"), administration=administration, by=team
        )
    user = User.objects.get(email="ana.rivage@ministere.example")
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["Mentors"]
    person = Person.objects.get(user=user)
    assert (person.full_name, person.roles, person.administration) == (
        "Ana Rivage",
        ["mentor"],
        administration,
    )
    assert invitation.sent
    assert mail.outbox[0].to == ["ana.rivage@ministere.example"]
    assert "Mentor" in mail.outbox[0].body


def test_the_link_of_the_mail_opens_the_hub_once(client: Any, team: Any, committed: Any) -> None:
    with committed():
        services.invite(**guest(), by=team)
    link = re.search(r"https?://[^/]+(/compte/invitation/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    assert "Bienvenue au Hub" in form.content.decode()
    answer = {"new_password1": "quatre mots bien choisis", "new_password2": "quatre mots bien choisis"}
    page = client.post(form.request["PATH_INFO"], answer, follow=True)
    assert page.request["PATH_INFO"] == "/compte/profil/"
    client.logout()
    assert "Ce lien n’est plus valable" in client.get(link).content.decode()


def test_a_link_dies_after_three_days(client: Any, team: Any, committed: Any, monkeypatch: Any) -> None:
    import datetime as dt

    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    with committed():
        services.invite(**guest(), by=team)
    link = re.search(r"https?://[^/]+(/compte/invitation/\S+)", mail.outbox[0].body)[1]
    later = dt.datetime.now() + dt.timedelta(days=3, minutes=1)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    page = client.get(link).content.decode()
    assert "Ce lien n’est plus valable" in page
    assert 'href="/compte/mot-de-passe/"' in page


def test_somebody_invited_can_ask_for_another_link(client: Any, team: Any) -> None:
    services.invite(**guest(), by=team)
    client.post("/compte/mot-de-passe/", {"email": "ana.rivage@ministere.example"})
    assert [message.to for message in mail.outbox] == [["ana.rivage@ministere.example"]]


def test_a_known_person_without_account_receives_it(team: Any) -> None:
    promotion = PromotionFactory()
    known = PersonFactory(first_name="Zoé", last_name="d’Aubrac", promotion=promotion, job_title="Designer")
    invitation = services.invite(
        **guest(first_name="ZOE", last_name="D'Aubrac", job_title="Autre", promotion=promotion), by=team
    )
    known.refresh_from_db()
    assert invitation.linked
    assert known.user == invitation.user
    assert known.job_title == "Designer"
    assert Person.objects.count() == 1


@pytest.mark.parametrize("case", ["other promotion", "has an account", "namesakes"])
def test_somebody_else_is_never_taken_for_the_guest(team: Any, case: str) -> None:
    promotion = PromotionFactory()
    if case == "other promotion":
        others = [PersonFactory(first_name="Ana", last_name="Rivage", promotion=PromotionFactory())]
    elif case == "has an account":
        others = [
            PersonFactory(first_name="Ana", last_name="Rivage", promotion=promotion, user=UserFactory())
        ]
    else:
        others = [PersonFactory(first_name="Ana", last_name="Rivage", promotion=promotion) for _ in "12"]
    invitation = services.invite(**guest(promotion=promotion), by=team)
    assert invitation.person not in others
    assert not invitation.linked


def test_an_address_that_has_an_account_is_refused(team: Any) -> None:
    UserFactory(email="ana.rivage@ministere.example")
    with pytest.raises(services.AlreadyInvited, match="a déjà un compte"):
        services.invite(**guest(email="ANA.rivage@ministere.example"), by=team)
    assert Person.objects.count() == 0


def test_an_unknown_group_is_refused_and_nothing_is_left(team: Any, committed: Any) -> None:
    with committed(), pytest.raises(services.AccountError, match="n’existe pas"):
        services.invite(**guest(group="Pirates"), by=team)
    assert not User.objects.filter(email="ana.rivage@ministere.example").exists()
    assert mail.outbox == []


def test_several_are_invited_or_nobody(team: Any, committed: Any) -> None:
    good, taken = services.Guest(**guest()), services.Guest(**guest(email=team.email))
    with committed(), pytest.raises(services.AlreadyInvited):
        services.invite_many([good, taken], by=team)
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_a_mail_server_that_is_down_loses_no_account(
    as_team: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        as_team.post("/admin/invitations/nouvelle/", guest())
    assert User.objects.filter(email="ana.rivage@ministere.example").exists()
    page = as_team.get("/admin/invitations/").content.decode()
    assert "ana.rivage@ministere.example" in page


def test_an_invitation_is_in_the_audit_log(team: Any) -> None:
    invitation = services.invite(**guest(), by=team)
    entry = ModelLogEntry.objects.get(action="people.invite")
    assert entry.user == team
    assert entry.object_id == str(invitation.user.pk)


# --- Screens -----------------------------------------------------------------------------------
def test_the_screen_invites(as_team: Any, committed: Any) -> None:
    with committed():
        response = as_team.post("/admin/invitations/nouvelle/", guest())
    assert response["Location"] == "/admin/invitations/"
    assert len(mail.outbox) == 1
    assert "Ana Rivage" in as_team.get("/admin/invitations/").content.decode()


def test_the_screen_says_that_an_address_is_taken(as_team: Any) -> None:
    UserFactory(email="ana.rivage@ministere.example")
    page = as_team.post("/admin/invitations/nouvelle/", guest()).content.decode()
    assert "a déjà un compte" in page


@pytest.mark.parametrize("path", ["", "nouvelle/", "fichier/"])
def test_editors_do_not_invite(client: Any, path: str) -> None:
    client.force_login(UserFactory(groups=["Rédaction"]))
    assert client.get(f"/admin/invitations/{path}").status_code == 302
    assert "Invitations" not in client.get("/admin/").content.decode()


def test_an_invitation_is_sent_again_until_it_is_answered(as_team: Any, committed: Any) -> None:
    waiting, settled = UserFactory(password=None), UserFactory()
    with committed():
        as_team.post(f"/admin/invitations/{waiting.pk}/renvoyer/")
        page = as_team.post(f"/admin/invitations/{settled.pk}/renvoyer/", follow=True).content.decode()
    assert [message.to for message in mail.outbox] == [[waiting.email]]
    assert "a déjà choisi un mot de passe" in page
    shown = as_team.get("/admin/invitations/").content.decode()
    assert waiting.email in shown
    assert settled.email not in shown


def test_a_link_cannot_send_an_invitation_again(as_team: Any) -> None:
    assert as_team.get(f"/admin/invitations/{UserFactory(password=None).pk}/renvoyer/").status_code == 405
