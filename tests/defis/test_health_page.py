"""The health on the pages of a défi: who sees it, what it says, and where its links lead."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.defis.health import Finding, Health, assess, page_health, rule_catalogue
from pages.defis.history import record_confirmation
from pages.defis.models import DefiMember, DefiPage, FollowUp
from pages.defis.records import read_record, read_records
from pages.defis.teams import sync_teams
from tests.factories.defis import day, full_defi
from tests.factories.people import PersonFactory

RULES_PAGE = "/suivi-des-defis/sante/"


def endangered(tree: Any, **fields: Any) -> DefiPage:
    """Return a défi twenty days before its end, without a decision."""
    return full_defi(tree, **{"start": day(-280), "end": day(20), **fields})


@pytest.mark.parametrize(
    ("role", "insider"),
    [("staff", True), ("eig", False), ("mentor", False), ("alumni", False), ("coach", False),
     ("anonymous", False), ("wrong_group", False)],
)  # fmt: skip
def test_only_those_who_follow_a_defi_see_its_health(tree: Any, roles: Any, role: str, insider: bool) -> None:
    """The programme’s team; the others get nothing at all."""
    health = page_health(roles.user(role), endangered(tree))
    assert (health is not None) is insider
    if health is not None:
        assert health.level == "danger"


def test_a_member_sees_the_health_of_their_defi_only(tree: Any, roles: Any) -> None:
    """Mentor of one défi, stranger to the other."""
    defi, mentor = endangered(tree), roles.user("mentor")
    DefiMember.objects.create(defi=defi, person=PersonFactory(user=mentor), role="mentor_operational")
    assert page_health(mentor, defi).level == "danger"
    assert page_health(mentor, tree.defi) is None


def test_one_query_reads_what_eleven_do(tree: Any, roles: Any) -> None:
    """The reader of one page and the reader of lists agree on every rule, today and later."""
    defi = endangered(tree)
    defi = DefiPage.objects.get(pk=defi.pk)
    record_confirmation(defi, roles.user("staff"), at=timezone.now() - dt.timedelta(days=50))
    FollowUp.objects.create(
        defi=defi, months=3, due_on=day(110), state="answered", status="in_production", address_state="dead"
    )
    full = read_records(DefiPage.objects.filter(pk=defi.pk))[0]
    with CaptureQueriesContext(connection) as queries:
        lean = read_record(defi)
    assert len(queries) == 1
    for offset in (-200, 0, 15, 60, 120, 250):
        assert assess(lean, day(offset)) == assess(full, day(offset)), offset
    assert (lean.measured, lean.confirmed_on, lean.changed_on) == (2, day(-50), full.changed_on)
    assert set(lean.scenarios) == set(full.scenarios)
    assert set(lean.questions) == set(full.questions)
    assert set(lean.objectives) == set(full.objectives)
    assert set(lean.milestones) == set(full.milestones)
    assert lean.handover == full.handover
    assert lean.phases == full.phases


@pytest.mark.parametrize("part", ["", "perennisation/"])
def test_the_pages_of_a_defi_show_it_to_the_team_only(tree: Any, roles: Any, client: Any, part: str) -> None:
    """With the level in words, the reasons and the way to the rules; within the budget of queries."""
    endangered(tree)
    roles.sign_in(client, "staff")
    client.get(f"/defis/complet/{part}")
    with CaptureQueriesContext(connection) as queries:
        text = client.get(f"/defis/complet/{part}").content.decode()
    assert "Santé du défi\u00a0: en danger" in text.replace("&nbsp;", "\u00a0")
    assert "À 20\u00a0jours de la fin, aucun scénario n’est retenu." in text
    assert RULES_PAGE in text
    assert len(queries) <= 15
    roles.sign_in(client, "mentor")
    assert "Santé du défi" not in client.get(f"/defis/complet/{part}").content.decode()


def test_the_links_lead_to_a_place_that_exists(tree: Any, roles: Any, client: Any) -> None:
    """Each rule names a part of the record, or of the edit form, and an anchor that is in it."""
    defi = endangered(tree)
    roles.sign_in(client, "staff")
    record = read_records(DefiPage.objects.filter(pk=defi.pk))[0]
    pages: dict[str, str] = {}
    for rule in rule_catalogue():
        address, _, anchor = rule.place.url(record).partition("#")
        if address not in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            pages[address] = answer.content.decode()
        assert f'id="{anchor}"' in pages[address], (rule.code, address, anchor)


def test_the_box_says_its_reasons(tree: Any) -> None:
    """The five worst at once, the others on demand; a title of the asked level; nothing without health."""
    findings = tuple(Finding("code", "watch", f"Raison {n}.", f"/defis/defi/#raison-{n}") for n in range(7))
    text = render_to_string("defis/health_box.html", {"health": Health("watch", findings), "heading": 3})
    assert '<h3 class="fr-alert__title" id="sante">' in text
    assert text.index("Raison 4.") < text.index("<details>") < text.index("Raison 5.")
    assert "Aucune règle" in render_to_string("defis/health_box.html", {"health": Health("healthy")})
    assert not render_to_string("defis/health_box.html", {"health": None}).strip()


@pytest.mark.parametrize("part", ["", "perennisation/"])
@pytest.mark.parametrize(
    ("role", "links"), [("mentor_operational", True), ("sponsor", False), ("dsi_contact", False)]
)
def test_reasons_lead_to_forms_for_those_who_may_edit(
    tree: Any, roles: Any, client: Any, part: str, role: str, links: bool
) -> None:
    """The others read the same reasons: a form would refuse them."""
    defi, member = endangered(tree), roles.user("alumni")
    DefiMember.objects.create(defi=defi, person=PersonFactory(user=member), role=role)
    sync_teams()
    roles.sign_in(client, "alumni")
    client.get(f"/defis/complet/{part}")
    with CaptureQueriesContext(connection) as queries:
        box = BeautifulSoup(client.get(f"/defis/complet/{part}").content, "html.parser").find(
            "section", attrs={"aria-labelledby": "sante"}
        )
    assert "À 20\u00a0jours de la fin, aucun scénario n’est retenu." in box.get_text()
    addresses = [link["href"].partition("#")[0] for link in box.find_all("a")]
    assert (len(addresses) > 1) is links
    assert [address for address in addresses if client.get(address).status_code != 200] == []
    assert len(queries) <= 15


@pytest.mark.parametrize(("role", "status"), [("staff", 200), ("mentor", 200), ("anonymous", 302)])
def test_everybody_signed_in_reads_the_rules(
    tree: Any, roles: Any, client: Any, role: str, status: int
) -> None:
    """Each rule with its levels and an example; a stranger signs in first."""
    roles.sign_in(client, role)
    answer = client.get(RULES_PAGE)
    assert answer.status_code == status
    if status == 200:
        for rule in rule_catalogue():
            assert rule.example in answer.content.decode()


def test_a_draft_is_judged_as_published(tree: Any, roles: Any) -> None:
    """What is not published yet mends nothing: the follow-up reads the record that everybody reads."""
    defi = Page.objects.get(pk=endangered(tree).pk).specific
    draft = defi.get_latest_revision_as_object()
    for scenario in draft.scenarios.all():
        scenario.decided = scenario.title == "Une équipe interne"
    draft.save_revision()
    codes = {finding.code for finding in page_health(roles.user("staff"), defi).findings}
    assert "no_decision" in codes
