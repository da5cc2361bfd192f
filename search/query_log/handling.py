"""What the team does about a query; each verb leaves a trace in its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.log_actions import log

from hub.base.registry import Registry
from search.models import SearchQuery
from search.models.query_log import Handling

from .privacy import query_key


class HandlingError(Exception):
    """The action cannot be done; the message is for the person who asked."""


@dataclass(frozen=True)
class Referents:
    """How somebody who knows is found; the room of people says it.

    Attributes:
        field: builds the form field in which somebody is chosen.
        email: address of what was chosen, empty when there is none.
    """

    field: Callable[[], forms.Field]
    email: Callable[[Any], str]


referents: Registry[Referents] = Registry("Personnes référentes")


def handle(query: SearchQuery, how: Handling) -> None:
    """Say what was done about a query, today."""
    query.state, query.handled_how, query.handled_on = SearchQuery.State.HANDLED, how, timezone.localdate()
    query.save(update_fields=["state", "handled_how", "handled_on"])


def reopen(query: SearchQuery) -> None:
    """Put a query back among those that wait."""
    query.state, query.handled_how, query.handled_on = SearchQuery.State.TODO, "", None
    query.save(update_fields=["state", "handled_how", "handled_on"])


def annotate(query: SearchQuery, note: str) -> None:
    """Keep a note for the rest of the team."""
    query.note = note
    query.save(update_fields=["note"])


def set_hidden(query: SearchQuery, hidden: bool) -> None:
    """Never suggest a query to anybody, or again."""
    query.hidden = hidden
    query.save(update_fields=["hidden"])


@transaction.atomic
def promote(query: SearchQuery, page: Any, description: str, *, texts: Sequence[str], by: Any) -> list[int]:
    """Put a page first for a query, in each of the forms that people type.

    Wagtail compares a promotion with what was typed, accents included: hence the forms.

    Args:
        query: the query.
        page: the page to put first.
        description: why, in a sentence; may be empty.
        texts: what people type.
        by: who decides, for the audit log.

    Returns:
        The promotions that were added, by primary key; those that existed stay as they are.
    """
    added = []
    for text in texts:
        target = Query.get(text)
        if not target.editors_picks.filter(page=page).exists():
            order = target.editors_picks.count()
            pick = SearchPromotion.objects.create(
                query=target, page=page, description=description, sort_order=order
            )
            log(pick, "wagtail.create", user=by)
            added.append(pick.pk)
    handle(query, Handling.PROMOTION)
    return added


@transaction.atomic
def undo_promotion(query: SearchQuery, picks: Sequence[int], *, by: Any) -> list[str]:
    """Take back promotions of a query, and put it back among those that wait.

    Args:
        query: the query; promotions of another one stay.
        picks: what :func:`promote` returned.
        by: who decides, for the audit log.

    Returns:
        The titles of the pages that are no longer first.
    """
    titles = []
    for pick in SearchPromotion.objects.filter(pk__in=picks).select_related("query", "page"):
        if query_key(pick.query.query_string) == query.key:
            titles.append(pick.page.title if pick.page else pick.external_link_url)
            log(pick, "wagtail.delete", user=by)
            pick.delete()
    reopen(query)
    return list(dict.fromkeys(titles))


def ask(query: SearchQuery, email: str, message: str, *, by: Any) -> None:
    """Send a question about a query to somebody who knows, with a copy to whom asks.

    The state says that somebody was asked and when, never who: the copy keeps that.

    Raises:
        HandlingError: nobody to write to, or the e-mail did not leave; nothing is recorded then.
    """
    if not email:
        raise HandlingError("Cette personne n’a pas d’adresse\u00a0: choisissez-en une autre.")
    letter = EmailMessage(
        f"Une question sur ce que l’on cherche\u00a0: «\u00a0{query.text}\u00a0»",
        message,
        to=[email],
        cc=[by.email],
        reply_to=[by.email],
    )
    try:
        letter.send()
    except OSError as error:  # smtplib’s errors are OSErrors
        raise HandlingError("Le courriel n’est pas parti\u00a0: recommencez plus tard.") from error
    handle(query, Handling.ASKED)
