"""Reads of the follow-ups. A personal link stands for the user: it opens one page, for one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hub.base.models import Mailing
from hub.base.templatetags.hub import counted

from ..enums import AddressState, DefiLinkKind, DefiPhase, FollowUpState, ProductStatus
from ..models import DefiLink, DefiPage, FollowUp, PhaseStep
from .calendar import LAST_MONTH, TERMS, add_months
from .links import Link, WrongLink
from .witnesses import Witness, holders_of, witnesses_of

TERM_WORDS = {3: "trois mois", 6: "six mois", 12: "douze mois"}
# States in which an answer is welcome: late news are better than none.
OPEN = (FollowUpState.WAITING, FollowUpState.SILENT)


@dataclass(frozen=True)
class Candidate:
    """A défi that ended, of which news may be asked, with the follow-ups that it has by term."""

    pk: int
    title: str
    end: dt.date
    follow_ups: dict[int, FollowUp]
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class FollowUpSheet:
    """What the holder of a personal link sees.

    Attributes:
        follow_up: the request.
        witness: whose link it is.
        title: name of the défi.
        term: how long after the end, in words.
        product_url: the address that the record knows, or empty.
        answers: ``(question, answer)`` once it was answered.
    """

    follow_up: FollowUp
    witness: Witness
    title: str
    end: dt.date
    term: str
    product_url: str
    answers: tuple[tuple[str, str], ...]

    @property
    def is_answered(self) -> bool:
        """Tell whether somebody answered."""
        return self.follow_up.state == FollowUpState.ANSWERED

    @property
    def answered_on(self) -> dt.date | None:
        """Return the day of the answer."""
        return local_day(self.follow_up.answered_at)

    @property
    def is_own(self) -> bool:
        """Tell whether the holder of the link gave the answer."""
        return self.follow_up.answered_by_id == self.witness.person_id


def follow_up_sheet(link: Link) -> FollowUpSheet | None:
    """Return what a personal link opens; None when no news of that défi is awaited any more.

    Raises:
        WrongLink: the follow-up is gone, or the person is none of those who can tell (any more).
    """
    follow_up = FollowUp.objects.select_related("defi").filter(pk=link.follow_up).first()
    if follow_up is None:
        raise WrongLink
    defi = follow_up.defi
    witness = next((each for each in holders_of(defi.pk) if each.person_id == link.person), None)
    if witness is None:
        raise WrongLink
    # What was unpublished is nobody’s business; an end taken away means that the défi goes on.
    if not defi.live or defi.end is None or follow_up.state == FollowUpState.SKIPPED:
        return None
    answered = follow_up.state == FollowUpState.ANSWERED
    return FollowUpSheet(
        follow_up=follow_up,
        witness=witness,
        title=defi.title,
        end=defi.end,
        term=TERM_WORDS[follow_up.months],
        product_url=product_address(defi.pk),
        answers=answer_rows(follow_up) if answered else (),
    )


def local_day(moment: dt.datetime | None) -> dt.date | None:
    """Return the day of a moment, in Paris."""
    return timezone.localdate(moment) if moment else None


def product_address(defi: int) -> str:
    """Return the first address of the product of a défi, or nothing."""
    links = DefiLink.objects.filter(defi=defi, kind=DefiLinkKind.PRODUCT).order_by("sort_order")
    return links.values_list("url", flat=True).first() or ""


def answer_rows(follow_up: Any) -> tuple[tuple[str, str], ...]:
    """Return what was answered as ``(question, answer)``, without what was left empty."""
    rows = [("État du produit", ProductStatus(follow_up.status).label)]
    if follow_up.maintainer:
        rows.append(("Qui s’en occupe", follow_up.maintainer))
    if follow_up.user_count is not None:
        rows.append(("Utilisation", str(counted(follow_up.user_count, "personne,personnes"))))
    if follow_up.address_state:
        rows.append(("L’adresse fonctionne-t-elle\u202f?", AddressState(follow_up.address_state).label))
    if follow_up.address:
        moved = follow_up.address_state == AddressState.MOVED
        rows.append(("Nouvelle adresse" if moved else "Adresse du produit", follow_up.address))
    if follow_up.comment:
        rows.append(("Commentaire", follow_up.comment))
    return tuple(rows)


def candidates(today: dt.date) -> list[Candidate]:
    """Return the published défis that ended three months ago or more, in five queries.

    Those whose last term is long past come only when a request is still open. A défi stopped before
    its end has nothing to tell.
    """
    oldest = add_months(today, -LAST_MONTH)
    open_ones = FollowUp.objects.filter(state=FollowUpState.WAITING)
    pages = DefiPage.objects.filter(live=True, end__lte=add_months(today, -TERMS[0]) + dt.timedelta(days=3))
    pages = pages.filter(Q(end__gte=oldest) | Q(pk__in=open_ones.values("defi")))
    rows = [
        (pk, title, end, phase)
        for pk, title, end, phase in pages.order_by("end", "pk").values_list("pk", "title", "end", "phase")
        if end is not None
    ]
    stopped = _stopped_early([(pk, end) for pk, _title, end, phase in rows if phase == DefiPhase.STOPPED])
    rows = [row for row in rows if row[0] not in stopped]
    pks = [row[0] for row in rows]
    follow_ups: dict[int, dict[int, FollowUp]] = {pk: {} for pk in pks}
    for follow_up in FollowUp.objects.filter(defi__in=pks):
        follow_ups[follow_up.defi_id][follow_up.months] = follow_up
    witnesses = witnesses_of(pks)
    return [Candidate(pk, title, end, follow_ups[pk], witnesses[pk]) for pk, title, end, _phase in rows]


def _stopped_early(ends: list[tuple[int, dt.date]]) -> set[int]:
    """Return, of the défis that are stopped, those that were before their end; undated counts as before."""
    steps = PhaseStep.objects.filter(defi__in=[pk for pk, _end in ends], phase=DefiPhase.STOPPED)
    stopped_on = dict(steps.order_by("start").values_list("defi_id", "start"))
    return {pk for pk, end in ends if pk not in stopped_on or stopped_on[pk] < end}


def sent_messages(occasions: Iterable[str]) -> dict[tuple[str, str], dt.date]:
    """Return when each message left: ``(occasion, address)`` -> day."""
    rows = Mailing.objects.filter(occasion__in=list(occasions), sent_at__isnull=False)
    return {
        (occasion, recipient): timezone.localdate(sent_at)
        for occasion, recipient, sent_at in rows.values_list("occasion", "recipient", "sent_at")
    }
