"""Makes the e-mails of the défis: plain text, and the same words in simple HTML."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def make_email(template: str, subject: str, recipient: str, **context: Any) -> EmailMultiAlternatives:
    """Return a message made of two templates, answered to the programme’s team.

    Args:
        template: name of the templates without their extension (``.txt`` and ``.html``).
        subject: one line.
        recipient: the address.
        context: what the templates need beside the names of the hub and of its team.
    """
    known = {
        "subject": subject,
        "hub_name": settings.HUB_NAME,
        "team_email": settings.HUB_TEAM_EMAIL,
        "base": settings.WAGTAILADMIN_BASE_URL,
        **context,
    }
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}.txt", known),
        to=[recipient],
        reply_to=[settings.HUB_TEAM_EMAIL],
        # Answering machines leave such messages alone.
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", known), "text/html")
    return message
