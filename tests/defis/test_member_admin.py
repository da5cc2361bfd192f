"""The admin of a member: their défi, what they may write in it, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from pages.defis.forms import RESERVED_FIELDS
from pages.defis.models import DefiMember, DefiPage
from tests.defis.posting import edit_url, fresh, member_of, sent
from tests.factories.defis import full_defi
from tests.factories.people import AdministrationFactory, PromotionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> Any:
    """A défi with everything."""
    return full_defi(tree)


@pytest.fixture
def member(defi: Any) -> Any:
    """A mentor of it."""
    return member_of(defi)


@pytest.fixture
def as_member(client: Any, member: Any) -> Any:
    """A browser signed in as the mentor."""
    client.force_login(member)
    return client


def forged(tree: Any) -> dict[str, Any]:
    """Return values for everything that is reserved, as a request made by hand would send them."""
    return {
        "administration": AdministrationFactory().pk,
        "promotion": PromotionFactory().pk,
        "start": "2001-01-01",
        "end": "2001-12-31",
        "money_readers": "page",
        "risks_readers": "page",
        "stakeholders_readers": "page",
        "content_owner": tree.person.pk,
        "review_by": "2001-01-01",
        "audience": ["alumni"],
        "go_live_at": "2041-01-01 10:00",
        "expire_at": "2042-01-01 10:00",
        "slug": "detourne",
        "seo_title": "Détourné",
        "search_description": "Détournée",
        "show_in_menus": "on",
    }


def test_the_first_page_shows_own_defis_and_nothing_of_editors(as_member: Any, defi: Any) -> None:
    page = as_member.get("/admin/").content.decode()
    assert "Mes défis" in page
    for address in (
        edit_url(defi),
        f"{defi.url}feuille-de-route/modifier/",
        f"{defi.url}perennisation/modifier/",
        f'href="{defi.url}"',
    ):
        assert address in page
    for entry in ("/admin/reports/", "/admin/settings/", "/admin/users/", "/admin/communaute/"):
        assert entry not in page


def test_staff_keep_their_first_page(client: Any, roles: Any, defi: Any) -> None:
    """Nothing is taken from the team, who are in no défi."""
    page = roles.sign_in(client, "staff").get("/admin/").content.decode()
    assert "Mes défis" not in page
    assert "/admin/reports/" in page


def test_an_editor_who_joins_a_defi_keeps_all_of_the_admin(client: Any, roles: Any, defi: Any) -> None:
    """Only those whom nothing but a défi lets in see the reduced admin."""
    from pages.defis import teams
    from tests.factories.people import PersonFactory

    editor = roles.user("editor")
    DefiMember.objects.create(defi=defi, person=PersonFactory(user=editor), role="coach")
    teams.sync_team(defi)
    page = roles.sign_in(client, "editor").get("/admin/").content.decode()
    assert "Mes défis" in page
    assert "/admin/reports/" in page
    assert client.get("/admin/reports/site-history/").status_code == 200


def test_the_form_shows_what_members_write_and_hides_what_is_reserved(as_member: Any, defi: Any) -> None:
    page = as_member.get(edit_url(defi)).content.decode()
    for name in ("title", "problem", "plan_summary", "scenarios-TOTAL_FORMS", "comment_notifications"):
        assert f'name="{name}"' in page
    for name in (*RESERVED_FIELDS, "members-TOTAL_FORMS"):
        assert f'name="{name}"' not in page
    for tab in ("tab-suivi", "tab-referencement", "schedule-publishing-dialog"):
        assert tab not in page


def test_staff_see_all_of_the_form(client: Any, roles: Any, defi: Any) -> None:
    page = roles.sign_in(client, "staff").get(edit_url(defi)).content.decode()
    for name in (*RESERVED_FIELDS, "members-TOTAL_FORMS"):
        assert f'name="{name}"' in page
    for tab in ("tab-suivi", "tab-referencement", "schedule-publishing-dialog"):
        assert tab in page


def test_a_forged_request_changes_nothing_that_is_reserved(
    as_member: Any, member: Any, defi: Any, tree: Any
) -> None:
    """Fields and rows that the form does not hold are left as they are, not wiped."""
    before = fresh(defi)
    accomplice = UserFactory()
    values = sent(
        defi,
        title="Titre changé",
        **forged(tree),
        **{
            "members-TOTAL_FORMS": "1",
            "members-INITIAL_FORMS": "0",
            "members-0-person": tree.person.pk,
            "members-0-role": "mentor_high",
            "members-0-ORDER": "1",
            "action-publish": "1",
        },
    )
    assert as_member.post(edit_url(defi), values).status_code == 302
    after = fresh(defi)
    assert after.title == "Titre changé"
    for name in RESERVED_FIELDS:
        assert getattr(after, name) == getattr(before, name), name
    rows = {(row.person_id, row.role) for row in after.members.all()}
    assert rows == {(row.person_id, row.role) for row in before.members.all()}
    assert len(rows) == 2
    assert after.scenarios.count() == 3
    assert not after.permissions_for_user(accomplice).can_edit()


def test_staff_change_what_is_reserved(client: Any, roles: Any, defi: Any, tree: Any) -> None:
    """The same request is obeyed when it comes from the team."""
    values = sent(defi, **{**forged(tree), "end": "2002-12-31", "go_live_at": "", "expire_at": ""})
    nobody = {"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0", "action-publish": "1"}
    response = roles.sign_in(client, "staff").post(edit_url(defi), {**values, **nobody})
    assert response.status_code == 302, response.context["errors_debug"]
    after = fresh(defi)
    assert after.end == dt.date(2002, 12, 31)
    assert after.money_readers == "page"
    assert after.slug == "detourne"


def test_going_back_to_an_old_version_keeps_the_team_of_today(as_member: Any, defi: Any, tree: Any) -> None:
    """An old version would bring back its team, its dates and its readers."""
    page = fresh(defi)
    page.money_readers = "page"
    page.members.add(DefiMember(person=tree.person, role="coach"))
    page.title = "Ancien titre"
    old = page.save_revision()
    page = fresh(defi)
    page.save_revision().publish()
    before = fresh(defi)
    address = reverse("wagtailadmin_pages:revisions_revert", args=[defi.pk, old.pk])
    values = sent(defi, title="Ancien titre", **{"action-publish": "1"})
    assert as_member.post(address, values).status_code == 302
    after = fresh(defi)
    assert after.title == "Ancien titre"
    assert after.money_readers == "team"
    assert after.members.count() == before.members.count() == 2


@pytest.mark.parametrize(
    "action", ["delete", "unpublish", "move", "copy", "privacy", "lock", "convert_alias"]
)
def test_members_do_not_decide_where_a_page_is(as_member: Any, defi: Any, action: str) -> None:
    """Wagtail lets whoever publishes delete, unpublish and choose the readers: not here."""
    address = f"/admin/pages/{defi.pk}/{action}/"
    for method in (as_member.get, as_member.post):
        assert method(address).status_code in (302, 403, 404, 405)
    page = fresh(defi)
    assert page.live
    assert page.url == defi.url
    assert not page.locked
    assert not PageViewRestriction.objects.exists()
    assert DefiPage.objects.count() == 2


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_nor_in_bulk(as_member: Any, defi: Any, tree: Any, action: str) -> None:
    address = f"/admin/bulk/wagtailcore/page/{action}/?id={defi.pk}&next=/admin/"
    as_member.get(address)
    as_member.post(address, {"chooser": tree.home.pk})
    assert fresh(defi).live
    assert Page.objects.get(pk=defi.pk).get_parent().pk == tree.defis.pk


def test_members_create_no_page(as_member: Any, tree: Any) -> None:
    for address in (
        f"/admin/pages/add/defis/defipage/{tree.defis.pk}/",
        f"/admin/pages/add/news/newspage/{tree.news_index.pk}/",
        f"/admin/pages/{tree.defis.pk}/add_subpage/",
    ):
        assert as_member.get(address).status_code in (302, 403)


def test_another_defi_stays_closed(as_member: Any, tree: Any) -> None:
    """Its form, its history, its versions, its drafts: none opens."""
    other = tree.defi
    revision = other.save_revision()
    for address in (
        edit_url(other),
        f"/admin/pages/{other.pk}/history/",
        f"/admin/pages/{other.pk}/usage/",
        f"/admin/pages/{other.pk}/view_draft/",
        f"/admin/pages/{other.pk}/revisions/{revision.pk}/view/",
        f"/admin/pages/{other.pk}/revisions/compare/live...{revision.pk}/",
        f"/admin/pages/{other.pk}/revisions/{revision.pk}/revert/",
        f"/admin/pages/{other.pk}/workflow_history/",
    ):
        response = as_member.get(address)
        assert response.status_code in (302, 403, 404), address
    before = fresh(other).title
    as_member.post(edit_url(other), sent(other, title="Volé", **{"action-publish": "1"}))
    assert fresh(other).title == before


def test_the_chooser_names_no_page_that_a_member_may_not_open(as_member: Any, tree: Any) -> None:
    """A link may lead to what the member reads; the titles of the rest stay unknown."""
    from tests.factories.pages import plant_accesses

    pages = plant_accesses(tree)
    reserved, draft = pages["news"]["group"], pages["news"]["draft"]
    PageViewRestriction.objects.filter(page_id=reserved.pk).get().groups.set([])
    listing = as_member.get(f"/admin/choose-page/{tree.news_index.pk}/").content.decode()
    assert pages["news"]["signed_in"].title in listing
    found = as_member.get("/admin/choose-page/search/?q=Secret").content.decode()
    for page in (reserved, draft):
        assert page.title not in listing
        assert page.title not in found
        assert as_member.get(f"/admin/choose-page/{page.pk}/").status_code == 403


def test_reports_are_not_for_members(as_member: Any) -> None:
    for name in ("site-history", "page-types-usage", "aging-pages", "workflow", "relecture"):
        assert as_member.get(f"/admin/reports/{name}/").status_code == 403


def test_the_main_button_ends_the_work(as_member: Any, client: Any, roles: Any, defi: Any) -> None:
    """A draft is seen by nobody: members find « Publier » first, editors keep Wagtail’s order."""

    def first_button() -> str:
        page = client.get(edit_url(defi)).content.decode()
        return min(("action-publish", "Enregistrer le brouillon"), key=page.index)

    assert first_button() == "action-publish"
    roles.sign_in(client, "staff")
    assert first_button() == "Enregistrer le brouillon"


def test_publishing_brings_back_to_own_defis(as_member: Any, defi: Any) -> None:
    response = as_member.post(edit_url(defi), sent(defi, **{"action-publish": "1"}))
    assert response.url == reverse("wagtailadmin_home")


def test_a_member_shows_no_file_that_they_may_not_read(as_member: Any, member: Any, defi: Any) -> None:
    """A page shares the files that it shows: naming somebody else’s by hand is refused."""
    from django.core.files.base import ContentFile
    from wagtail.models import Collection

    from hub.base.models import HubDocument

    own = Collection.objects.get(name=defi.title)
    secret, ours = (
        HubDocument.objects.create(title=title, file=ContentFile(b"x", "a.pdf"), collection=collection)
        for title, collection in (("Secret", Collection.get_first_root_node()), ("Le nôtre", own))
    )
    for document, accepted in ((secret, False), (ours, True)):
        slot = {
            "handover_documents-TOTAL_FORMS": "1",
            "handover_documents-0-item": "planning",
            "handover_documents-0-state": "done",
            "handover_documents-0-document": document.pk,
            "handover_documents-0-ORDER": "1",
            "handover_documents-0-id": "",
            "action-publish": "1",
        }
        response = as_member.post(edit_url(defi), sent(defi, **slot))
        assert (response.status_code == 302) is accepted, document
    used = fresh(defi).handover_documents.filter(document__isnull=False)
    assert [row.document for row in used] == [ours]
    prose = {
        "blocks": [
            {"key": "a", "text": "lien", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
             "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}
        ],
        "entityMap": {"0": {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": secret.pk}}},
    }  # fmt: skip
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": json.dumps(prose),
        "action-publish": "1",
    }
    assert as_member.post(edit_url(defi), sent(defi, **block)).status_code == 200
    prose["entityMap"]["0"]["data"]["id"] = ours.pk
    block["body-0-value"] = json.dumps(prose)
    assert as_member.post(edit_url(defi), sent(defi, **block)).status_code == 302
    assert f'id="{ours.pk}"' in str(fresh(defi).body.raw_data[0])
    assert as_member.get(secret.url).status_code == 403
    assert as_member.get(ours.url).status_code == 200


@pytest.mark.parametrize("kind", ["wagtailcore/page", "wagtailcore/Page", "defis/defipage"])
@pytest.mark.parametrize("action", ["delete", "publish", "unpublish", "move"])
def test_a_bulk_action_tells_no_title(
    client: Any, roles: Any, defi: Any, tree: Any, kind: str, action: str
) -> None:
    """Wagtail names the pages that it refuses to touch: numbers could be tried one after the other."""
    draft = DefiPage(title="Projet secret", slug="projet-secret", live=False)
    tree.defis.add_child(instance=draft)
    client.force_login(member_of(defi))
    response = client.get(f"/admin/bulk/{kind}/{action}/?id={draft.pk}&next=/admin/")
    assert response.status_code == 403
    assert "Projet secret" not in response.content.decode()


def test_a_bulk_action_is_refused_to_who_only_minds_files(client: Any, defi: Any) -> None:
    """Another reason to enter the admin is no reason to be told of pages."""
    from django.contrib.auth.models import Group, Permission

    librarians = Group.objects.create(name="Documentalistes")
    librarians.permissions.add(Permission.objects.get(codename="access_admin"))
    user = member_of(defi)
    user.groups.add(librarians)
    client.force_login(user)
    assert client.get(f"/admin/bulk/wagtailcore/page/delete/?id={defi.pk}&next=/admin/").status_code == 403


def test_staff_act_in_bulk(client: Any, roles: Any, defi: Any) -> None:
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={defi.pk}&next=/admin/"
    response = roles.sign_in(client, "staff").get(address)
    assert response.status_code == 200
    assert defi.title in response.content.decode()
