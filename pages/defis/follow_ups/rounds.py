"""The daily round of the follow-ups: what is to be asked, reminded of, given up, told as a silence.

It is planned from the facts, then carried out; each step can be done twice, at once in two processes, or
late. The unique constraint of :class:`~pages.defis.models.FollowUp` keeps one request by term, and
:func:`hub.base.mailing.send_once` one message by occasion and address.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone

from hub.base.mailing import send_once, was_sent

from ..enums import FollowUpState, ProductStatus
from ..models import FollowUp
from .calendar import LAST_MONTH, REMINDERS, add_months, is_silent, reminder_due, terms_due
from .messages import Request, request_message
from .selectors import Candidate, candidates, sent_messages
from .services import record_silence
from .witnesses import Witness, reachable

logger = logging.getLogger("hub.defis.follow_ups")


class Kind(StrEnum):
    """What a step does."""

    SILENCE = "silence"
    SKIP = "skip"
    ASK = "ask"
    REMIND = "remind"


@dataclass(frozen=True)
class Step:
    """Something to do for one term of one défi; ``messages``: to whom, and the reminder’s number or 0."""

    kind: Kind
    candidate: Candidate
    months: int
    messages: tuple[tuple[Witness, int], ...] = ()

    @property
    def follow_up(self) -> FollowUp | None:
        """Return the request, when it exists already."""
        return self.candidate.follow_ups.get(self.months)

    @property
    def due_on(self) -> dt.date:
        """Return the day of the term."""
        return add_months(self.candidate.end, self.months)

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Return the names of those who can tell and have no address."""
        return tuple(each.name for each in self.candidate.witnesses if not each.email)


@dataclass
class Report:
    """What a round did."""

    asked: int = 0
    reminded: int = 0
    messages: int = 0
    skipped: int = 0
    silent: int = 0
    failures: list[str] = field(default_factory=list)


def occasion(follow_up: int, reminder: int = 0) -> str:
    """Return the occasion of a message (:mod:`hub.base.mailing`)."""
    return f"follow-up:{follow_up}:reminder:{reminder}" if reminder else f"follow-up:{follow_up}"


def plan_round(today: dt.date) -> list[Step]:
    """Return what is to be done today; reads only, in a constant number of queries."""
    found = candidates(today)
    pks = [each.pk for candidate in found for each in candidate.follow_ups.values()]
    sent = sent_messages(occasion(pk, number) for pk in pks for number in range(len(REMINDERS) + 1))
    return [step for candidate in found for step in _steps(candidate, today, sent)]


def _steps(candidate: Candidate, today: dt.date, sent: Mapping[tuple[str, str], dt.date]) -> Iterable[Step]:
    due = terms_due(candidate.end, today)
    given_up = _given_up(candidate, due, today)
    # One question at a time: what was asked late is answered, or silent, before the next term is asked.
    pending = any(
        each.state == FollowUpState.WAITING
        and each.asked_at is not None
        and not is_silent(timezone.localdate(each.asked_at), today)
        for each in candidate.follow_ups.values()
    )
    for months in sorted({*candidate.follow_ups, *due}):
        follow_up = candidate.follow_ups.get(months)
        if follow_up is not None and follow_up.state != FollowUpState.WAITING:
            continue
        if follow_up is not None and follow_up.asked_at is not None:
            if is_silent(timezone.localdate(follow_up.asked_at), today):
                yield Step(Kind.SILENCE, candidate, months)
                continue
            messages = _messages(candidate, follow_up, today, sent)
            # Without a message too: who has no address is told by each round.
            yield Step(Kind.REMIND, candidate, months, messages)
        elif months in given_up:
            yield Step(Kind.SKIP, candidate, months)
        elif months in due and not pending:
            yield Step(Kind.ASK, candidate, months, _messages(candidate, follow_up, today, sent))


