"""Writes of the follow-ups: an answer, a silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.base.templatetags.hub import counted, french_date
from hub.people.models import Person

from ..enums import AddressState, FollowUpState, HistoryKind, ProductStatus
from ..history import record_entry
from ..history.fields import SIGNED_IN
from ..models import FollowUp
from ..wording import quoted
from .calendar import SILENCE
from .selectors import OPEN, TERM_WORDS

# The part of the record whose history tells the follow-ups.
AREA = "plan"
STATUS_WORDS = {
    ProductStatus.IN_PRODUCTION: "le produit est en production.",
    ProductStatus.PLANNED: "la mise en production du produit est prévue.",
    ProductStatus.STOPPED: "le produit est arrêté.",
}
ADDRESS_WORDS = {
    AddressState.ALIVE: "Son adresse fonctionne.",
    AddressState.DEAD: "Son adresse ne répond plus.",
    AddressState.UNKNOWN: "On ne sait pas si son adresse fonctionne encore.",
}


class NotAwaited(Exception):
    """The follow-up takes no answer: somebody answered before, or it was given up."""


@dataclass(frozen=True)
class Answer:
    """What became of the product; what is left empty is not known."""

    status: str
    maintainer: str = ""
    user_count: int | None = None
    address_state: str = ""
    address: str = ""
    comment: str = ""


@transaction.atomic
def record_answer(follow_up: FollowUp, person_id: int, answer: Answer) -> None:
    """Write the one answer to a follow-up, and tell it in the history of the défi.

    Of two answers sent at once, the database keeps the first; one that comes after a silence is welcome.

    Args:
        follow_up: the request.
        person_id: who answers, with or without an account.
        answer: what they say.

    Raises:
        NotAwaited: it was answered meanwhile, or given up.
    """
    person = Person.objects.select_related("user").get(pk=person_id)
    now = timezone.now()
    # One statement, which says by its count who came first: no reader can slip in between.
    written = FollowUp.objects.filter(pk=follow_up.pk, state__in=OPEN).update(
        state=FollowUpState.ANSWERED,
        answered_at=now,
        answered_by=person,
        answered_by_name=person.full_name,
        **asdict(answer),
    )
    if not written:
        raise NotAwaited
    record_entry(
        follow_up.defi,
        HistoryKind.FOLLOW_UP,
        by=person.user,
        by_name=person.full_name,
        at=now,
        lines=answer_lines(follow_up.months, answer),
    )


@transaction.atomic
def write_answer(follow_up: FollowUp, by: Any, answer: Answer) -> None:
    """Write the answer that the programme’s team received otherwise, or the correction of one.

    Args:
        follow_up: the request, whatever its state.
        by: the account of who writes.
        answer: what is known now.
    """
    former = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    corrected = former.state == FollowUpState.ANSWERED
    now = timezone.now()
    FollowUp.objects.filter(pk=former.pk).update(
        state=FollowUpState.ANSWERED,
        answered_at=now,
        answered_by=Person.objects.filter(user=by).first(),
        answered_by_name=str(by),
        **asdict(answer),
    )
    opening = "Réponse corrigée" if corrected else "Nouvelles reçues"
    lines = [_line(f"{opening} par l’équipe du programme."), *answer_lines(former.months, answer)]
    record_entry(follow_up.defi, HistoryKind.FOLLOW_UP, by=by, at=now, lines=lines)


@transaction.atomic
def record_silence(follow_up: FollowUp) -> bool:
    """Write that nobody answered, once; dated from the sixtieth day, however late the run.

    Returns:
        Whether it was written now.
    """
    silent = FollowUp.objects.filter(pk=follow_up.pk, state=FollowUpState.WAITING, asked_at__isnull=False)
    if follow_up.asked_at is None or not silent.update(state=FollowUpState.SILENT):
        return False
    asked_on = timezone.localdate(follow_up.asked_at)
    sentence = (
        f"{_after(follow_up.months)}, des nouvelles ont été demandées le {french_date(asked_on)}\u00a0: "
        "personne n’a répondu en soixante jours."
    )
    at = min(follow_up.asked_at + dt.timedelta(days=SILENCE), timezone.now())
    record_entry(follow_up.defi, HistoryKind.SILENCE, at=at, lines=[_line(sentence)])
    return True


def answer_lines(months: int, answer: Answer) -> list[dict[str, str]]:
    """Return an answer in sentences of plain French, for the history.

    Who looks after the product and the comment were written for colleagues: people who are signed in.
    """
    lines = [_line(f"{_after(months)}, {STATUS_WORDS[ProductStatus(answer.status)]}")]
    if answer.maintainer:
        lines.append(_line(f"Qui s’en occupe\u00a0: {answer.maintainer.rstrip(' .')}.", SIGNED_IN))
    if answer.user_count is not None:
        lines.append(_line(_users(answer.user_count)))
    if answer.address_state == AddressState.MOVED:
        lines.append(_line(f"Son adresse a changé\u00a0: {answer.address}"))
    elif answer.address_state:
        lines.append(_line(ADDRESS_WORDS[AddressState(answer.address_state)]))
    elif answer.address:
        lines.append(_line(f"Son adresse\u00a0: {answer.address}"))
    if answer.comment:
        lines.append(_line(f"Commentaire\u00a0: {quoted(answer.comment)}", SIGNED_IN))
    return lines


def _users(count: int) -> str:
    if count == 0:
        return "Personne ne l’utilise."
    people = counted(count, "personne,personnes")
    return f"{people} l’utilise{'nt' if count > 1 else ''}."


def _after(months: int) -> str:
    words = TERM_WORDS[months]
    return f"{words[:1].upper()}{words[1:]} après la fin du défi"


def _line(text: str, readers: str = "") -> dict[str, str]:
    line = {"text": text, "area": AREA, "reserved": ""}
    return {**line, "readers": readers} if readers else line
