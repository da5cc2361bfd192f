"""``send_follow_ups``: who is asked, when, once; twice, late, at once, or when the mail server fails."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from hub.base.models import Mailing
from pages.defis.enums import FollowUpState, HistoryKind
from pages.defis.follow_ups import rounds
from pages.defis.follow_ups.links import read_token
from pages.defis.models import DefiPage, FollowUp, HistoryEntry

from .after_the_end import END, ended_defi, noon, person, recipients, set_clock, states

THREE = dt.date(2026, 8, 31)
SIX = dt.date(2026, 11, 30)
TWELVE = dt.date(2027, 5, 31)


def run(*arguments: str) -> str:
    """Run the command, and return what it says with ordinary spaces."""
    out = io.StringIO()
    call_command("send_follow_ups", *arguments, stdout=out, stderr=out)
    return " ".join(out.getvalue().split())


@pytest.fixture
def at(monkeypatch: Any) -> Any:
    """Set the day."""
    return lambda day: set_clock(monkeypatch, day)


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with a mentor who has an account, and a successor who has none."""
    successor = person("Samira", account=False, email="samira@exemple.fr")
    return ended_defi(tree, (person("Olivier"), "mentor_operational"), (successor, "successor"))


def test_each_gets_a_personal_link_once(defi: DefiPage, at: Any) -> None:
    """Nothing on the eve of the third month; running again on the day, or later, changes nothing."""
    at(THREE - dt.timedelta(days=1))
    assert "0 demande" in run()
    assert (recipients(), states(defi)) == ([], {})
    at(THREE)
    assert "1 demande" in run()
    follow_up = FollowUp.objects.get()
    assert (follow_up.months, follow_up.due_on, follow_up.asked_at) == (3, THREE, noon(THREE))
    people = {message.to[0]: message for message in mail.outbox}
    assert sorted(people) == ["olivier@ministere.example", "samira@exemple.fr"]
    links = set()
    for message in people.values():
        (token,) = re.findall(r"/nouvelles-du-defi/([^/\s]+)/", message.body)
        links.add(read_token(token))
        assert token in message.alternatives[0][0]
        assert "Courriers limpides" in message.subject
        assert "trois mois" in message.body
        assert message.reply_to == ["equipe@hub-eig.example"]
    assert {link.follow_up for link in links} == {follow_up.pk}
    assert len(links) == 2
    mail.outbox.clear()
    for day in (THREE, THREE + dt.timedelta(days=1), THREE + dt.timedelta(days=13)):
        at(day)
        run()
        assert recipients() == []


def test_who_is_asked(tree: Any, at: Any) -> None:
    """Mentors, project owner, successors, who takes over and who owns the page; each once, not the EIG."""
    everybody = {name: person(name) for name in ("Anne", "Bob", "Chloe", "Denis", "Elsa", "Farid", "Gaelle")}
    ended_defi(
        tree,
        (everybody["Anne"], "mentor_operational"),
        (everybody["Anne"], "project_owner"),
        (everybody["Bob"], "mentor_high"),
        (everybody["Chloe"], "project_owner"),
        (everybody["Denis"], "eig"),
        (everybody["Elsa"], "successor"),
        takeover_person=everybody["Farid"],
        content_owner=everybody["Gaelle"],
    )
    at(THREE)
    run()
    asked = [address.split("@")[0] for address in recipients()]
    assert asked == ["anne", "bob", "chloe", "elsa", "farid", "gaelle"]


def test_an_address_that_two_share_gets_one_message(tree: Any, at: Any) -> None:
    """A service’s mailbox is not written to twice."""
    people = [person(name, account=False, email="Service@exemple.fr") for name in ("Anne", "Bob")]
    ended_defi(tree, *((each, "successor") for each in people))
    at(THREE)
    run()
    assert recipients() == ["service@exemple.fr"]


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"publish": False}, False),
        ({"end": None}, False),
        ({"phase": "stopped"}, False),
        ({"stopped_on": END - dt.timedelta(days=1)}, False),
        ({"stopped_on": END + dt.timedelta(days=10)}, True),
        ({"end": dt.date(2018, 12, 31), "start": dt.date(2018, 1, 1)}, False),
    ],
)
def test_which_defis_are_asked(tree: Any, at: Any, fields: dict[str, Any], asked: bool) -> None:
    """Published, ended, not stopped before, and not years ago."""
    at(THREE)
    ended_defi(tree, (person("Olivier"), "mentor_high"), **fields)
    run()
    assert bool(recipients()) is asked
    assert FollowUp.objects.exists() is asked


def test_late_only_the_latest_is_asked(defi: DefiPage, at: Any) -> None:
    """Seven months after the end, a hub that starts asks once; a year after, once more."""
    at(SIX + dt.timedelta(days=31))
    assert "1 échéance passée" in run()
    assert len(recipients()) == 2
    assert states(defi) == {3: FollowUpState.SKIPPED, 6: FollowUpState.WAITING}
    at(TWELVE)
    run()
    assert len(recipients()) == 2
    assert states(defi) == {
        3: FollowUpState.SKIPPED,
        6: FollowUpState.SILENT,
        12: FollowUpState.WAITING,
    }


