"""Personal links to the page of a follow-up: signed, expiring, good for that page only.

The token names a follow-up and a person and nothing else. It is worth what this package makes of it:
it opens no session, and a link signed for anything else is refused (its salt differs).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "pages.defis.follow_ups"
VALIDITY = dt.timedelta(days=60)
# Ours are three times shorter; nothing longer is worth checking.
MOST_CHARACTERS = 255


class LinkError(Exception):
    """The link opens nothing."""


class WrongLink(LinkError):
    """The link was altered, cut, signed for something else, or is nobody’s."""


class ExpiredLink(LinkError):
    """The link was right, and is too old."""


@dataclass(frozen=True)
class Link:
    """What a token names."""

    follow_up: int
    person: int


def make_token(link: Link) -> str:
    """Return the token of a follow-up for a person."""
    return signing.dumps([link.follow_up, link.person], salt=SALT)


def make_address(link: Link) -> str:
    """Return the absolute address to send to a person."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('defis:follow_up', args=[make_token(link)])}"


def read_token(token: str) -> Link:
    """Return what a token names.

    Raises:
        ExpiredLink: it is more than sixty days old.
        WrongLink: it is not ours.
    """
    if len(token) > MOST_CHARACTERS:
        raise WrongLink
    try:
        value = signing.loads(token, salt=SALT, max_age=VALIDITY)
    except signing.SignatureExpired as error:
        raise ExpiredLink from error
    except signing.BadSignature as error:
        raise WrongLink from error
    match value:
        case [int(follow_up), int(person)]:
            return Link(follow_up, person)
        case _:
            raise WrongLink
