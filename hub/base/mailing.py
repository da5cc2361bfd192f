"""Messages that leave once, however often, late or at once their command runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import Mailing

# A claim whose process died before it sent is taken over after this.
STALE = dt.timedelta(hours=1)


def send_once(occasion: str, recipient: str, build: Callable[[], EmailMessage]) -> bool:
    """Send a message unless it already left for this occasion.

    Args:
        occasion: what the message is about, such as ``digest:2026-W48``.
        recipient: the address.
        build: makes the message; called only when it is to be sent.

    Returns:
        Whether the message left now.

    Raises:
        Exception: what the mail server raised; the message will be tried again by the next run.
    """
    mailing = _claim(occasion, recipient)
    if mailing is None:
        return False
    try:
        build().send()
    except Exception:
        mailing.delete()
        raise
    mailing.sent_at = timezone.now()
    mailing.save(update_fields=["sent_at"])
    return True


def was_sent(occasion: str) -> bool:
    """Tell whether at least one message left for an occasion."""
    return Mailing.objects.filter(occasion=occasion, sent_at__isnull=False).exists()


def _claim(occasion: str, recipient: str) -> Mailing | None:
    try:
        with transaction.atomic():
            return Mailing.objects.create(occasion=occasion, recipient=recipient)
    except IntegrityError:
        now = timezone.now()
        stale = Mailing.objects.filter(
            occasion=occasion, recipient=recipient, sent_at__isnull=True, claimed_at__lt=now - STALE
        )
        if stale.update(claimed_at=now):
            return Mailing.objects.get(occasion=occasion, recipient=recipient)
        return None
