"""Who finds what: role × situation × engine, for everything that a search shows.

The oracle is the rule of the pages (``visible_to``) and of the files (``may_read_file``), asked of the
database; the searched word, the title, the theme and the file of each situation are found nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from hub.base.files import may_read_file
from hub.base.models import HubDocument, PublicOpening
from hub.base.visibility import visible_to
from pages.standard.models import SectionPage
from resources.centre.models import ResourceFile, ResourcePage, Theme
from search.access import allowance_of
from search.engines.base import DATE, KIND, EngineQuery, SearchEngine
from search.engines.sqlite import SqliteEngine
from search.indexing import rebuild
from search.services import search
from search.suggestions import suggest
from tests.conftest import ROLES
from tests.factories.pages import open_to_public, paragraph, reserve
from tests.factories.people import UserFactory

from . import hostile
from .servers import elastic_engine

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"sqlite": SqliteEngine, "elasticsearch": elastic_engine}
SUPERUSER = "superuser"
EVERYONE = [*ROLES, SUPERUSER]

# Situation -> a word that is written there and nowhere else, far from all the others.
WORDS = {
    "public": "ornithorynque",
    "signed in": "hippocampe",
    "group": "salamandre",
    "other group": "coquelicot",
    "draft": "pangolin",
    "unpublished": "cormoran",
    "deleted": "libellule",
    "below a restriction": "tamanoir",
    "two restrictions": "wallaby",
    "moved under a restriction": "xylophone",
    "moved out of a restriction": "rhododendron",
    "restricted later": "kangourou",
    "restriction lifted": "mangouste",
    "opened to the public": "bergamote",
    "closed to the public": "funambule",
    "restricted and not indexed since": "girafon",
    "moved and not indexed since": "jacinthe",
}
FILES = {
    "file of an open collection": "parallélépipède",
    "file of a closed collection": "équinoxe",
    "file below a closed collection": "vilebrequin",
    "file moved to a closed collection": "tournesol",
    "file taken off its page": "dirigeable",
}
COMMON = "baobab"
# What is compared for each role and situation: see the test.
SHOWN = (
    "found by its word", "found by the common word", "total", "kinds", "themes", "excerpts",
    "exact search", "by date", "correction", "nearest words", "suggestions", "suggestions of the page",
    "results page",
)  # fmt: skip


def test_the_size_of_the_matrix() -> None:
    cells = len(EVERYONE) * (len(WORDS) + len(FILES)) * len(SHOWN) * len(ENGINES)
    assert cells == 9 * 22 * 13 * 2 == 5148


@pytest.fixture(params=sorted(ENGINES))
def engine(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchEngine]:
    """Have the whole hub use one engine."""
    built = ENGINES[request.param](tmp_path / "matrix")
    monkeypatch.setattr("search.engines._engine", lambda *_settings: built)
    yield built
    # The next test has other pages under the same numbers.
    if hasattr(built, "drop"):
        built.drop()


@dataclass
class Situations:
    """Pages and files of every situation."""

    pages: dict[str, int]
    files: dict[str, int]

    def may_find(self, user: Any) -> set[str]:
        """Return the situations whose words a user may come across: the rule, asked of the database."""
        opened = set(visible_to(Page.objects.all(), user).values_list("pk", flat=True))
        found = {name for name, pk in self.pages.items() if pk in opened}
        documents = {name: HubDocument.objects.get(pk=pk) for name, pk in self.files.items()}
        # Choosing files in the admin is no reading: only the page and the collection count here.
        reader = user if not user.is_authenticated or user.is_superuser else replace_rights(user)
        return found | {
            name
            for name, document in documents.items()
            # A superuser opens files that no page shows; nothing leads to them.
            if ReferenceIndex.get_references_to(document).exists() and may_read_file(document, reader)
        }


def replace_rights(user: Any) -> Any:
    """Return a user of the same groups, who may choose no file in the admin."""
    copy = type(user).objects.get(pk=user.pk)
    copy.has_perm = lambda *_args: False
    return copy


def make_page(parent: Any, name: str, word: str, *, live: bool = True) -> ResourcePage:
    """Put a page below another, with its word everywhere that a page has words."""
    page = ResourcePage(
        title=f"Fiche {word}",
        summary=f"Un {COMMON} et {word} au jardin.",
        body=paragraph(f"Le {COMMON} pousse près de {word}, sans bruit."),
        live=live,
        kind="guide",
        moment="arrival",
    )
    page.themes = [Theme.objects.create(name=f"Thème {name}")]
    return Page.objects.get(pk=parent.pk).specific.add_child(instance=page)


def make_file(page: ResourcePage, word: str, collection: Collection) -> HubDocument:
    """Attach a file to a page."""
    document = HubDocument(title="Pièce jointe", collection=collection)
    document.file.save("piece.odt", ContentFile(hostile.make_odt(f"Ici, {word} se cache.")), save=False)
    document.save()
    page.files.add(ResourceFile(document=document))
    page.save()
    return document


def mentors_only(collection: Collection) -> None:
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.set(Group.objects.filter(name="Mentors"))


@pytest.fixture
def situations(tree: Any, engine: SearchEngine, after_commit: Any) -> Situations:
    """Plant everything, index it, then change what changes."""
    closed = tree.add(tree.section, "closed", SectionPage(title="Coffre", slug="coffre"))
    reserve(closed, "Mentors", "Équipe du programme")
    root = Collection.get_first_root_node()
    shelf = root.add_child(name="Étagère")
    with after_commit():
        parents = {
            "below a restriction": closed,
            "two restrictions": closed,
            "moved out of a restriction": closed,
        }
        pages = {
            name: make_page(parents.get(name, tree.resources), name, word, live=name != "draft")
            for name, word in WORDS.items()
        }
        for name in ("public", "closed to the public", "restricted later"):
            open_to_public(pages[name])
        reserve(pages["group"], "Mentors", "Équipe du programme")
        reserve(pages["other group"], "Coachs")
        reserve(pages["two restrictions"], "Coachs", "Équipe du programme")
        lifted = reserve(pages["restriction lifted"], "Mentors")
        carriers = {name: make_page(tree.resources, name, f"porteuse{n}") for n, name in enumerate(FILES)}
        for page in carriers.values():
            open_to_public(page)
        files = {name: make_file(carriers[name], word, shelf) for name, word in FILES.items()}
    rebuild()
    with after_commit():
        fresh = {name: Page.objects.get(pk=page.pk) for name, page in pages.items()}
        fresh["unpublished"].unpublish()
        fresh["deleted"].specific.delete()
        fresh["moved under a restriction"].move(Page.objects.get(pk=closed.pk), pos="last-child")
        out = Page.objects.get(pk=pages["moved out of a restriction"].pk)
        out.move(Page.objects.get(pk=tree.resources.pk), pos="last-child")
        reserve(pages["restricted later"], "Mentors", "Coachs")
        lifted.delete()
        open_to_public(pages["opened to the public"])
        PublicOpening.objects.get(page_id=pages["closed to the public"].pk).delete()
        vault = Collection.objects.get(pk=root.pk).add_child(name="Coffre")
        mentors_only(vault)
        under = Collection.objects.get(pk=vault.pk).add_child(name="Sous le coffre")
        for name, place in (
            ("file of a closed collection", vault),
            ("file below a closed collection", under),
            ("file moved to a closed collection", vault),
        ):
            document = HubDocument.objects.get(pk=files[name].pk)
            document.collection = place
            document.save()
        carrier = ResourcePage.objects.get(pk=carriers["file taken off its page"].pk)
        carrier.files = []
        carrier.save()
    # No commit: the index learns nothing of these.
    reserve(pages["restricted and not indexed since"], "Coachs")
    last = Page.objects.get(pk=pages["moved and not indexed since"].pk)
    last.move(Page.objects.get(pk=closed.pk), pos="last-child")
    return Situations(
        {name: page.pk for name, page in pages.items()}, {name: file.pk for name, file in files.items()}
    )


def mistyped(word: str) -> str:
    """Return a word with two letters the wrong way round."""
    return word[:-3] + word[-2] + word[-3] + word[-1]


def test_nothing_shows_to_those_who_may_not_open_it(
    situations: Situations, engine: SearchEngine, roles: Any, subtests: Any
) -> None:
    for role in EVERYONE:
        user = UserFactory(is_superuser=True) if role == SUPERUSER else roles.user(role)
        with subtests.test(role=role):
            check_reader(situations, engine, user, role)


def check_reader(situations: Situations, engine: SearchEngine, user: Any, role: str) -> None:
    """Compare all that a search shows to a reader with what they may open."""
    may = situations.may_find(user)
    allowed = allowance_of(user)
    everything = {**WORDS, **FILES}
    common = engine.search(EngineQuery(COMMON, allowed, limit=100))
    shown = " ".join("".join(text for text, _marked in hit.excerpt) + hit.summary for hit in common.hits)
    themes = common.facets.get("theme", {})
    visible_pages = {name for name in WORDS if name in may}
    carriers = set(visible_to(ResourcePage.objects.filter(title__contains="porteuse"), user))

    # Counts: no number says that something is hidden.
    assert common.total == len(visible_pages) + len(carriers)
    assert common.facets.get(KIND, {}) == ({"resource": common.total} if common.total else {})
    assert {name.removeprefix("Thème ") for name in themes} - set(FILES) == visible_pages
    assert set(themes.values()) <= {1}

    for name, word in everything.items():
        expected = name in may
        told = (role, name)
        query = EngineQuery(word, allowed, exact=True)
        found = engine.search(query)
        assert (found.total, bool(found.hits)) == (int(expected), expected), told
        assert sum(found.facets.get(KIND, {}).values()) == int(expected), told
        assert engine.search(replace(query, sort=DATE)).total == int(expected), told
        assert bool(search(user, word, exact=True).hits) is expected, told
        # Two letters swapped: put right for those who may know the word.
        typo = engine.search(EngineQuery(mistyped(word), allowed))
        assert (word in typo.corrections.values()) is expected, told
        assert bool(typo.total) is expected, told
        near = engine.nearest_words(mistyped(word), allowed)
        assert expected or word not in near, told
        if name in WORDS:
            assert (word in shown) is expected, told
            assert (f"Fiche {word}" in {hit.title for hit in common.hits}) is expected, told
            titles = {each.title for each in engine.suggest(f"fiche {word[:6]}", allowed)}
            assert (f"Fiche {word}" in titles) is expected, told
            proposed = {item.label for group in suggest(user, word[:6]) for item in group.items}
            assert (f"Fiche {word}" in proposed) is expected, told
        else:
            assert not engine.suggest(word[:6], allowed), told

    client = Client()
    if user.is_authenticated:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("search:results"), {"q": COMMON}).content.decode()
    assert not {name for name, word in everything.items() if word in page} - may