def test_a_request_that_nobody_could_get_is_given_up_in_the_end(tree: Any, at: Any) -> None:
    """Without an address until eighteen months after the end."""
    lost = ended_defi(tree)
    at(TWELVE)
    run()
    assert states(lost)[12] == FollowUpState.WAITING
    at(dt.date(2027, 12, 1))
    run()
    assert set(states(lost).values()) == {FollowUpState.SKIPPED}


def test_reminders_then_silence(defi: DefiPage, at: Any) -> None:
    """At 14 and 30 days; at 60 the silence is told, once, and nobody is written to any more."""
    at(THREE)
    run()
    assert len(recipients()) == 2
    for elapsed, expected in ((13, 0), (14, 2), (15, 0), (30, 2), (45, 0), (59, 0)):
        at(THREE + dt.timedelta(days=elapsed))
        run()
        subjects = [message.subject for message in mail.outbox]
        assert all(subject.startswith("Rappel") for subject in subjects)
        assert len(recipients()) == expected
    late = THREE + dt.timedelta(days=70)
    at(late)
    assert "1 silence constaté" in run()
    assert "0 silence constaté" in run()
    assert recipients() == []
    assert states(defi) == {3: FollowUpState.SILENT}
    (entry,) = HistoryEntry.objects.all()
    assert entry.kind == HistoryKind.SILENCE
    assert "personne n’a répondu" in entry.lines[0]["text"]
    assert entry.at.date() == dt.date(2026, 10, 30)


def test_a_late_run_reminds_once(defi: DefiPage, at: Any) -> None:
    """Forty days after the request, without any run between: one reminder, not two."""
    at(THREE)
    run()
    recipients()
    at(THREE + dt.timedelta(days=40))
    run()
    run()
    assert len(recipients()) == 2
    at(THREE + dt.timedelta(days=41))
    run()
    assert recipients() == []


def test_an_answer_ends_the_reminders(defi: DefiPage, at: Any) -> None:
    """Until the next term."""
    at(THREE)
    run()
    recipients()
    FollowUp.objects.update(state=FollowUpState.ANSWERED, status="in_production")
    at(THREE + dt.timedelta(days=20))
    run()
    assert recipients() == []
    at(SIX)
    run()
    assert len(recipients()) == 2


def test_what_is_stopped_is_not_asked_again(defi: DefiPage, at: Any) -> None:
    """The answer « arrêté » closes the later terms."""
    FollowUp.objects.create(
        defi=defi,
        months=3,
        due_on=THREE,
        state=FollowUpState.ANSWERED,
        status="stopped",
        asked_at=noon(THREE),
    )
    at(SIX)
    run()
    assert recipients() == []
    assert states(defi)[6] == FollowUpState.SKIPPED


def test_one_question_at_a_time(defi: DefiPage, at: Any) -> None:
    """Asked late, a week before the next term: that one waits, and the answer is its news too."""
    at(SIX - dt.timedelta(days=7))
    run()
    assert len(recipients()) == 2
    at(SIX)
    run()
    assert recipients() == []
    assert states(defi) == {3: FollowUpState.WAITING}
    FollowUp.objects.update(
        state=FollowUpState.ANSWERED, status="planned", answered_at=noon(SIX + dt.timedelta(days=1))
    )
    at(SIX + dt.timedelta(days=2))
    run()
    assert recipients() == []
    assert states(defi) == {3: FollowUpState.ANSWERED, 6: FollowUpState.SKIPPED}
    at(TWELVE)
    run()
    assert len(recipients()) == 2


def test_after_a_silence_the_next_term_is_asked(defi: DefiPage, at: Any) -> None:
    """The same day, once."""
    at(SIX - dt.timedelta(days=7))
    run()
    recipients()
    at(SIX + dt.timedelta(days=53))
    assert "1 silence constaté" in run()
    run()
    assert len(recipients()) == 2
    assert states(defi) == {3: FollowUpState.SILENT, 6: FollowUpState.WAITING}


def test_somebody_who_joins_is_asked_too(defi: DefiPage, at: Any) -> None:
    """The request, not the reminder of what they never got."""
    at(THREE)
    run()
    recipients()
    newcomer = person("Zoe")
    defi.content_owner = newcomer
    defi.save()
    at(THREE + dt.timedelta(days=14))
    run()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert not subjects["zoe@ministere.example"].startswith("Rappel")
    assert subjects["olivier@ministere.example"].startswith("Rappel")


def test_a_defi_unpublished_meanwhile_is_left_alone(defi: DefiPage, at: Any) -> None:
    """No reminder, no silence."""
    at(THREE)
    run()
    recipients()
    defi.live = False
    defi.save()
    at(THREE + dt.timedelta(days=90))
    run()
    assert recipients() == []
    assert states(defi) == {3: FollowUpState.WAITING}


