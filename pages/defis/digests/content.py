"""What the weekly e-mails hold, computed from the facts of the défis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from hub.base.templatetags.hub import french_date

from ..enums import FollowUpState, HealthLevel, ItemState, ObjectiveState
from ..follow_ups.calendar import LAST_MONTH, TERMS, add_months
from ..follow_ups.selectors import TERM_WORDS
from ..follow_ups.witnesses import Witness, reachable
from ..health import Finding, Health, assess
from ..records import DefiRecord
from ..wording import days, listed, quoted

AHEAD = dt.timedelta(days=14)
# Hand-over documents are asked for around the end; a late step for a year after it.
HANDOVER_DAYS = 90
LATE_DAYS = 365
# Beyond, the dashboard is easier to read than an e-mail.
MOST_ROWS = 15
MOST_REASONS = 5
LEVELS = (HealthLevel.DANGER, HealthLevel.SILENT, HealthLevel.WATCH)
PLAN, ROADMAP = "perennisation/", "feuille-de-route/"
EDIT = "modifier/"


@dataclass(frozen=True)
class Due:
    """Something with a date: ``when`` says it in words."""

    date: dt.date
    defi: str
    text: str
    when: str
    url: str


@dataclass(frozen=True)
class Reason:
    """A finding, and the absolute address where to mend it."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Worry:
    """A défi that does not do well, with its first reasons; ``more``: how many others there are."""

    title: str
    context: str
    url: str
    reasons: tuple[Reason, ...]
    more: int


@dataclass(frozen=True)
class Level:
    """The défis of a level; ``more``: how many others there are."""

    label: str
    worries: tuple[Worry, ...]
    more: int


@dataclass(frozen=True)
class Note:
    """A sentence about a défi."""

    text: str
    url: str


@dataclass(frozen=True)
class TeamDigest:
    """What the team reads each week; ``total`` is the number of défis that they follow."""

    levels: tuple[Level, ...]
    due: tuple[Due, ...]
    follow_ups: tuple[Note, ...]
    unreachable: tuple[Note, ...]
    total: int
    dashboard: str
    desk: str

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.levels or self.due or self.follow_ups or self.unreachable)


@dataclass(frozen=True)
class OwnDefi:
    """What is due for a défi."""

    title: str
    url: str
    reasons: tuple[Reason, ...]
    due: tuple[Due, ...]
    documents: tuple[str, ...]
    documents_url: str


def team_digest(
    records: Iterable[DefiRecord],
    health: Mapping[int, Health],
    witnesses: Mapping[int, tuple[Witness, ...]],
    today: dt.date,
) -> TeamDigest:
    """Return what is to be told of the défis that somebody of the team follows."""
    found = list(records)
    due = sorted(
        (item for record in found for item in due_items(record, today, late=False, edit=False)),
        key=lambda item: (item.date, item.defi),
    )
    return TeamDigest(
        levels=tuple(filter(None, (_level(level, found, health, today) for level in LEVELS))),
        due=tuple(due),
        follow_ups=tuple(note for record in found for note in _follow_up_notes(record)),
        unreachable=tuple(
            note for record in found for note in _unreachable(record, witnesses.get(record.pk, ()), today)
        ),
        total=len(found),
        dashboard=absolute(reverse("defis:dashboard")),
        desk=absolute(reverse("defis:follow_up_desk")),
    )


def own_defi(record: DefiRecord, today: dt.date, *, insider: bool) -> OwnDefi | None:
    """Return what is due for a défi; None: nothing is.

    Args:
        record: the facts.
        today: the day.
        insider: whether the reader follows the défi: only then are its findings and its missing
            documents theirs to read (``pages.defis.confidentiality``).
    """
    findings = assess(record, today).findings if insider else ()
    own = OwnDefi(
        title=record.title,
        url=absolute(record.url),
        reasons=tuple(_reason(finding) for finding in findings),
        due=tuple(due_items(record, today, late=True, edit=insider)),
        documents=_missing_documents(record, today) if insider else (),
        documents_url=absolute(record.address(PLAN + EDIT, "documents")),
    )
    return own if own.reasons or own.due or own.documents else None


def due_items(record: DefiRecord, today: dt.date, *, late: bool, edit: bool) -> list[Due]:
    """Return what a défi has to do in the next two weeks, in order; nothing is due once it is stopped.

    Args:
        record: the facts.
        today: the day.
        late: with what should have been done already, for a défi that ended less than a year ago.
        edit: with the addresses of the forms rather than of the pages.
    """
    if record.is_stopped:
        return []
    left = record.days_left(today)
    first = dt.date.min if late and (left is None or left >= -LATE_DAYS) else today
    items = [
        Due(date, record.title, text, _when(date, today), absolute(record.address(_part(part, edit), anchor)))
        for date, text, part, anchor in _dated(record)
        if first <= date <= today + AHEAD
    ]
    return sorted(items, key=lambda item: item.date)


