"""Results that the editors put first."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from tests.factories.pages import reserve


@pytest.fixture
def promoted(tree: Any) -> Any:
    """A page promoted for « congés », and a link elsewhere."""
    query = Query.get("congés")
    SearchPromotion.objects.create(
        query=query, page_id=tree.resource.pk, sort_order=0, description="Le mode d’emploi"
    )
    SearchPromotion.objects.create(
        query=query,
        sort_order=1,
        external_link_url="https://example.org/conges",
        external_link_text="Le portail des congés",
    )
    return tree.resource


def test_promoted_results_come_first(promoted: Any, roles: Any, client: Any) -> None:
    """They show for their query, in the editors’ order, and for no other."""
    roles.sign_in(client, "mentor")
    text = client.get("/recherche/?q=Congés").content.decode()
    assert text.index("Le mode d’emploi") < text.index("Le portail des congés")
    assert "Conseillé par l’équipe" not in client.get("/recherche/?q=badge").content.decode()


@pytest.mark.parametrize(("role", "seen"), [("mentor", True), ("eig", False), ("anonymous", False)])
def test_promotion_reveals_nothing(promoted: Any, roles: Any, client: Any, role: str, seen: bool) -> None:
    """A promoted page that its reader may not open is not named."""
    reserve(promoted, "Mentors")
    text = roles.sign_in(client, role).get("/recherche/?q=congés").content.decode()
    assert (promoted.title in text) is seen


def test_links_elsewhere_are_for_signed_in_people_and_run_nothing(
    promoted: Any, roles: Any, client: Any
) -> None:
    SearchPromotion.objects.create(
        query=Query.get("congés"),
        sort_order=2,
        external_link_url="javascript:alert(1)",
        external_link_text="Piège",
    )
    text = roles.sign_in(client, "mentor").get("/recherche/?q=congés").content.decode()
    assert "Le portail des congés" in text
    assert "Piège" not in text
    client.logout()
    assert "Le portail des congés" not in client.get("/recherche/?q=congés").content.decode()