def test_nobody_to_ask_is_told(tree: Any, at: Any) -> None:
    """No address, or nobody at all: the command says so each day, and the request stays to be sent."""
    ended_defi(tree, (person("Olivier", account=False), "mentor_high"))
    ended_defi(tree, slug="vide", title="Sans personne")
    at(THREE)
    said = run()
    assert "Courriers limpides (+3 mois) : pas d’adresse pour Olivier Daubrac." in said
    assert "Sans personne (+3 mois) : personne à qui demander." in said
    assert "0 demande" in said
    assert not FollowUp.objects.filter(asked_at__isnull=False).exists()
    assert "pas d’adresse" in run()


def test_a_dry_run_does_nothing(defi: DefiPage, at: Any) -> None:
    """It says what would be done, and to whom."""
    at(SIX)
    said = run("--dry-run")
    assert "Courriers limpides (+3 mois) : renoncer à demander." in said
    assert "demander des nouvelles : Olivier Daubrac et Samira Daubrac." in said
    assert "2 messages. Rien n’a été fait." in said
    assert recipients() == []
    assert not FollowUp.objects.exists()
    assert not Mailing.objects.exists()


def refuse(monkeypatch: Any, *addresses: str) -> None:
    """Make the mail server refuse some addresses."""
    genuine = mail.EmailMessage.send

    def send(message: Any, *args: Any, **kwargs: Any) -> Any:
        if message.to[0] in addresses:
            raise OSError("refusé")
        return genuine(message, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", send)


def test_a_mail_error_leaves_the_rest_going_on(tree: Any, defi: DefiPage, at: Any, monkeypatch: Any) -> None:
    """It is told, the command fails, and the next run tries again, without writing twice to the others."""
    ended_defi(tree, (person("Bob"), "mentor_high"), slug="autre", title="Un autre")
    at(THREE)
    with monkeypatch.context() as broken:
        refuse(broken, "olivier@ministere.example")
        with pytest.raises(CommandError, match="1\u00a0message n’est pas parti"):
            run()
    assert recipients() == ["bob@ministere.example", "samira@exemple.fr"]
    at(THREE + dt.timedelta(days=1))
    run()
    assert recipients() == ["olivier@ministere.example"]
    assert FollowUp.objects.get(defi=defi).asked_at == noon(THREE)


def test_when_nothing_leaves_nothing_was_asked(defi: DefiPage, at: Any, monkeypatch: Any) -> None:
    """The sixty days begin when somebody could answer."""
    at(THREE)
    with monkeypatch.context() as broken:
        refuse(broken, "olivier@ministere.example", "samira@exemple.fr")
        with pytest.raises(CommandError):
            run()
    assert FollowUp.objects.get().asked_at is None
    at(THREE + dt.timedelta(days=5))
    run()
    assert len(recipients()) == 2
    assert FollowUp.objects.get().asked_at == noon(THREE + dt.timedelta(days=5))


def test_a_crash_after_the_messages_is_made_good(defi: DefiPage, at: Any, monkeypatch: Any) -> None:
    """Everything left, the date was not written: the next run writes it and sends nothing."""
    at(THREE)

    def crash(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(rounds, "was_sent", crash)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert len(recipients()) == 2
    assert FollowUp.objects.get().asked_at is None
    run()
    assert recipients() == []
    assert FollowUp.objects.get().asked_at == noon(THREE)


def test_two_runs_at_once_do_it_once(defi: DefiPage, at: Any) -> None:
    """Both planned the same before either wrote."""
    at(SIX)
    first, second = rounds.plan_round(SIX), rounds.plan_round(SIX)
    one, other = rounds.carry_out(first), rounds.carry_out(second)
    assert (one.asked, one.skipped, one.messages) == (1, 1, 2)
    assert (other.asked, other.skipped, other.messages) == (0, 0, 0)
    assert len(recipients()) == 2
    late = SIX + dt.timedelta(days=60)
    at(late)
    first, second = rounds.plan_round(late), rounds.plan_round(late)
    assert [rounds.carry_out(first).silent, rounds.carry_out(second).silent] == [1, 0]
    assert HistoryEntry.objects.count() == 1


def test_an_answer_between_the_plan_and_the_message(defi: DefiPage, at: Any) -> None:
    """Nobody is reminded of a question that was answered a minute ago."""
    at(THREE)
    run()
    recipients()
    late = THREE + dt.timedelta(days=14)
    at(late)
    steps = rounds.plan_round(late)
    FollowUp.objects.update(state=FollowUpState.ANSWERED, status="planned")
    rounds.carry_out(steps)
    assert recipients() == []


def test_planning_takes_the_same_queries_for_any_number(
    tree: Any, at: Any, django_assert_max_num_queries: Any
) -> None:
    """Twelve défis or one."""
    for number in range(12):
        ended_defi(tree, (person(f"Nom{number}"), "mentor_high"), slug=f"d{number}", title=f"Défi {number}")
    at(SIX)
    with django_assert_max_num_queries(6):
        assert len(rounds.plan_round(SIX)) == 24
