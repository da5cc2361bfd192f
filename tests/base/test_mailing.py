"""Messages that leave once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from hub.base.mailing import STALE, send_once, was_sent
from hub.base.models import Mailing

pytestmark = pytest.mark.django_db


def letter() -> EmailMessage:
    """Return a message."""
    return EmailMessage("Bonjour", "Un mot.", to=["ada@exemple.fr"])


def test_once_for_an_occasion_and_an_address() -> None:
    """The second time nothing is even written."""
    assert send_once("lettre:1", "ada@exemple.fr", letter)
    assert was_sent("lettre:1")

    def never() -> EmailMessage:
        raise AssertionError

    assert not send_once("lettre:1", "ada@exemple.fr", never)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("occasion", "address"), [("lettre:2", "ada@exemple.fr"), ("lettre:1", "bob@exemple.fr")]
)
def test_another_occasion_or_another_address_is_another_message(occasion: str, address: str) -> None:
    """Nothing else is shared."""
    send_once("lettre:1", "ada@exemple.fr", letter)
    assert send_once(occasion, address, letter)
    assert len(mail.outbox) == 2


def test_a_message_that_fails_is_tried_again(monkeypatch: Any) -> None:
    """The error is told, and nothing says that the message left."""

    def fail(self: Any, *args: Any, **kwargs: Any) -> None:
        raise OSError("serveur absent")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fail)
        with pytest.raises(OSError, match="serveur absent"):
            send_once("lettre:1", "ada@exemple.fr", letter)
    assert not was_sent("lettre:1")
    assert send_once("lettre:1", "ada@exemple.fr", letter)


def test_a_message_that_cannot_be_written_is_tried_again() -> None:
    """The claim does not outlive the error."""

    def broken() -> EmailMessage:
        raise ValueError

    with pytest.raises(ValueError):
        send_once("lettre:1", "ada@exemple.fr", broken)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(("age", "leaves"), [(STALE / 2, False), (STALE * 2, True)])
def test_a_claim_belongs_to_who_took_it_for_an_hour(age: dt.timedelta, leaves: bool) -> None:
    """Another process is sending it; or it died before it could."""
    Mailing.objects.create(occasion="lettre:1", recipient="ada@exemple.fr", claimed_at=timezone.now() - age)
    assert send_once("lettre:1", "ada@exemple.fr", letter) is leaves
    assert was_sent("lettre:1") is leaves
    assert len(mail.outbox) == leaves


def test_a_claim_while_the_message_is_written_stops_the_other_process() -> None:
    """The second comes while the first is at work."""
    others = []

    def slow() -> EmailMessage:
        others.append(send_once("lettre:1", "ada@exemple.fr", letter))
        return letter()

    assert send_once("lettre:1", "ada@exemple.fr", slow)
    assert others == [False]
    assert len(mail.outbox) == 1


def test_what_was_not_sent_was_not_sent() -> None:
    """An occasion that is unknown, or only claimed."""
    Mailing.objects.create(occasion="lettre:1", recipient="ada@exemple.fr")
    assert not was_sent("lettre:1")
    assert not was_sent("lettre:2")
