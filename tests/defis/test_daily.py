"""``defis_daily``: phases that begin today, teams, follow-ups, and the messages of the week."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command, get_commands

from pages.defis.management.commands import defis_daily
from pages.defis.models import DefiMember, DefiPage, HistoryEntry, PhaseStep
from pages.defis.phases import refresh_phases, stale_phases
from tests.factories.people import UserFactory

from .after_the_end import ended_defi, person, set_clock

ROOT = Path(__file__).resolve().parents[2]
MONDAY = dt.date(2026, 11, 23)
TUESDAY = dt.date(2026, 11, 24)


def run(*arguments: str) -> str:
    """Run the command, and return what it says with ordinary spaces."""
    out = io.StringIO()
    call_command("defis_daily", *arguments, stdout=out, stderr=out)
    return " ".join(out.getvalue().split())


@pytest.fixture
def at(monkeypatch: Any) -> Any:
    """Set the day."""
    return lambda day: set_clock(monkeypatch, day)


@pytest.fixture
def planned(tree: Any, at: Any) -> DefiPage:
    """A published défi, at work since September, whose production is planned for Tuesday."""
    at(MONDAY)
    page = DefiPage(title="Prévu", slug="prevu", problem="<p>Publié.</p>")
    page.phases = [
        PhaseStep(phase="construction", start=dt.date(2026, 9, 1)),
        PhaseStep(phase="production", start=TUESDAY),
    ]
    page.members = [DefiMember(person=person("Lea"), role="eig")]
    tree.add(tree.defis, "prevu", page)
    page.save_revision().publish()
    return DefiPage.objects.get(pk=page.pk)


def test_a_phase_becomes_current_on_its_day(planned: DefiPage, at: Any) -> None:
    """Not before; and then once."""
    assert planned.phase == "construction"
    assert refresh_phases() == []
    at(TUESDAY)
    assert stale_phases() == {planned.pk: "production"}
    assert [page.pk for page in refresh_phases()] == [planned.pk]
    assert DefiPage.objects.get(pk=planned.pk).phase == "production"
    assert refresh_phases() == []


def test_nothing_else_is_published_nor_told(planned: DefiPage, at: Any) -> None:
    """A draft stays a draft; no revision, no entry in the history, the same date of publication."""
    draft = planned.get_latest_revision_as_object()
    draft.problem = "<p>En cours d’écriture.</p>"
    draft.save_revision()
    before = DefiPage.objects.get(pk=planned.pk)
    entries = HistoryEntry.objects.count()
    at(TUESDAY)
    refresh_phases()
    after = DefiPage.objects.get(pk=planned.pk)
    assert "Publié" in after.problem
    assert after.has_unpublished_changes
    assert after.last_published_at == before.last_published_at
    assert after.latest_revision_id == before.latest_revision_id
    assert HistoryEntry.objects.count() == entries
    latest = after.get_latest_revision_as_object()
    assert "En cours" in latest.problem
    assert latest.phase == "production"
    assert [step.phase for step in latest.phases.all()] == ["construction", "production"]


def test_the_draft_follows_its_own_phases(planned: DefiPage, at: Any) -> None:
    """A draft that puts the production off is not in production."""
    draft = planned.get_latest_revision_as_object()
    steps = list(draft.phases.all())
    steps[1].start = dt.date(2027, 3, 1)
    draft.phases = steps
    draft.save_revision()
    at(TUESDAY)
    refresh_phases()
    page = DefiPage.objects.get(pk=planned.pk)
    assert page.phase == "production"
    assert page.get_latest_revision_as_object().phase == "construction"


def test_a_defi_without_dated_phases_is_left_alone(tree: Any) -> None:
    """What an editor chose stays."""
    assert refresh_phases() == []
    assert DefiPage.objects.get(pk=tree.defi.pk).phase == "construction"


def test_the_day_in_order(tree: Any, planned: DefiPage, at: Any) -> None:
    """Each step says what it did; on a Tuesday whose Monday was done, no message of the week."""
    UserFactory(email="equipe@exemple.fr", groups=["Équipe du programme"])
    ended_defi(tree, (person("Olivier"), "mentor_high"), end=dt.date(2026, 8, 30))
    said = run()
    assert said.index("Phases :") < said.index("Prises de nouvelles :") < said.index("Semaine 2026-W48 :")
    assert {message.to[0] for message in mail.outbox} == {"equipe@exemple.fr"}
    mail.outbox.clear()
    at(dt.date(2026, 11, 30))
    assert "1 demande" in run()
    mail.outbox.clear()
    at(dt.date(2026, 12, 1))
    assert "Semaine" not in run()
    assert mail.outbox == []


def test_who_left_a_month_ago_does_not_edit_any_more(planned: DefiPage, at: Any) -> None:
    """The group of a défi follows its members as dates pass, without anybody saving the page."""
    members = DefiMember.objects.filter(defi=planned)
    members.update(end=MONDAY)
    run()
    account = members.get().person.user
    assert account.groups.filter(defi_team__defi=planned).exists()
    at(dt.date(2026, 12, 24))
    assert "1 départ" in run()
    assert not account.groups.filter(defi_team__defi=planned).exists()


def test_a_missed_monday_is_made_good(tree: Any, at: Any) -> None:
    """The first run of the week sends its messages; ``--weekly`` asks for them on any day."""
    UserFactory(email="equipe@exemple.fr", groups=["Équipe du programme"])
    at(dt.date(2026, 11, 26))
    assert "1 message à l’équipe" in run()
    assert "Semaine" not in run()
    assert "1 message déjà parti" in run("--weekly")
    assert len(mail.outbox) == 1


def test_a_dry_run_does_nothing(tree: Any, planned: DefiPage, at: Any) -> None:
    """Neither phase nor message."""
    UserFactory(email="equipe@exemple.fr", groups=["Équipe du programme"])
    at(TUESDAY)
    said = run("--dry-run", "--weekly")
    assert "1 défi change de phase" in said
    assert "Équipe : equipe@exemple.fr." in said
    assert mail.outbox == []
    assert DefiPage.objects.get(pk=planned.pk).phase == "construction"


def test_a_step_that_fails_leaves_the_others_going_on(tree: Any, at: Any, monkeypatch: Any) -> None:
    """It is named, and the command fails."""
    UserFactory(email="equipe@exemple.fr", groups=["Équipe du programme"])
    at(MONDAY)

    def fail() -> None:
        raise RuntimeError("page illisible")

    monkeypatch.setattr(defis_daily, "refresh_phases", fail)
    out = io.StringIO()
    with pytest.raises(CommandError, match="phases"):
        call_command("defis_daily", stdout=out, stderr=out)
    assert "page illisible" in out.getvalue()
    assert len(mail.outbox) == 1


def test_the_example_of_cron_runs_commands_that_exist() -> None:
    """And says as much as the table of the documentation."""
    crontab = (ROOT / "docs" / "deploy" / "hub.cron").read_text(encoding="utf-8")
    table = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    named = re.findall(r"^(\S+ \S+ \S+ \S+ \S+)\s+hub\s+\$MANAGE (\w+)((?: [\w-]+)*)", crontab, re.MULTILINE)
    assert "defis_daily" in [command for _when, command, _rest in named]
    for when, command, rest in named:
        assert command in get_commands()
        assert f"| `{when}` | `manage.py {command}{rest}` |" in table


def test_messages_that_did_not_leave_fail_the_day(tree: Any, at: Any, monkeypatch: Any) -> None:
    """The exit code is what cron watches."""
    ended_defi(tree, (person("Olivier"), "mentor_high"))
    at(TUESDAY)

    def refuse(message: Any, *args: Any, **kwargs: Any) -> None:
        raise OSError("refusé")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    with pytest.raises(CommandError, match="prises de nouvelles"):
        run()
