"""Links by which people choose their password."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hub.people.models import User, normalise_email

logger = logging.getLogger(__name__)

# Enough for somebody whose mail is slow, too little to fill somebody else’s mailbox.
RESETS_AN_HOUR = 3


def password_link(user: User, view: str) -> str:
    """Return the absolute address where an account chooses its password.

    Args:
        user: the account; the link dies once the password is chosen, or after
            ``settings.PASSWORD_RESET_TIMEOUT``.
        view: ``people:set_password`` (invitation) or ``people:password_reset_confirm``.
    """
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse(view, args=[uid, default_token_generator.make_token(user)])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def link_days() -> int:
    """Return for how many days a link works."""
    return int(settings.PASSWORD_RESET_TIMEOUT // 86400)


def ask_for_new_password(email: str) -> None:
    """Send a link to the account that has this address, if any; never tell whether there is one.

    Somebody invited who never chose a password gets a link too: it is how a link that is too old is
    renewed without asking the team.
    """
    email = normalise_email(email)
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not _may_send_reset(email):
        return
    context = {
        "user": user,
        "url": password_link(user, "people:password_reset_confirm"),
        "days": link_days(),
        "hub_name": settings.HUB_NAME,
        "team_email": settings.HUB_TEAM_EMAIL,
    }
    message = EmailMessage(
        f"{settings.HUB_NAME} : choisir un nouveau mot de passe",
        render_to_string("emails/password_reset.txt", context),
        to=[user.email],
        reply_to=[settings.HUB_TEAM_EMAIL],
    )
    try:
        message.send()
    except OSError:
        # smtplib’s errors are OSErrors. The page must not differ from that of an unknown address.
        logger.exception("Le courriel de nouveau mot de passe n’est pas parti (compte %s)", user.pk)


def welcome(user: Any) -> None:
    """Forget the failed sign-ins of somebody who has just chosen a password."""
    from axes.utils import reset

    reset(username=user.email)


def _may_send_reset(email: str) -> bool:
    key = f"people-reset-{hashlib.sha256(email.encode()).hexdigest()}"
    cache.add(key, 0, timeout=3600)
    try:
        return int(cache.incr(key)) <= RESETS_AN_HOUR
    except ValueError:  # it expired in between
        return True
