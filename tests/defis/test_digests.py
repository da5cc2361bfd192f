"""The weekly e-mails: who gets what, once, and nothing that they may not read."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.defis.digests import send_digests, week_name
from pages.defis.health import assess
from pages.defis.models import (
    DefiMember,
    DefiPage,
    FollowUp,
    HandoverDocument,
    Milestone,
    RoadmapObjective,
    Scenario,
)
from pages.defis.records import read_records
from tests.factories.pages import reserve
from tests.factories.people import UserFactory

from .after_the_end import noon, person, set_clock

# A Monday.
TODAY = dt.date(2026, 11, 23)
TEAM = "Équipe du programme"


@pytest.fixture(autouse=True)
def monday(monkeypatch: Any, settings: Any) -> None:
    """The day of the digests, on a hub that has an address."""
    settings.WAGTAILADMIN_BASE_URL = "https://hub.exemple.gouv.fr"
    set_clock(monkeypatch, TODAY)


def days(offset: int) -> dt.date:
    """Return a day near today."""
    return TODAY + dt.timedelta(days=offset)


def defi_near_its_end(tree: Any, *people: tuple[Any, str], slug: str = "pres", **fields: Any) -> DefiPage:
    """Add a défi in danger: forty days left, no decision, no document; something due this week."""
    values = {"title": "Fin proche", "start": days(-260), "end": days(40), "decision_due": days(3), **fields}
    defi = DefiPage(slug=slug, **values)
    defi.members = [DefiMember(person=each, role=role) for each, role in people]
    defi.milestones = [
        Milestone(date=days(5), label="Réunion de passation"),
        Milestone(date=days(-9), label="Audit prévu"),
        Milestone(date=days(6), label="Étape déjà faite", done=True),
        Milestone(date=days(30), label="Étape lointaine"),
    ]
    defi.objectives = [
        RoadmapObjective(horizon="long", objective="Documenter l’outil", due=days(10)),
        RoadmapObjective(horizon="long", objective="Objectif abandonné", state="dropped", due=days(10)),
    ]
    defi.scenarios = [Scenario(kind="in_house", title="Une équipe", yearly_cost=98765, risks="Risque secret")]
    defi.handover_documents = [HandoverDocument(item="code", state="done", url="https://example.org")]
    return tree.add(tree.defis, slug, defi)


def quiet_hub(tree: Any) -> None:
    """Leave no défi that worries."""
    DefiPage.objects.filter(pk=tree.defi.pk).first().unpublish()


def send(today: dt.date = TODAY) -> dict[str, Any]:
    """Send the digests, and return the messages that left by address."""
    mail.outbox.clear()
    send_digests(today)
    return {message.to[0]: message for message in mail.outbox}


def words(message: Any) -> str:
    """Return the text of a message with ordinary spaces."""
    return " ".join(message.body.split())


def test_the_team_reads_what_worries_and_why(tree: Any, roles: Any) -> None:
    """Level, reasons with absolute links, what is due in two weeks and nothing else."""
    defi = defi_near_its_end(tree)
    message = send()[roles.user("staff").email] if roles.user("staff") else None
    text = words(message)
    assert "semaine 48" in message.subject
    assert "en danger" in message.subject
    assert "EN DANGER" in text
    assert "Fin proche (fin dans 40 jours) https://hub.exemple.gouv.fr" in text
    assert "aucun scénario n’est retenu" in text
    assert f"https://hub.exemple.gouv.fr{defi.url.replace('http://localhost', '')}" in text
    for expected in ("Réunion de passation", "Décision sur le scénario", "Documenter l’outil"):
        assert expected in text
    for absent in ("déjà faite", "lointaine", "abandonné"):
        assert absent not in text
    assert "https://hub.exemple.gouv.fr/suivi-des-defis/" in text
    assert "parce que votre compte suit tous les défis" in text
    assert message.reply_to == ["equipe@hub-eig.example"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_long_list_of_reasons_is_cut_for_the_team(tree: Any, roles: Any) -> None:
    """Five, and how many more; whoever answers for the défi reads them all."""
    mentor = person("Olivier")
    defi = defi_near_its_end(tree, (mentor, "mentor_operational"))
    staff = roles.user("staff")
    sent = send()
    total = len(assess(read_records(DefiPage.objects.filter(pk=defi.pk))[0], TODAY).findings)
    assert total > 6
    assert f"et {total - 5} autres raisons" in words(sent[staff.email])
    own = sent[mentor.user.email].body.split("Ce qui est attendu")[0]
    assert own.count("\n- ") == total


def test_the_html_says_the_same(tree: Any, roles: Any) -> None:
    """A page in French, with headings, and every link of the text."""
    defi_near_its_end(tree)
    staff = roles.user("staff")
    message = send()[staff.email]
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert '<html lang="fr">' in html
    assert html.count("<h1") == 1
    assert "<img" not in html
    for line in message.body.split():
        if line.startswith("https://"):
            assert line in html


def test_all_is_well(tree: Any, roles: Any) -> None:
    """One line for the team, nothing for the owners."""
    quiet_hub(tree)
    mentor = person("Olivier")
    settled = DefiPage(title="Tranquille", slug="calme", start=days(-3), end=days(300))
    settled.members = [DefiMember(person=mentor, role="mentor_operational")]
    tree.add(tree.defis, "calme", settled)
    sent = send() if roles.user("staff") else {}
    assert set(sent) == {"staff@ministere.example"}
    message = sent["staff@ministere.example"]
    assert "Tout va bien" in words(message)
    assert "tout va bien" in message.subject


@pytest.mark.parametrize("role", ["staff", "editor"])
def test_who_follows_all_gets_the_message(tree: Any, roles: Any, role: str) -> None:
    """The accounts whose groups follow every défi."""
    assert roles.user(role).email in send()


@pytest.mark.parametrize("role", ["eig", "mentor", "alumni", "coach"])
def test_the_others_do_not(tree: Any, roles: Any, role: str) -> None:
    """Nor does the account that hosts the hub, which is in no group."""
    defi_near_its_end(tree)
    UserFactory(email="hote@ministere.example", is_superuser=True)
    assert not {roles.user(role).email, "hote@ministere.example"} & set(send())


def test_a_closed_account_gets_nothing(tree: Any, roles: Any) -> None:
    """Neither as a member of the team, nor as a mentor, whose other address is not used instead."""
    mentor = person("Olivier")
    mentor.public_email = "olivier@ailleurs.example"
    mentor.save()
    defi_near_its_end(tree, (mentor, "mentor_operational"))
    for user in (roles.user("staff"), mentor.user):
        user.is_active = False
        user.save()
    assert send() == {}


def test_a_mentor_gets_what_is_due_for_theirs(tree: Any, roles: Any) -> None:
    """Findings, dates (late ones too), missing documents, with links to the forms; of no other défi."""
    mentor = person("Olivier")
    defi_near_its_end(tree, (mentor, "mentor_operational"))
    defi_near_its_end(tree, slug="autre", title="Défi des autres")
    message = send()[mentor.user.email]
    text = words(message)
    assert "« Fin proche »" in " ".join(message.subject.split())
    assert "Bonjour Olivier" in text
    assert "aucun scénario n’est retenu" in text
    assert "Audit prévu, attendu le 14 novembre 2026, en retard de 9 jours" in text
    assert "Réunion de passation, le 28 novembre 2026" in text
    assert "/pres/perennisation/modifier/?a-completer=calendrier#calendrier" in text
    assert "/pres/feuille-de-route/modifier/#objectifs" in text
    assert "Documentation d’installation" in text
    assert "- Code source" not in text
    assert "Défi des autres" not in text


@pytest.mark.parametrize("role", ["eig", "coach", "mentor_high", "sponsor", "dsi_contact"])
def test_the_other_members_are_left_in_peace(tree: Any, role: str) -> None:
    """The owner and the operational mentors answer for the défi."""
    someone = person("Lea")
    defi_near_its_end(tree, (someone, role))
    assert someone.user.email not in send()


def test_a_mentor_whose_part_is_over_gets_nothing(tree: Any) -> None:
    """Two months after their last day."""
    mentor = person("Olivier")
    defi = defi_near_its_end(tree, (mentor, "mentor_operational"))
    defi.members.update(end=days(-60))
    assert mentor.user.email not in send()


def test_an_owner_outside_the_team_reads_what_readers_read(tree: Any) -> None:
    """Dates, which the page shows; neither findings nor missing documents, which it does not."""
    owner = person("Gaelle", groups=("Alumni",))
    defi_near_its_end(tree, content_owner=owner)
    text = words(send()[owner.user.email])
    assert "Réunion de passation" in text
    assert "aucun scénario" not in text
    assert "Documentation d’installation" not in text
    assert "modifier" not in text


@pytest.mark.parametrize(("group", "gets"), [("Mentors", False), (TEAM, True)])
def test_a_defi_that_one_cannot_open_is_not_told(tree: Any, roles: Any, group: str, gets: bool) -> None:
    """To an owner or to the team: the restrictions of pages hold in e-mails."""
    owner = person("Gaelle", groups=(group,))
    reserve(defi_near_its_end(tree, content_owner=owner), TEAM)
    # Whoever is of the team gets its message anyway.
    quiet_hub(tree)
    editor, staff = roles.user("editor"), roles.user("staff")
    sent = send()
    assert (owner.user.email in sent) is gets
    assert "Fin proche" in sent[staff.email].body
    assert "Fin proche" not in sent[editor.email].body


def test_a_draft_is_told_to_nobody(tree: Any, roles: Any) -> None:
    """Nor is a page that was unpublished."""
    mentor = person("Olivier")
    defi_near_its_end(tree, (mentor, "mentor_operational")).unpublish()
    sent = send() if roles.user("staff") else {}
    assert mentor.user.email not in sent
    assert "Fin proche" not in sent["staff@ministere.example"].body


def test_neither_amounts_nor_risks(tree: Any, roles: Any) -> None:
    """A mailbox is not the hub: what is reserved on the page stays there."""
    mentor = person("Olivier")
    defi_near_its_end(tree, (mentor, "mentor_operational"), content_owner=person("Gaelle"))
    for message in send().values() if roles.user("staff") else ():
        for text in (message.body, message.alternatives[0][0]):
            assert "98765" not in text.replace("\u202f", "")
            assert "Risque secret" not in text


def test_two_defis_make_one_message(tree: Any) -> None:
    """One e-mail a week for each address."""
    mentor = person("Olivier")
    for slug in ("un", "deux"):
        defi_near_its_end(tree, (mentor, "mentor_operational"), slug=slug, title=f"Défi {slug}")
    send()
    (message,) = [each for each in mail.outbox if each.to == [mentor.user.email]]
    assert "Défi un" in message.body
    assert "Défi deux" in message.body
    assert "vos 2 défis" in message.subject


def test_after_the_end(tree: Any, roles: Any) -> None:
    """Requests without an answer, silences, and of whom nobody can ask."""
    quiet_hub(tree)
    mentor = person("Olivier")
    for number, state in enumerate(("waiting", "silent", "answered")):
        page = DefiPage(title=f"Ancien {state}", slug=f"ancien-{number}", start=days(-500), end=days(-120))
        page.members = [DefiMember(person=mentor, role="mentor_operational")]
        tree.add(tree.defis, page.slug, page)
        FollowUp.objects.create(
            defi=page, months=3, due_on=days(-30), state=state, asked_at=noon(days(-30)),
            status="in_production" if state == "answered" else "",
        )  # fmt: skip
    tree.add(tree.defis, "seul", DefiPage(title="Seul", slug="seul", start=days(-500), end=days(-120)))
    text = words(send()[roles.user("staff").email]) if roles.user("staff") else ""
    assert "Ancien waiting : nouvelles demandées le 24 octobre 2026, sans réponse à ce jour." in text
    assert "Ancien silent : personne n’a répondu trois mois après la fin." in text
    assert "Ancien answered : " not in text
    assert "Seul : personne à qui demander des nouvelles." in text


def test_once_a_week(tree: Any, roles: Any) -> None:
    """Again on Monday, on Thursday: nothing. The next Monday: the next message."""
    mentor = person("Olivier")
    defi_near_its_end(tree, (mentor, "mentor_operational"))
    both = {roles.user("staff").email, mentor.user.email}
    assert set(send()) == both
    assert send() == {}
    assert send(days(3)) == {}
    assert set(send(days(7))) == both


def test_late_it_is_this_week_s(tree: Any, roles: Any) -> None:
    """On Thursday the message is that of the week; the one before is never made good."""
    staff = roles.user("staff")
    assert "semaine 48" in send(days(3))[staff.email].subject
    assert send(days(0)) == {}
    assert "semaine 50" in send(days(14))[staff.email].subject


@pytest.mark.parametrize(
    ("day", "week"), [((2026, 11, 23), "2026-W48"), ((2027, 1, 3), "2026-W53"), ((2027, 1, 4), "2027-W01")]
)
def test_weeks_are_those_of_the_iso_calendar(day: tuple[int, int, int], week: str) -> None:
    """A week belongs to one year, whatever the year of its days."""
    assert week_name(dt.date(*day)) == week


def test_who_is_of_the_team_and_owns_a_defi_gets_both(tree: Any) -> None:
    """They are two messages."""
    both = person("Camille", groups=(TEAM,))
    defi_near_its_end(tree, content_owner=both)
    send()
    assert [message.to for message in mail.outbox].count([both.user.email]) == 2


def run(command: str, *arguments: str) -> str:
    """Run a command, and return what it says with ordinary spaces."""
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return " ".join(out.getvalue().split())


def test_the_command_counts(tree: Any, roles: Any) -> None:
    """And names those who have no account."""
    defi_near_its_end(
        tree,
        (person("Olivier"), "mentor_operational"),
        (person("Samira", account=False, email="s@exemple.fr"), "mentor_operational"),
    )
    roles.user("staff")
    said = run("send_defi_digests", "--dry-run")
    assert "Équipe : staff@ministere.example." in said
    assert "Responsables : olivier@ministere.example." in said
    assert mail.outbox == []
    said = run("send_defi_digests")
    assert "Pas de compte, donc pas de courriel de la semaine : Samira Daubrac." in said
    assert "Semaine 2026-W48 : 1 message à l’équipe, 1 message aux responsables" in said
    assert "2 messages déjà partis" in run("send_defi_digests")


def test_a_mail_error_is_told_and_tried_again(tree: Any, roles: Any, monkeypatch: Any) -> None:
    """The others get theirs."""
    mentor = person("Olivier")
    defi_near_its_end(tree, (mentor, "mentor_operational"))
    staff = roles.user("staff")
    genuine = mail.EmailMessage.send

    def refuse(message: Any, *args: Any, **kwargs: Any) -> Any:
        if message.to == [staff.email]:
            raise OSError("refusé")
        return genuine(message, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMessage, "send", refuse)
        with pytest.raises(CommandError, match="1\u00a0message n’est pas parti"):
            run("send_defi_digests")
    assert [message.to for message in mail.outbox] == [[mentor.user.email]]
    assert set(send(days(1))) == {staff.email}


def test_as_many_queries_for_any_number_of_defis(tree: Any, roles: Any) -> None:
    """And of readers: the facts are read once, whoever reads them."""
    roles.user("staff")
    counts = []
    for number in range(9):
        mentor = person(f"Nom{number}")
        defi_near_its_end(tree, (mentor, "mentor_operational"), slug=f"n{number}", title=f"Défi {number}")
        if number in (1, 8):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                send_digests(TODAY, dry_run=True)
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 30


@pytest.mark.parametrize("end", [dt.date(1, 1, 2), dt.date(9999, 12, 30)])
def test_a_mistyped_year_stops_nobodys_digest(tree: Any, end: dt.date) -> None:
    """The others get theirs, whatever the calendar of one défi says."""
    defi_near_its_end(tree, (person("Olivier"), "mentor_operational"))
    defi_near_its_end(
        tree, (person("Samira"), "mentor_high"), slug="an-un", title="An un", start=None, end=end
    )
    send_digests(TODAY)
    assert ["olivier@ministere.example"] in [message.to for message in mail.outbox]
