"""Sends the weekly e-mails, once a week for each address, on whatever day the command runs."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field

from hub.base.mailing import send_once

from ..emails import make_email
from ..follow_ups.witnesses import witnesses_of
from ..health import assess
from ..models import DefiPage
from ..records import DefiRecord, read_records
from .content import OwnDefi, TeamDigest, own_defi, owner_subject, team_digest, team_subject
from .recipients import Reader, owners, team_readers

logger = logging.getLogger("hub.defis.digests")


@dataclass
class Report:
    """What was sent; ``quiet``: owners for whom nothing is due."""

    week: str
    team: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    already: int = 0
    quiet: int = 0
    without_account: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def week_name(today: dt.date) -> str:
    """Return the ISO week of a day, such as ``2026-W48``."""
    year, week, _day = today.isocalendar()
    return f"{year}-W{week:02}"


def team_occasion(today: dt.date) -> str:
    """Return the occasion of the team’s message (:mod:`hub.base.mailing`)."""
    return f"defi-digest:{week_name(today)}"


def owner_occasion(today: dt.date) -> str:
    """Return the occasion of an owner’s message: somebody of the team may own a défi, and gets both."""
    return f"defi-digest-owner:{week_name(today)}"


def send_digests(today: dt.date, *, dry_run: bool = False) -> Report:
    """Send the messages of the week of a day that have not left yet.

    The facts of all défis are read once, whoever reads them; each reader gets those that they may open.

    Args:
        today: the day; a run on Thursday sends the message of that week, never that of the week before.
        dry_run: only say what would leave.
    """
    report = Report(week_name(today))
    records = {
        record.pk: record for record in read_records(DefiPage.objects.filter(live=True).order_by("title"))
    }
    _send_team(records, today, report, dry_run=dry_run)
    _send_owners(records, today, report, dry_run=dry_run)
    return report


def _send_team(records: dict[int, DefiRecord], today: dt.date, report: Report, *, dry_run: bool) -> None:
    readers = team_readers()
    health = {pk: assess(record, today) for pk, record in records.items()}
    witnesses = witnesses_of(records)
    # Most of the team follow the same défis: their message is composed once.
    composed: dict[frozenset[int], TeamDigest] = {}
    for reader in readers:
        if reader.defis not in composed:
            followed = [record for pk, record in records.items() if pk in reader.defis]
            composed[reader.defis] = team_digest(followed, health, witnesses, today)
        digest = composed[reader.defis]
        subject = team_subject(digest, today.isocalendar().week)
        context = {"digest": digest, "reader": reader.user, "today": today}
        if dry_run or _send(team_occasion(today), "team_digest", subject, reader, context, report):
            report.team.append(reader.user.email)


def _send_owners(records: dict[int, DefiRecord], today: dt.date, report: Report, *, dry_run: bool) -> None:
    found = owners()
    report.without_account = found.without_account
    for reader in found.readers:
        defis = _own_defis(records, reader, today)
        if not defis:
            report.quiet += 1
            continue
        context = {"defis": defis, "reader": reader.user, "today": today}
        subject = owner_subject(defis)
        if dry_run or _send(owner_occasion(today), "owner_digest", subject, reader, context, report):
            report.owners.append(reader.user.email)


def _own_defis(records: dict[int, DefiRecord], reader: Reader, today: dt.date) -> tuple[OwnDefi, ...]:
    found = (
        own_defi(record, today, insider=pk in reader.inside)
        for pk, record in records.items()
        if pk in reader.defis
    )
    return tuple(each for each in found if each is not None)


def _send(
    occasion: str, template: str, subject: str, reader: Reader, context: dict[str, object], report: Report
) -> bool:
    address = reader.user.email
    try:
        sent = send_once(
            occasion, address, lambda: make_email(f"defis/emails/{template}", subject, address, **context)
        )
    except Exception:
        # Not only the server’s errors: an address that cannot be written is refused by the library itself.
        logger.exception("Message de la semaine non envoyé (compte %s)", reader.user.pk)
        report.failures.append(address)
        return False
    report.already += not sent
    return sent