def _dated(record: DefiRecord) -> Iterable[tuple[dt.date, str, str, str]]:
    """Yield what is not done: date, words, part of the record and place in it."""
    for step in record.milestones:
        if not step.done:
            yield step.date, step.label, PLAN, "calendrier"
    if record.decision_due and not record.decided and not record.decided_on:
        who = f" ({record.decision_maker})" if record.decision_maker else ""
        yield record.decision_due, f"Décision sur le scénario{who}", PLAN, "decision"
    for objective in record.objectives:
        if objective.due and objective.state not in (ObjectiveState.DONE, ObjectiveState.DROPPED):
            yield objective.due, f"Objectif {quoted(objective.objective)}", ROADMAP, "objectifs"
    for question in record.questions:
        if question.due and question.state not in (ItemState.DONE, ItemState.NOT_APPLICABLE):
            yield question.due, question.question, PLAN, "axes"


def _part(part: str, edit: bool) -> str:
    return part + EDIT if edit else part


def _when(date: dt.date, today: dt.date) -> str:
    if date == today:
        return "aujourd’hui"
    if date < today:
        return f"attendu le {french_date(date)}, en retard de {days((today - date).days)}"
    return f"le {french_date(date)}"


def _level(
    level: str, records: list[DefiRecord], health: Mapping[int, Health], today: dt.date
) -> Level | None:
    rows = [record for record in records if health[record.pk].level == level]
    # The nearest end first; those that are over, then those without a date, last.
    rows.sort(
        key=lambda record: (record.end is None, (record.days_left(today) or 0) < 0, record.end or today)
    )
    if not rows:
        return None
    shown = tuple(_worry(record, health[record.pk], today) for record in rows[:MOST_ROWS])
    return Level(HealthLevel(level).label, shown, len(rows) - len(shown))


def _worry(record: DefiRecord, health: Health, today: dt.date) -> Worry:
    left = record.days_left(today)
    facts = [record.administration, record.promotion]
    if left is not None and record.end is not None:
        facts.append(f"fin dans {days(left)}" if left >= 0 else f"terminé le {french_date(record.end)}")
    return Worry(
        record.title,
        ", ".join(filter(None, facts)),
        absolute(record.url),
        tuple(_reason(finding) for finding in health.findings[:MOST_REASONS]),
        max(0, len(health.findings) - MOST_REASONS),
    )


def _reason(finding: Finding) -> Reason:
    return Reason(finding.sentence, absolute(finding.url))


def _missing_documents(record: DefiRecord, today: dt.date) -> tuple[str, ...]:
    left = record.days_left(today)
    if record.is_stopped or left is None or abs(left) > HANDOVER_DAYS:
        return ()
    return tuple(item.label for item in record.missing_handover)


def _follow_up_notes(record: DefiRecord) -> list[Note]:
    asked = [each for each in record.follow_ups if each.state != FollowUpState.SKIPPED and each.asked_on]
    if not asked:
        return []
    last = max(asked, key=lambda each: each.months)
    if last.state == FollowUpState.WAITING:
        words = f"nouvelles demandées le {french_date(last.asked_on)}, sans réponse à ce jour."
    elif last.state == FollowUpState.SILENT:
        words = f"personne n’a répondu {TERM_WORDS[last.months]} après la fin."
    else:
        return []
    return [Note(f"{record.title}\u00a0: {words}", absolute(record.address("historique/")))]


def _unreachable(record: DefiRecord, witnesses: tuple[Witness, ...], today: dt.date) -> list[Note]:
    """Say of whom the news could not be asked, from two months before the end until the last term."""
    left = record.days_left(today)
    if record.is_stopped or record.end is None or left is None or left > 60:
        return []
    if today > add_months(record.end, LAST_MONTH) or any(
        each.months == TERMS[-1] and each.state != FollowUpState.WAITING for each in record.follow_ups
    ):
        return []
    missing = listed(each.name for each in witnesses if not each.email)
    if not witnesses:
        words = "personne à qui demander des nouvelles. Ajoutez un mentor, une relève ou un responsable."
    elif not reachable(witnesses):
        words = f"aucune adresse pour demander des nouvelles ({missing})."
    elif missing:
        words = f"pas d’adresse pour {missing}\u202f; les autres recevront la demande."
    else:
        return []
    edit = reverse("wagtailadmin_pages:edit", args=[record.pk])
    return [Note(f"{record.title}\u00a0: {words}", absolute(edit))]


def absolute(url: str) -> str:
    """Return the address of a place of the hub, for an e-mail."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{url}"


def team_subject(digest: TeamDigest, week: int) -> str:
    """Return what the team reads first."""
    counts = [
        f"{len(level.worries) + level.more} {level.label[:1].lower()}{level.label[1:]}"
        for level in digest.levels
    ]
    told = listed(counts) or ("tout va bien" if digest.is_quiet else "rien d’inquiétant")
    return f"Suivi des défis, semaine {week}\u00a0: {told}"


def owner_subject(defis: tuple[OwnDefi, ...]) -> str:
    """Return what an owner reads first."""
    if len(defis) == 1:
        return f"Cette semaine pour le défi {quoted(' '.join(defis[0].title.split()))}"
    return f"Cette semaine pour vos {len(defis)} défis"
