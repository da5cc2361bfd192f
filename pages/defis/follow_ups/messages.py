"""The e-mails that ask for news."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.mail import EmailMessage

from ..emails import make_email
from ..wording import listed, quoted
from .links import VALIDITY, Link, make_address
from .selectors import TERM_WORDS
from .witnesses import Witness


@dataclass(frozen=True)
class Request:
    """What a message asks about.

    Attributes:
        others: names of the people who get the same question.
        asked_on: day of the first message, for a reminder.
    """

    follow_up: int
    title: str
    end: dt.date
    months: int
    others: tuple[str, ...] = ()
    asked_on: dt.date | None = None


def request_message(request: Request, witness: Witness) -> EmailMessage:
    """Return the message that asks somebody for news, with their personal link."""
    title = quoted(" ".join(request.title.split()))
    subject = f"Des nouvelles du défi {title}\u202f?"
    return make_email(
        "defis/emails/follow_up",
        f"Rappel\u00a0: des nouvelles du défi {title}\u202f?" if request.asked_on else subject,
        witness.email,
        request=request,
        witness=witness,
        term=TERM_WORDS[request.months],
        others=listed(request.others),
        url=make_address(Link(request.follow_up, witness.person_id)),
        days=VALIDITY.days,
    )
