"""Opening accounts by invitation."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.text import slugify
from wagtail.log_actions import log

from hub.base.groups import composed_groups
from hub.people.models import Administration, Person, Promotion, User, normalise_email

from .passwords import link_days, password_link

logger = logging.getLogger(__name__)


class AccountError(Exception):
    """An account cannot be opened; the message is for the person who asked."""


class AlreadyInvited(AccountError):
    """The address has an account."""


class NotWaiting(AccountError):
    """The account has chosen its password, or is closed: there is nothing to send again."""


@dataclass(frozen=True)
class Guest:
    """Somebody to invite."""

    email: str
    first_name: str
    last_name: str
    group: str
    promotion: Promotion | None = None
    administration: Administration | None = None
    trade: str = ""
    job_title: str = ""


@dataclass
class Invitation:
    """An account that was opened, and whether its e-mail left (known once the change is saved)."""

    user: User
    person: Person
    linked: bool
    sent: bool | None = None


def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    group: str,
    by: Any,
    promotion: Promotion | None = None,
    administration: Administration | None = None,
    trade: str = "",
    job_title: str = "",
) -> Invitation:
    """Open an account without a password, and send its owner a link to choose one.

    A person of the directory who has the same name and promotion, and no account, receives it;
    otherwise a person is created.

    Args:
        email, first_name, last_name: who is invited.
        group: name of a group (:class:`hub.people.enums.HubGroup`), which gives the role too.
        by: who invites.
        promotion, administration, trade, job_title: fill what the directory does not know yet.

    Raises:
        AlreadyInvited: the address has an account.
        AccountError: the group does not exist.
    """
    guest = Guest(email, first_name, last_name, group, promotion, administration, trade, job_title)
    return invite_many([guest], by=by)[0]


@transaction.atomic
def invite_many(guests: Iterable[Guest], *, by: Any) -> list[Invitation]:
    """Invite several people: all of them, or nobody when one cannot be.

    Raises:
        AlreadyInvited: an address has an account, or is given twice.
        AccountError: a group does not exist.
    """
    invitations = [_open_account(guest, by) for guest in guests]
    transaction.on_commit(partial(_send, invitations, by), robust=True)
    return invitations


@transaction.atomic
def resend_invitation(user: User, *, by: Any) -> Invitation:
    """Send again the link of an invitation that was not answered.

    Raises:
        NotWaiting: the account has a password already, or is closed.
    """
    if not user.is_active or user.has_usable_password():
        raise NotWaiting(f"{user} a déjà choisi un mot de passe, ou son compte est fermé.")
    person = Person.objects.filter(user=user).first() or Person(user=user, first_name=user.first_name)
    invitation = Invitation(user, person, linked=person.pk is not None)
    log(instance=user, action="people.invite_again", user=by)
    transaction.on_commit(partial(_send, [invitation], by), robust=True)
    return invitation


def _open_account(guest: Guest, by: Any) -> Invitation:
    email = normalise_email(guest.email)
    taken = AlreadyInvited(f"L’adresse {email} a déjà un compte.")
    group = composed_groups().filter(name=guest.group).first()
    if group is None:
        raise AccountError(f"Le groupe « {guest.group} » n’existe pas.")
    if User.objects.filter(email=email).exists():
        raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, first_name=guest.first_name, last_name=guest.last_name)
    except IntegrityError as error:  # somebody else has just invited the same person
        raise taken from error
    person = _person_without_account(guest)
    linked = person is not None
    if person is None:
        person = Person(first_name=guest.first_name, last_name=guest.last_name, promotion=guest.promotion)
    _fill(person, guest)
    person.user = user
    person.save()
    user.groups.add(group)  # the role follows: see signals.py
    person.refresh_from_db(fields=["roles"])
    log(instance=user, action="people.invite", user=by, data={"group": group.name})
    return Invitation(user, person, linked)


def _person_without_account(guest: Guest) -> Person | None:
    """Return the one person of the directory who has this name and promotion, and no account."""
    name = slugify(f"{guest.first_name} {guest.last_name}")
    candidates = Person.objects.filter(user__isnull=True, promotion=guest.promotion)
    same = [person for person in candidates if slugify(person.full_name) == name]
    # Two people of the same name: the team will tell them apart in the register.
    return same[0] if len(same) == 1 else None


def _fill(person: Person, guest: Guest) -> None:
    """Complete a person with what the invitation says, without replacing what is known."""
    for name in ("administration", "trade", "job_title"):
        if not getattr(person, name):
            setattr(person, name, getattr(guest, name))


def _send(invitations: list[Invitation], by: Any) -> None:
    """Send the e-mails, through one connection; one that fails stops neither the others nor the page."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.exception("Le serveur de courriel ne répond pas.")
        for invitation in invitations:
            invitation.sent = False
        return
    try:
        for invitation in invitations:
            try:
                _message(invitation, by, connection).send()
                invitation.sent = True
            except OSError:  # smtplib’s errors are OSErrors
                logger.exception("Invitation non envoyée (compte %s)", invitation.user.pk)
                invitation.sent = False
    finally:
        connection.close()


def _message(invitation: Invitation, by: Any, connection: Any) -> EmailMessage:
    user = invitation.user
    context = {
        "user": user,
        "by": by,
        "roles": invitation.person.role_labels,
        "url": password_link(user, "people:set_password"),
        "home": f"{settings.WAGTAILADMIN_BASE_URL}/",
        "days": link_days(),
        "hub_name": settings.HUB_NAME,
        "tagline": settings.HUB_TAGLINE,
        "team_email": settings.HUB_TEAM_EMAIL,
    }
    return EmailMessage(
        f"Votre invitation au {settings.HUB_NAME}",
        render_to_string("emails/invitation.txt", context),
        to=[user.email],
        reply_to=[settings.HUB_TEAM_EMAIL],
        connection=connection,
    )
