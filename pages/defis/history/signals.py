"""Record each publication, without ever standing in its way."""

from __future__ import annotations

import logging
from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from ..models import DefiPage
from .services import record_publication

logger = logging.getLogger(__name__)


@receiver(page_published, sender=DefiPage, dispatch_uid="defi-history-published")
def _follow_publication(instance: DefiPage, revision: Any = None, **_kwargs: Any) -> None:
    """Tell what changed, in the transaction of the publication when there is one.

    A failure is logged and undone alone (the writes are in a savepoint); the next publication, or the nightly
    ``catch_up_history``, compares with the last one recorded and tells what is missing.
    """
    try:
        record_publication(instance, revision.user if revision is not None else None)
    except Exception:
        logger.exception("The publication of the défi %s was not recorded in its history.", instance.pk)
