"""The page that a personal link opens: one answer, kept or refused, and nothing told to a wrong link."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from pages.defis.enums import FollowUpState, HistoryKind
from pages.defis.follow_ups import services
from pages.defis.follow_ups.links import Link, make_token
from pages.defis.follow_ups.services import Answer, NotAwaited, record_answer, record_silence
from pages.defis.models import DefiMember, FollowUp, HistoryEntry
from tests.factories.pages import reserve

from .after_the_end import END, PRODUCT, ended_defi, noon, person, set_clock

ASKED = dt.date(2026, 8, 31)
TITLE = "Courriers limpides"
GOOD = {
    "status": "in_production",
    "maintainer": "La direction du numérique",
    "user_count": "1 200",
    "address_state": "alive",
    "address": "",
    "comment": "Deux régions l’ont adopté.",
}


class World:
    """A défi that ended, its two witnesses, and the request."""

    def __init__(self, tree: Any, **fields: Any) -> None:
        self.olivier = person("Olivier")
        self.samira = person("Samira", account=False, email="samira@exemple.fr")
        people = ((self.olivier, "mentor_operational"), (self.samira, "successor"))
        self.defi = ended_defi(tree, *people, title=TITLE, **fields)
        self.follow_up = FollowUp.objects.create(defi=self.defi, months=3, due_on=ASKED, asked_at=noon(ASKED))

    def address(self, who: Any) -> str:
        """Return the address of somebody’s link."""
        return reverse("defis:follow_up", args=[make_token(Link(self.follow_up.pk, who.pk))])

    def fresh(self) -> FollowUp:
        """Return the request as it is saved."""
        return FollowUp.objects.get(pk=self.follow_up.pk)


@pytest.fixture
def world(tree: Any, monkeypatch: Any) -> World:
    """The day of the request."""
    set_clock(monkeypatch, ASKED)
    return World(tree)


def text(response: Any) -> str:
    """Return the page in one line, with ordinary spaces."""
    return " ".join(html.unescape(response.content.decode()).split())


def sentences(entry: HistoryEntry) -> list[str]:
    """Return the sentences of an entry, with ordinary spaces."""
    return [" ".join(line["text"].split()) for line in entry.lines]


def test_one_page_without_an_account(client: Any, world: World) -> None:
    """The form names the défi and shows the address that is known, as text."""
    response = client.get(world.address(world.samira))
    page = text(response)
    assert response.status_code == 200
    assert TITLE in page
    assert "Bonjour Samira" in page
    assert PRODUCT in page
    assert f'href="{PRODUCT}' not in page
    assert "session" not in response.cookies


def test_an_answer_is_kept_and_told(client: Any, world: World) -> None:
    """The follow-up holds it, the history tells it in French, and the page thanks."""
    address = world.address(world.olivier)
    response = client.post(address, GOOD, follow=True)
    saved = world.fresh()
    assert (saved.state, saved.status, saved.user_count) == (FollowUpState.ANSWERED, "in_production", 1200)
    assert saved.maintainer == "La direction du numérique"
    assert (saved.answered_by, saved.answered_by_name) == (world.olivier, "Olivier Daubrac")
    assert saved.answered_at == noon(ASKED)
    entry = HistoryEntry.objects.get(defi=world.defi)
    assert (entry.kind, entry.by, entry.by_name) == (
        HistoryKind.FOLLOW_UP,
        world.olivier.user,
        "Olivier Daubrac",
    )
    assert sentences(entry) == [
        "Trois mois après la fin du défi, le produit est en production.",
        "Qui s’en occupe : La direction du numérique.",
        "1 200 personnes l’utilisent.",
        "Son adresse fonctionne.",
        "Commentaire : « Deux régions l’ont adopté. »",
    ]
    assert all(line["area"] == "plan" and line["reserved"] == "" for line in entry.lines)
    assert "Merci, c’est noté" in text(response)
    assert "sessionid" not in client.cookies


def test_somebody_without_an_account_answers(client: Any, world: World) -> None:
    """The history keeps their name."""
    client.post(world.address(world.samira), {"status": "stopped", "address_state": "dead"})
    entry = HistoryEntry.objects.get(defi=world.defi)
    assert (entry.by, entry.by_name) == (None, "Samira Daubrac")
    assert sentences(entry) == [
        "Trois mois après la fin du défi, le produit est arrêté.",
        "Son adresse ne répond plus.",
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"status": ""}, "status", "Choisissez une réponse parmi les trois."),
        ({"status": "sold"}, "status", "Choisissez une réponse parmi les trois."),
        ({"address_state": ""}, "address_state", "« Je ne sais pas » en est une"),
        ({"user_count": "beaucoup"}, "user_count", "Écrivez un nombre entier"),
        ({"user_count": "1.5"}, "user_count", "Écrivez un nombre entier"),
        ({"user_count": "-3"}, "user_count", "ne peut pas être négatif"),
        ({"user_count": "99999999999999999999"}, "user_count", "trop grand"),
        ({"maintainer": "x" * 301}, "maintainer", "300 caractères"),
        ({"comment": "x" * 2001}, "comment", "2001 caractères"),
        ({"address_state": "moved"}, "address", "Indiquez la nouvelle adresse"),
        ({"address": "https://autre.example"}, "address_state", "choisissez « Elle a changé »"),
        ({"address_state": "moved", "address": "pas une adresse"}, "address", "pas celle d’un site"),
        ({"address_state": "moved", "address": "javascript:alert(1)"}, "address", "https://"),
        ({"address_state": "moved", "address": "ftp://exemple.fr"}, "address", "https://"),
        ({"comment": "avant\0après"}, "comment", "nul"),
    ],
)
def test_errors_are_explained_and_what_was_typed_is_kept(
    client: Any, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    """Nothing is written; each error leads to its field, and the rest is there."""
    response = client.post(world.address(world.olivier), {**GOOD, **changes})
    page = text(response)
    assert response.status_code == 200
    assert words in page
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}"' in page
    assert "<title>Erreur – " in page
    assert "La direction du numérique" in page or "maintainer" in changes
    assert world.fresh().state == FollowUpState.WAITING
    assert not HistoryEntry.objects.exists()


def test_new_lines_count_once(client: Any, world: World) -> None:
    """What the browser counted as 2,000 characters is not refused by the hub."""
    client.post(world.address(world.olivier), {**GOOD, "comment": "a\r\n" * 999 + "aa"})
    assert world.fresh().comment == "a\n" * 999 + "aa"


def test_a_new_address_is_told(client: Any, world: World) -> None:
    """An address without its scheme is one."""
    client.post(
        world.address(world.olivier), {**GOOD, "address_state": "moved", "address": "courriers.gouv.fr"}
    )
    assert world.fresh().address == "https://courriers.gouv.fr"
    (entry,) = HistoryEntry.objects.all()
    assert "Son adresse a changé : https://courriers.gouv.fr" in sentences(entry)


def test_without_a_known_address_nobody_is_asked_whether_it_works(client: Any, world: World) -> None:
    """There is only an address to give."""
    world.defi.links.all().delete()
    world.defi.save()
    page = text(client.get(world.address(world.olivier)))
    assert "fonctionne-t-elle" not in page
    client.post(world.address(world.olivier), {"status": "planned", "address": "https://exemple.fr"})
    assert (world.fresh().status, world.fresh().address_state) == ("planned", "")


def test_opening_a_link_writes_nothing(client: Any, world: World) -> None:
    """Mail servers open links to examine them."""
    for method in (client.get, client.head, client.get):
        assert method(world.address(world.olivier)).status_code == 200
    assert world.fresh().state == FollowUpState.WAITING
    assert client.put(world.address(world.olivier)).status_code == 405


@pytest.mark.parametrize("who", ["olivier", "samira"])
def test_after_an_answer_everybody_sees_it(client: Any, world: World, who: str) -> None:
    """Who, when, what, and how to correct it; the page takes no second answer."""
    client.post(world.address(world.olivier), GOOD)
    address = world.address(getattr(world, who))
    page = text(client.get(address))
    assert "1 200 personnes" in page
    assert "31 août 2026" in page
    assert "mailto:" in page
    assert '<form method="post" novalidate' not in page
    assert ("Vous avez répondu" if who == "olivier" else "Olivier Daubrac a répondu") in page
    second = client.post(address, {**GOOD, "status": "stopped"})
    assert second.status_code == 409
    assert "n’a pas été enregistré" in text(second)
    assert world.fresh().status == "in_production"
    assert HistoryEntry.objects.count() == 1


def test_of_two_answers_at_once_the_first_is_kept(client: Any, world: World, monkeypatch: Any) -> None:
    """The second is told so, not lost in silence: nothing half-written, one entry."""
    stale = world.fresh()
    record_answer(stale, world.samira.pk, Answer(status="stopped"))
    with pytest.raises(NotAwaited):
        record_answer(stale, world.olivier.pk, Answer(status="planned"))
    assert world.fresh().status == "stopped"
    assert HistoryEntry.objects.count() == 1


def test_an_answer_and_its_history_go_together(world: World, monkeypatch: Any) -> None:
    """A history that cannot be written leaves the question open."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record_entry", fail)
    with pytest.raises(RuntimeError):
        record_answer(world.fresh(), world.samira.pk, Answer(status="stopped"))
    assert world.fresh().state == FollowUpState.WAITING


