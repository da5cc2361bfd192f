"""What becomes of what members write: published at once, or read by the team first."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Site, WorkflowState

from pages.defis import teams
from pages.defis.models import DefiSettings
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
