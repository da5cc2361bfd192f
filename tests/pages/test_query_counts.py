"""Pages cost at most fifteen queries, however much they show."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.defis.models import AxisQuestion, DefiMember, DefiPage, Milestone, RoadmapObjective
from pages.news.models import NewsPage
from pages.standard.models import ContentPage
from resources.centre.models import ResourcePage
from tests.factories.people import PersonFactory

LIMIT = 15
ADDRESSES = [
    "/", "/rubrique/", "/rubrique/page/", "/ressources/", "/ressources/ressource/", "/defis/", "/defis/defi/",
    "/defis/defi/feuille-de-route/", "/defis/defi/perennisation/", "/retours/", "/retours/retour/",
    "/actualites/", "/actualites/nouvelle/", "/deontologie/", "/parcours/", "/recherche/?q=essai",
    "/annuaire/", "/glossaire/", "/plan-du-site/",
]  # fmt: skip
# Open to those who follow défis.
FOLLOWED = ["/suivi-des-defis/", "/suivi-des-defis/images/"]


def count(client: Any, address: str) -> int:
    """Return the number of queries of a warm page."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grow(tree: Any) -> None:
    """Add twelve rows to everything that a page lists."""
    for number in range(12):
        person = PersonFactory()
        tree.add(tree.section, f"c{number}", ContentPage(title=f"Essai {number}", slug=f"c{number}"))
        tree.add(tree.resources, f"r{number}", ResourcePage(title=f"Essai r{number}", slug=f"r{number}"))
        tree.add(tree.news_index, f"n{number}", NewsPage(title=f"Essai n{number}", slug=f"n{number}"))
        tree.add(tree.defis, f"d{number}", DefiPage(title=f"Essai d{number}", slug=f"d{number}"))
        DefiMember.objects.create(defi=tree.defi, person=person)
        RoadmapObjective.objects.create(defi=tree.defi, horizon="long", objective=f"Objectif {number}")
        AxisQuestion.objects.create(defi=tree.defi, axis="deployment", question="Où ?", person=person)
        Milestone.objects.create(defi=tree.defi, date="2026-05-01", label=f"Étape {number}")


@pytest.mark.parametrize("role", ["mentor", "staff"])
def test_pages_stay_within_the_budget(tree: Any, roles: Any, client: Any, role: str) -> None:
    """At most fifteen queries, and no more with twelve more rows of everything."""
    roles.sign_in(client, role)
    addresses = [*ADDRESSES, *(FOLLOWED if role == "staff" else [])]
    before = {address: count(client, address) for address in addresses}
    grow(tree)
    after = {address: count(client, address) for address in addresses}
    assert {address: number for address, number in after.items() if number > LIMIT} == {}
    assert {a: (before[a], after[a]) for a in addresses if after[a] > before[a] + 1} == {}