def test_late_news_are_welcome(client: Any, world: World, monkeypatch: Any) -> None:
    """A reminder’s link still works when the silence was noted."""
    set_clock(monkeypatch, ASKED + dt.timedelta(days=61))
    assert record_silence(world.fresh())
    address = world.address(world.olivier)
    assert "reste la bienvenue" in text(client.get(address))
    client.post(address, GOOD)
    assert world.fresh().state == FollowUpState.ANSWERED
    kinds = set(HistoryEntry.objects.values_list("kind", flat=True))
    assert kinds == {HistoryKind.SILENCE, HistoryKind.FOLLOW_UP}


def tells_nothing(response: Any) -> bool:
    """Tell whether a page names neither the défi nor anybody."""
    page = text(response)
    return not any(word in page for word in (TITLE, "Olivier", "Samira", PRODUCT))


def test_an_expired_link_offers_to_ask_the_team(client: Any, world: World, monkeypatch: Any) -> None:
    """It says how old it is, not what it was about; and takes no answer."""
    address = world.address(world.olivier)
    set_clock(monkeypatch, ASKED + dt.timedelta(days=62))
    for response in (client.get(address), client.post(address, GOOD)):
        assert response.status_code == 410
        assert "Ce lien n’est plus valable" in text(response)
        assert "mailto:" in text(response)
        assert tells_nothing(response)
    assert world.fresh().state == FollowUpState.WAITING