def _given_up(candidate: Candidate, due: tuple[int, ...], today: dt.date) -> set[int]:
    """Return the terms that will never be asked.

    A later one has come; or it is too late; or it was told that the product is stopped; or an answer to an
    earlier one came after their day, and is their news too.
    """
    if today > add_months(candidate.end, LAST_MONTH):
        return set(candidate.follow_ups)
    answered = [each for each in candidate.follow_ups.values() if each.state == FollowUpState.ANSWERED]
    if any(each.status == ProductStatus.STOPPED for each in answered):
        return set(due)
    told = max((timezone.localdate(each.answered_at) for each in answered if each.answered_at), default=None)
    return {
        months
        for months in due
        if months != due[-1] or (told is not None and add_months(candidate.end, months) <= told)
    }


def _messages(
    candidate: Candidate,
    follow_up: FollowUp | None,
    today: dt.date,
    sent: Mapping[tuple[str, str], dt.date],
) -> tuple[tuple[Witness, int], ...]:
    """Return who is to be written to: the request to those who never got it, the reminder to the others."""
    people = reachable(candidate.witnesses)
    if follow_up is None:
        return tuple((each, 0) for each in people)
    number = 0
    if follow_up.asked_at is not None:
        reminded_on = timezone.localdate(follow_up.reminded_at) if follow_up.reminded_at else None
        number = reminder_due(timezone.localdate(follow_up.asked_at), reminded_on, today)
    messages = []
    for each in people:
        received = sent.get((occasion(follow_up.pk), each.email))
        if received is None:
            messages.append((each, 0))
            continue
        reminded = (occasion(follow_up.pk, number), each.email) in sent
        if number and not reminded and (today - received).days >= REMINDERS[0]:
            messages.append((each, number))
    return tuple(messages)


def carry_out(steps: Iterable[Step]) -> Report:
    """Do what was planned; a message that cannot leave is reported and leaves the rest going on."""
    report = Report()
    for step in steps:
        match step.kind:
            case Kind.SILENCE:
                report.silent += bool(step.follow_up and record_silence(step.follow_up))
            case Kind.SKIP:
                report.skipped += _skip(step)
            case _:
                _write(step, report)
    return report


def _skip(step: Step) -> int:
    if step.follow_up is None:
        _row, created = FollowUp.objects.get_or_create(
            defi_id=step.candidate.pk,
            months=step.months,
            defaults={"due_on": step.due_on, "state": FollowUpState.SKIPPED},
        )
        return int(created)
    unasked = FollowUp.objects.filter(
        pk=step.follow_up.pk, state=FollowUpState.WAITING, asked_at__isnull=True
    )
    return unasked.update(state=FollowUpState.SKIPPED)


def _write(step: Step, report: Report) -> None:
    follow_up, _created = FollowUp.objects.get_or_create(
        defi_id=step.candidate.pk, months=step.months, defaults={"due_on": step.due_on}
    )
    # Somebody may have answered since the round was planned.
    if follow_up.state != FollowUpState.WAITING:
        return
    reminded = False
    for witness, number in step.messages:
        sent = _send(step, follow_up, witness, number, report)
        report.messages += sent
        reminded = reminded or bool(sent and number)
    if reminded:
        report.reminded += 1
        FollowUp.objects.filter(pk=follow_up.pk).update(reminded_at=timezone.now())
    # What left before a crash, or in another process, counts too.
    if follow_up.asked_at is None and was_sent(occasion(follow_up.pk)):
        unasked = FollowUp.objects.filter(pk=follow_up.pk, asked_at__isnull=True)
        report.asked += unasked.update(asked_at=timezone.now())


def _send(step: Step, follow_up: FollowUp, witness: Witness, number: int, report: Report) -> bool:
    candidate = step.candidate
    request = Request(
        follow_up=follow_up.pk,
        title=candidate.title,
        end=candidate.end,
        months=step.months,
        others=tuple(each.name for each in reachable(candidate.witnesses) if each != witness),
        asked_on=timezone.localdate(follow_up.asked_at) if number and follow_up.asked_at else None,
    )
    try:
        return send_once(
            occasion(follow_up.pk, number), witness.email, lambda: request_message(request, witness)
        )
    except Exception:
        # Not only the server’s errors: an address that cannot be written is refused by the library itself.
        logger.exception("Message non envoyé (prise de nouvelles %s)", follow_up.pk)
        report.failures.append(f"{candidate.title} (+{step.months}\u00a0mois)\u00a0: {witness.name}")
        return False
