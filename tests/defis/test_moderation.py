"""What becomes of what members write: published at once, or read by the team first."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Site, WorkflowState

from hub.base.models import HubPage
from hub.base.revisions import same_content
from pages.defis import teams
from pages.defis.editing.selectors import latest_draft
from pages.defis.models import DefiSettings
from tests.defis.browser import page_of
from tests.defis.posting import edit_url, fresh, member_of, sent
from tests.factories.defis import full_defi

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> Any:
    """A défi with everything, and a mentor in it."""
    defi = full_defi(tree)
    tree.pages["mentor"] = member_of(defi)
    return defi


def choose(moderation: str) -> None:
    """Choose how members are moderated, as the settings do."""
    setting = DefiSettings.for_site(Site.objects.get(is_default_site=True))
    setting.moderation = moderation
    setting.save()
    teams.sync_teams()


def test_members_publish_by_default(client: Any, tree: Any, defi: Any) -> None:
    client.force_login(tree.mentor)
    page = client.get(edit_url(defi)).content.decode()
    assert 'name="action-publish"' in page
    client.post(edit_url(defi), sent(defi, title="Aussitôt", **{"action-publish": "1"}))
    assert fresh(defi).title == "Aussitôt"
    assert not WorkflowState.objects.exists()


def test_the_team_reads_again_before_publication(client: Any, tree: Any, roles: Any, defi: Any) -> None:
    """Submitted, seen by the team, approved, published: through the screens of the admin."""
    choose("review")
    client.force_login(tree.mentor)
    page = client.get(edit_url(defi)).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page
    assert "relit ce que vous soumettez" in client.get("/admin/").content.decode()

    # Asking to publish is no way around: it is saved as a draft.
    client.post(edit_url(defi), sent(defi, title="De force", **{"action-publish": "1"}))
    assert fresh(defi).title == defi.title
    response = client.post(edit_url(defi), sent(defi, title="À relire", **{"action-submit": "1"}))
    assert response.url == reverse("wagtailadmin_home")
    assert fresh(defi).title == defi.title
    state = WorkflowState.objects.get()
    assert state.workflow.name == "Relecture par l’équipe du programme"
    assert state.status == WorkflowState.STATUS_IN_PROGRESS

    # Meanwhile the member neither approves nor changes what is being read.
    task = state.current_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[defi.pk, "approve", task.pk])
    client.post(approve, {"comment": ""})
    client.post(edit_url(defi), sent(defi, title="Entre-temps"))
    assert fresh(defi).title == defi.title
    assert fresh(defi).get_latest_revision_as_object().title == "À relire"

    roles.sign_in(client, "staff")
    assert "À relire" in client.get("/admin/").content.decode()
    client.post(approve, {"comment": "Merci"})
    assert fresh(defi).title == "À relire"
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_the_team_asks_for_changes_and_the_member_submits_again(
    client: Any, tree: Any, roles: Any, defi: Any
) -> None:
    choose("review")
    client.force_login(tree.mentor)
    client.post(edit_url(defi), sent(defi, title="Premier jet", **{"action-submit": "1"}))
    task = WorkflowState.objects.get().current_task_state
    roles.sign_in(client, "staff")
    reject = reverse("wagtailadmin_pages:workflow_action", args=[defi.pk, "reject", task.pk])
    client.post(reject, {"comment": "Précisez"})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    client.force_login(tree.mentor)
    client.post(edit_url(defi), sent(defi, title="Second jet", **{"action-submit": "1"}))
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert fresh(defi).title == defi.title


def left_alone(defi: Any) -> Any:
    """Return the latest version as the editor writes it when nobody types: paragraphs get keys."""
    page = fresh(defi).get_latest_revision_as_object()
    page.problem = page.problem.replace("<p", '<p data-block-key="abc12"')
    for number, row in enumerate(page.objectives.all(), start=7):
        row.sort_order = number
    return page


def test_approving_what_was_left_alone_publishes_it(tree: Any, roles: Any, defi: Any) -> None:
    """The editor saves before it approves, and again after: neither undoes the approval."""
    choose("review")
    page = fresh(defi)
    page.title, page.problem = "À relire", "<p>Un problème.</p>"
    submitted = page.save_revision(user=tree.mentor)
    page.get_workflow().start(page, tree.mentor)
    staff = roles.user("staff")

    assert left_alone(defi).save_revision(user=staff) == submitted
    fresh(defi).current_workflow_state.current_task_state.approve(user=staff)
    assert left_alone(defi).save_revision(user=staff) == submitted
    assert fresh(defi).title == "À relire"
    assert not fresh(defi).has_unpublished_changes
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_what_the_team_writes_is_approved_again(tree: Any, roles: Any, defi: Any) -> None:
    choose("review")
    page = fresh(defi)
    page.title = "À relire"
    submitted = page.save_revision(user=tree.mentor)
    page.get_workflow().start(page, tree.mentor)
    page = left_alone(defi)
    page.title = "Relu"
    assert page.save_revision(user=roles.user("staff")) != submitted
    fresh(defi).current_workflow_state.current_task_state.approve(user=roles.user("staff"))
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert fresh(defi).title == defi.title


def test_a_version_of_housekeeping_is_no_draft(tree: Any, defi: Any) -> None:
    """Neither in the notice of the forms, nor when it was saved before the hub knew better."""
    fresh(defi).save_revision(user=tree.mentor).publish()
    page = left_alone(defi)
    super(HubPage, page).save_revision(user=tree.mentor)
    assert fresh(defi).has_unpublished_changes
    assert latest_draft(fresh(defi)) is None
    page = left_alone(defi)
    page.title = "Un vrai brouillon"
    page.save_revision(user=tree.mentor)
    draft = latest_draft(fresh(defi))
    assert draft is not None
    assert draft.by == str(tree.mentor)


def test_rows_in_another_order_are_another_content() -> None:
    rows = [{"pk": 1, "sort_order": 0, "text": "a"}, {"pk": 2, "sort_order": 1, "text": "b"}]
    numbered = [{"pk": None, "sort_order": 4, "text": "a"}, {"pk": None, "sort_order": 5, "text": "b"}]
    swapped = [{**rows[0], "sort_order": 2}, rows[1]]
    assert same_content({"live": True, "rows": rows}, {"live": False, "rows": numbered})
    assert not same_content({"rows": rows}, {"rows": swapped})
    assert not same_content({"text": "<p>a</p>"}, {"text": "<p>b</p>"})


def test_the_header_offers_to_edit_to_those_who_may(client: Any, tree: Any, roles: Any, defi: Any) -> None:
    client.force_login(tree.mentor)
    mine = client.get(defi.url).content.decode()
    assert edit_url(defi) in mine
    assert "Modifier ce défi" in mine
    other = client.get(tree.home.url).content.decode()
    assert "Modifier cette page" not in other
    assert edit_url(tree.home) not in other
    assert "Administration" in other
    roles.sign_in(client, "staff")
    assert edit_url(tree.home) in client.get(tree.home.url).content.decode()
    roles.sign_in(client, "alumni")
    assert edit_url(defi) not in client.get(defi.url).content.decode()


def test_members_are_spared_the_guide_of_another_site(client: Any, tree: Any, defi: Any) -> None:
    client.force_login(tree.mentor)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "guide.wagtail.org" not in page.content.decode()


def crumbs(client: Any, address: str) -> list[tuple[str, str]]:
    """Return the breadcrumb of a page: words and address, empty for the page itself."""
    trail = page_of(client.get(address)).select("nav.fr-breadcrumb ol a")
    return [(link.get_text(" ", strip=True), link.get("href", "")) for link in trail]


def test_breadcrumbs_lead_back(client: Any, tree: Any, roles: Any, defi: Any) -> None:
    roles.sign_in(client, "staff")
    home, dashboard = ("Accueil", "/"), ("Suivi des défis", "/suivi-des-defis/")
    assert crumbs(client, defi.url)[-1] == (defi.title, "")
    plan = crumbs(client, f"{defi.url}perennisation/")
    assert plan[0] == home
    assert plan[-2:] == [(defi.title, defi.url), ("Pérennisation", "")]
    form = crumbs(client, f"{defi.url}feuille-de-route/modifier/")
    assert form[-2:] == [
        ("Feuille de route", f"{defi.url}feuille-de-route/"),
        ("Modifier la feuille de route", ""),
    ]
    assert crumbs(client, f"{defi.url}perennisation/confirmer/")[-1] == ("Confirmer le plan", "")
    assert crumbs(client, f"{defi.url}feuille-de-route/versions/")[-1] == ("Versions", "")
    assert crumbs(client, "/suivi-des-defis/entraide/") == [home, dashboard, ("Compétences recherchées", "")]
    assert crumbs(client, "/donnees-ouvertes/") == [home, ("Données ouvertes", "")]
    assert crumbs(client, reverse("defis:health_rules"))[:2] == [home, dashboard]
    # Who follows no défi is not led to a refusal.
    roles.sign_in(client, "alumni")
    assert crumbs(client, "/suivi-des-defis/entraide/") == [home, ("Compétences recherchées", "")]
