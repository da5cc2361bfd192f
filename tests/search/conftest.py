"""An index of its own for each test, and a small hub to search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Page, PageViewRestriction, Site

from hub.base.models import HubDocument, PublicOpening
from hub.people.models import Person, Promotion, User
from pages.home.models import HomePage
from pages.standard.models import ContentPage, SectionPage
from resources.glossary.models import Term
from search.indexing import rebuild

from . import hostile
from .attaching import add_file, attach
from .servers import drop_made


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on a real Elasticsearch, so that « -m » can choose it or leave it."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if "elasticsearch" in parameters.values():
            item.add_marker("elasticsearch")


@pytest.fixture(autouse=True)
def search_dir(settings: Any, tmp_path: Any) -> Any:
    """Keep the index of each test apart."""
    settings.HUB_SEARCH_DIR = tmp_path / "search"
    return settings.HUB_SEARCH_DIR


@pytest.fixture(autouse=True)
def no_index_left() -> Iterator[None]:
    """Delete what the test put on the Elasticsearch server, if it did."""
    yield
    drop_made()


@dataclass
class SmallHub:
    """Pages of every visibility, all about the same word, and readers of every role."""

    home: HomePage
    section: SectionPage
    pages: dict[str, Page]
    users: dict[str, Any]


def add_page(parent: Page, title: str, text: str = "", *, live: bool = True, **fields: Any) -> ContentPage:
    """Create a page with one paragraph."""
    page = ContentPage(
        title=title, body=[("paragraph", f"<p>{text}</p>")] if text else [], live=live, **fields
    )
    return parent.add_child(instance=page)


@pytest.fixture
def hub(db: Any) -> SmallHub:
    """Return a small hub, not indexed yet."""
    HomePage.objects.all().delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil-essai"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    section = home.add_child(instance=SectionPage(title="Rubrique", slug="rubrique"))
    pages: dict[str, Page] = {
        "signed_in": add_page(section, "Note interne", "Le baobab pousse pour les personnes connectées."),
        "public": add_page(section, "Note publique", "Le baobab pousse pour tout le monde."),
        "group": add_page(section, "Note réservée", "Le baobab pousse en secret, avec un axolotl."),
        "draft": add_page(section, "Note en brouillon", "Le baobab germe.", live=False),
    }
    PublicOpening.objects.create(page=pages["public"])
    coaches, _new = Group.objects.get_or_create(name="Coachs")
    mentors, _new = Group.objects.get_or_create(name="Mentors")
    barrier = PageViewRestriction.objects.create(page=pages["group"], restriction_type="groups")
    barrier.groups.add(coaches)
    users: dict[str, Any] = {"anonymous": AnonymousUser()}
    for role, group in (("coach", coaches), ("mentor", mentors)):
        users[role] = User.objects.create_user(f"{role}@essai.example", "essai-essai-essai")
        users[role].groups.add(group)
    users["admin"] = User.objects.create_superuser("admin@essai.example", "essai-essai-essai")
    return SmallHub(home, section, pages, users)


@pytest.fixture
def indexed_hub(hub: SmallHub) -> SmallHub:
    """Return a small hub with a person and terms, indexed."""
    promotion = Promotion.objects.create(name="Promotion d’essai")
    Person.objects.create(
        first_name="Solène",
        last_name="Pénicourt",
        roles=["mentor"],
        promotion=promotion,
        biography="Elle plante des baobabs.",
    )
    dinum = Term.objects.create(
        acronym="DINUM",
        expansion="Direction interministérielle du numérique",
        definition="Elle l’héberge.",
    )
    Term.objects.create(acronym="DINSIC", expansion="Ancienne direction", successor=dinum)
    rebuild()
    return hub


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Run what waits for the commit when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def fiche(tree: Any, after_commit: Any) -> HubDocument:
    """A DOCX about a narwhal, attached to the resource of the small hub."""
    rebuild()
    with after_commit():
        words = hostile.make_docx("Le narval dort.", "Fin.")
        document = add_file("fiche.docx", words, title="Fiche du narval")
        attach(tree.resource, document)
    return document