def test_a_wrong_link_is_told_nothing(client: Any, world: World) -> None:
    """Altered, of somebody who is not of the défi, of a follow-up that is gone."""
    stranger = person("Zoé")
    addresses = [
        world.address(world.olivier)[:-3] + "x/",
        world.address(stranger),
        reverse("defis:follow_up", args=[make_token(Link(987654, world.olivier.pk))]),
        reverse("defis:follow_up", args=["nimporte-quoi"]),
    ]
    for address in addresses:
        for response in (client.get(address), client.post(address, GOOD)):
            assert response.status_code == 404
            assert "Ce lien n’ouvre rien" in text(response)
            assert tells_nothing(response)
    assert world.fresh().state == FollowUpState.WAITING


def test_who_left_the_defi_opens_nothing(client: Any, world: World) -> None:
    """A link is good for those who can tell, as of today."""
    address = world.address(world.olivier)
    world.defi.members.filter(person=world.olivier).delete()
    world.defi.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", [{"live": False}, {"end": None}])
def test_a_defi_unpublished_or_prolonged_is_asked_nothing(
    client: Any, world: World, change: dict[str, Any]
) -> None:
    """Nor is it told about."""
    for name, value in change.items():
        setattr(world.defi, name, value)
    world.defi.save()
    for response in (
        client.get(world.address(world.olivier)),
        client.post(world.address(world.olivier), GOOD),
    ):
        assert response.status_code == 410
        assert tells_nothing(response)
    assert world.fresh().state == FollowUpState.WAITING


