"""Who reads what, where: every role, every output, every group of fields, against one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from hub.base.models import HubDocument
from pages.defis.models import DefiPage, HandoverDocument, HistoryEntry
from tests.defis.permission_matrix import (
    ECHOES,
    EDITORS,
    EXPECTED,
    GROUPS,
    ROLES,
    TEAM,
    Hub,
    build,
    expected,
    outputs,
    plain,
)
from tests.defis.posting import edit_url, fresh, sent
from tests.factories.pages import open_to_public, reserve

pytestmark = pytest.mark.django_db
READERS = ("money_readers", "risks_readers", "stakeholders_readers")


@pytest.fixture
def plant(tree: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """Plant the hub of the matrix as a real one: what waits for the commit has run."""

    def planted(readers: str, *, public: bool = False) -> Hub:
        with django_capture_on_commit_callbacks(execute=True):
            if public:
                open_to_public(tree.defis)
            return build(tree, **dict.fromkeys(READERS, readers))

    return planted


def enter(client: Any, hub: Hub, role: str) -> Any:
    """Return the browser, signed in as a role."""
    client.logout()
    user = hub.users[role]
    if user.is_authenticated:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def differences(client: Any, hub: Hub, role: str, names: list[str], **conditions: bool) -> list[str]:
    """Return the cells of the matrix that are not as expected, in words."""
    found = []
    enter(client, hub, role)
    addresses = outputs(hub)
    for name in names:
        response = client.get(addresses[name])
        assert response.status_code < 500, name
        shown = hub.shown(plain(response.getvalue()))
        for group in ("identity",) if name in ECHOES else GROUPS:
            wanted = expected(name, group, role, **conditions)
            if (group in shown) is not wanted:
                found.append(f"{role}: {name} {'hides' if wanted else 'discloses'} {group}")
    return found


def test_the_matrix_is_whole(plant: Any) -> None:
    """Every output has its expectations; the défi has something to say on its health."""
    hub = plant("team")
    assert set(outputs(hub)) == set(EXPECTED)
    assert hub.health


def test_reserved_parts(client: Any, plant: Any) -> None:
    """Every role in every output, when the parts are kept to the team: the default."""
    hub = plant("team")
    found = [line for role in ROLES for line in differences(client, hub, role, list(EXPECTED), opened=False)]
    assert not found, "\n".join(found)


def test_parts_open_to_the_readers_of_the_page(client: Any, plant: Any) -> None:
    """Every role in every output of the site, when the défi opens its parts; health never opens."""
    hub = plant("page")
    names = [name for name in EXPECTED if not name.startswith("admin")]
    found = [line for role in ROLES for line in differences(client, hub, role, names, opened=True)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("readers", "opened"), [("team", False), ("page", True)])
def test_a_public_defi(client: Any, plant: Any, readers: str, opened: bool) -> None:
    """Visitors read a public défi as any reader of its page, and open data hold it without its parts."""
    hub = plant(readers, public=True)
    names = [name for name in EXPECTED if not name.startswith(("admin", "bridges"))]
    found = differences(client, hub, "anonymous", names, opened=opened, public=True)
    assert not found, "\n".join(found)


def test_who_edits(client: Any, plant: Any) -> None:
    """Forms of the site and of the admin open, and write, for those who edit the défi alone."""
    hub = plant("team")
    forms = [f"{hub.defi.url}{form}/" for form in ("feuille-de-route/modifier", "perennisation/modifier")]
    confirm = f"{hub.defi.url}perennisation/confirmer/"
    for role in ROLES:
        enter(client, hub, role)
        allowed = role in EDITORS
        for address in (*forms, confirm, edit_url(hub.defi)):
            assert (client.get(address).status_code == 200) is allowed, (role, address)
        HistoryEntry.objects.filter(kind="confirmation").delete()
        client.post(confirm)
        assert HistoryEntry.objects.filter(kind="confirmation").exists() is allowed, role
        before = DefiPage.objects.get(pk=hub.defi.pk).latest_revision_id
        for address in forms:
            if not allowed:
                assert client.post(address, {"action": "save"}).status_code in (302, 403), role
        values = sent(hub.defi, title=f"Par {role}", slug=hub.defi.slug, **dict.fromkeys(READERS, "team"))
        nobody = {"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0"}
        client.post(edit_url(hub.defi), {**values, **nobody})
        changed = fresh(hub.defi).latest_revision_id != before
        assert changed is allowed, role
        other = client.get(edit_url(hub.other)).status_code == 200
        assert other is (role in TEAM or role.endswith("elsewhere")), role


def test_the_files_of_a_reserved_defi(client: Any, plant: Any) -> None:
    """A file of the hand-over is read by whoever may open the page, or choose it in the admin."""
    hub = plant("team")
    page = DefiPage.objects.get(pk=hub.defi.pk)
    own = Collection.objects.get(name=page.title)
    root = Collection.get_first_root_node()
    files = {
        place: HubDocument.objects.create(
            title=place, file=ContentFile(b"%PDF", f"{place}.pdf"), collection=at
        )
        for place, at in (("own", own), ("shared", root))
    }
    page.handover_documents.set(
        [
            HandoverDocument(item="planning", document=files["own"]),
            HandoverDocument(item="minutes", document=files["shared"]),
        ]
    )
    page.save_revision().publish()
    reserve(page, "Équipe du programme")
    readers = {"own": {"eig", "mentor", *TEAM}, "shared": TEAM}
    for role in ROLES:
        enter(client, hub, role)
        for place, document in files.items():
            opened = client.get(document.url).status_code == 200
            assert opened is (role in readers[place]), (role, place)
        assert (client.get(hub.defi.url).status_code == 200) is (role == "staff"), role


def test_another_version_is_not_reached_by_its_number(client: Any, plant: Any) -> None:
    """The versions of a défi do not open under the number of the page that one edits."""
    hub = plant("team")
    enter(client, hub, "eig_elsewhere")
    theirs = DefiPage.objects.get(pk=hub.defi.pk).latest_revision_id
    for address in (
        f"/admin/pages/{hub.other.pk}/revisions/{theirs}/view/",
        f"/admin/pages/{hub.other.pk}/revisions/{theirs}/revert/",
        f"/admin/pages/{hub.other.pk}/revisions/compare/live...{theirs}/",
        f"/admin/pages/{hub.defi.pk}/edit/preview/",
        f"/admin/pages/{hub.defi.pk}/copy/",
    ):
        response = client.get(address)
        assert response.status_code in (302, 403, 404), address
        assert not hub.shown(plain(response.getvalue())), address
    shown = hub.shown(plain(client.get("/admin/documents/?q=complet").getvalue()))
    assert not shown


def test_the_size_of_the_matrix() -> None:
    """What the report tells: roles, outputs, groups of fields, cells compared."""
    site = [name for name in EXPECTED if not name.startswith("admin")]
    cells = sum(1 if name in ECHOES else len(GROUPS) for name in EXPECTED) * len(ROLES)
    cells += sum(1 if name in ECHOES else len(GROUPS) for name in site) * len(ROLES)
    assert (len(ROLES), len(GROUPS)) == (12, 5)
    assert cells > 3000
