"""A page is found by the words of its files exactly by those who may open these files."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page

from hub.base.files import may_read_file
from hub.base.models import HubDocument
from hub.base.visibility import may_open
from resources.centre.models import ResourcePage
from search.access import allowance_of
from search.engines import get_engine
from search.engines.base import EngineError, EngineQuery
from search.engines.sqlite import SqliteEngine
from search.indexing import catch_up, rebuild
from search.models import PendingIndexing
from tests.conftest import ROLES
from tests.factories.pages import open_to_public, reserve
from tests.factories.people import UserFactory

from . import hostile
from .attaching import add_file, attach, found


def closed_collection(*groups: str, parent: Collection | None = None) -> Collection:
    root = parent or Collection.get_first_root_node()
    collection = root.add_child(name=f"Collection de {groups or 'tous'}")
    kind = CollectionViewRestriction.GROUPS if groups else CollectionViewRestriction.LOGIN
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind)
    restriction.groups.set(Group.objects.filter(name__in=groups))
    return collection


@pytest.fixture
def shelves(tree: Any, after_commit: Any) -> list[tuple[ResourcePage, HubDocument]]:
    """A file of each kind of collection on a page of each kind of access."""
    rebuild()
    open_collection = Collection.get_first_root_node().add_child(name="Ouverte")
    mentors = closed_collection("Mentors")
    collections = {
        "ouverte": open_collection,
        "connectés": closed_collection(),
        "mentors": mentors,
        "sous mentors": mentors.add_child(name="En dessous"),
        "deux verrous": closed_collection("Coachs", "Mentors", parent=closed_collection("Mentors", "EIG")),
    }
    made = []
    with after_commit():
        for access in ("public", "connecté", "groupe"):
            for name, collection in collections.items():
                parent = ResourcePage.objects.get(pk=tree.resource.pk).get_parent()
                page = ResourcePage(title=f"{access} {name}", kind="guide", moment="arrival")
                parent.add_child(instance=page)
                document = add_file("f.odt", hostile.make_odt("Le narval dort."), collection=collection)
                attach(page, document)
                if access == "public":
                    open_to_public(page)
                elif access == "groupe":
                    reserve(page, "Mentors", "Coachs")
                made.append((page, document))
    return made


# 15 files: pages that are public, for signed-in people, for Mentors and Coachs; collections that are open,
# for signed-in people, for Mentors, below those, and behind two locks.
EXPECTED = dict.fromkeys(ROLES, 4) | {"anonymous": 1, "mentor": 15, "coach": 6, "superuser": 15}


def test_a_page_is_found_by_its_file_exactly_by_those_who_may_open_the_file(
    shelves: Any, roles: Any, subtests: Any
) -> None:
    users = {role: roles.user(role) for role in ROLES} | {"superuser": UserFactory(is_superuser=True)}
    # Read again: collections are sorted by name, and one more moves those after it.
    documents = {page.title: HubDocument.objects.get(pk=document.pk) for page, document in shelves}
    for role, user in users.items():
        with subtests.test(role=role):
            expected = {
                page.title
                for page, _document in shelves
                if may_open(Page.objects.get(pk=page.pk), user) and may_read_file(documents[page.title], user)
            }
            result = get_engine().search(EngineQuery("narval", allowance_of(user), limit=50))
            assert {hit.title for hit in result.hits} == expected
            assert result.total == len(expected)
            assert all(hit.file for hit in result.hits)
            assert len(expected) == EXPECTED[role]


def test_closing_or_moving_a_collection_needs_no_indexing(fiche: HubDocument, roles: Any) -> None:
    shelf = Collection.get_first_root_node().add_child(name="Étagère")
    HubDocument.objects.filter(pk=fiche.pk).update(collection=shelf)
    rebuild()
    closed = closed_collection("Coachs")
    assert found(roles.user("mentor"), "narval")
    Collection.objects.get(pk=shelf.pk).move(Collection.objects.get(pk=closed.pk), "sorted-child")
    assert not PendingIndexing.objects.exists()
    assert not found(roles.user("mentor"), "narval")
    assert found(roles.user("coach"), "narval")
    # The page itself is as open as before.
    assert found(roles.user("mentor"), "ressource")


def test_a_file_put_into_a_closed_collection_is_hidden_at_once(
    fiche: HubDocument, roles: Any, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise EngineError("hors service")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteEngine, "index", refuse)
        with after_commit():
            fiche.collection = closed_collection("Coachs")
            fiche.save()
        assert not found(roles.user("mentor"), "narval")
    catch_up()
    assert not found(roles.user("mentor"), "narval")
    assert found(roles.user("coach"), "narval")


def test_files_put_together_into_a_closed_collection_follow(
    fiche: HubDocument, roles: Any, client: Any, after_commit: Any
) -> None:
    closed = closed_collection("Coachs")
    roles.sign_in(client, "staff")
    action = reverse("wagtail_bulk_action", args=["base", "hubdocument", "add_to_collection"])
    with after_commit():
        answer = client.post(f"{action}?id={fiche.pk}", {"collection": closed.pk})
    assert answer.status_code == 302
    assert HubDocument.objects.get(pk=fiche.pk).collection == closed
    assert not found(roles.user("mentor"), "narval")
    assert found(roles.user("coach"), "narval")


def test_an_anonymous_visitor_finds_the_files_of_open_pages_only(fiche: HubDocument, tree: Any) -> None:
    assert not found(AnonymousUser(), "narval")
    open_to_public(tree.resource)
    assert found(AnonymousUser(), "narval") == {"Ressource d’essai"}