def test_a_reserved_defi_is_still_told_by_its_own(client: Any, world: World) -> None:
    """The link is personal: it opens the question, and neither the page of the défi nor the hub."""
    reserve(world.defi, "Équipe du programme")
    address = world.address(world.olivier)
    assert TITLE in text(client.get(address))
    assert client.post(address, GOOD).status_code == 302
    assert client.get(world.defi.url).status_code == 302
    assert client.get("/annuaire/").status_code == 302


def test_the_page_is_kept_from_caches_robots_and_other_sites(client: Any, world: World) -> None:
    """In each of its states; and the sitemap does not know it."""
    for address in (world.address(world.olivier), "/nouvelles-du-defi/faux/"):
        response = client.get(address)
        assert "noindex" in response["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in text(response)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
    assert "nouvelles-du-defi" not in client.get("/sitemap.xml").content.decode()


def test_the_form_needs_its_own_page(world: World) -> None:
    """Another site cannot answer in somebody’s name."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(world.address(world.olivier), GOOD).status_code == 403
    assert world.fresh().state == FollowUpState.WAITING


def test_signing_in_is_neither_needed_nor_given(client: Any, roles: Any, world: World) -> None:
    """Somebody else’s session does not sign the answer, and the link opens no session."""
    roles.sign_in(client, "staff")
    client.post(world.address(world.olivier), GOOD)
    assert world.fresh().answered_by == world.olivier
    client.logout()
    client.get(world.address(world.olivier))
    assert client.get("/").status_code == 302


def test_the_number_of_queries_is_small(
    client: Any, world: World, django_assert_max_num_queries: Any
) -> None:
    """As on every page of the hub."""
    with django_assert_max_num_queries(15):
        client.get(world.address(world.olivier))


def asked(client: Any) -> list[tuple[str, int]]:
    """Run the round, and return who was written to with what their link answers, in the order of sending."""
    call_command("send_follow_ups", stdout=io.StringIO())
    found = []
    for message in mail.outbox:
        (path,) = re.findall(r"/nouvelles-du-defi/[^/\s]+/", message.body)
        found.append((message.to[0].split("@")[0], client.get(path).status_code))
    mail.outbox.clear()
    return found


def part_of(defi: Any, first_name: str, role: str, end: dt.date | None) -> Any:
    """Make somebody part of a défi until a day."""
    someone = person(first_name)
    DefiMember.objects.create(defi=defi, person=someone, role=role, end=end)
    return someone


def test_without_anybody_in_charge_those_of_the_last_days_are_asked(
    tree: Any, client: Any, monkeypatch: Any
) -> None:
    """Mentors, project owner, EIG whose part ended with the défi: their links work; who left before, no."""
    defi = ended_defi(tree, title=TITLE)
    part_of(defi, "Elsa", "eig", END)
    part_of(defi, "Paul", "project_owner", END - dt.timedelta(days=30))
    part_of(defi, "Marc", "mentor_operational", END)
    gone = part_of(defi, "Gael", "mentor_high", END - dt.timedelta(days=31))
    part_of(defi, "Sara", "sponsor", None)
    set_clock(monkeypatch, ASKED)
    assert asked(client) == [("marc", 200), ("paul", 200), ("elsa", 200)]
    token = make_token(Link(FollowUp.objects.get().pk, gone.pk))
    assert client.get(reverse("defis:follow_up", args=[token])).status_code == 404


def test_those_in_charge_are_asked_alone_and_close_no_link(tree: Any, client: Any, monkeypatch: Any) -> None:
    """A successor with an address is enough; arriving later, they do not close the links that were sent."""
    defi = ended_defi(tree, title=TITLE)
    elsa = part_of(defi, "Elsa", "eig", END)
    set_clock(monkeypatch, ASKED)
    assert asked(client) == [("elsa", 200)]
    part_of(defi, "Samira", "successor", None)
    set_clock(monkeypatch, ASKED + dt.timedelta(days=1))
    assert asked(client) == [("samira", 200)]
    address = reverse("defis:follow_up", args=[make_token(Link(FollowUp.objects.get().pk, elsa.pk))])
    assert client.get(address).status_code == 200
    DefiMember.objects.filter(person=elsa).delete()
    assert client.get(address).status_code == 404
