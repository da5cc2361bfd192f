"""The index follows the database, after the commit, and never costs a save."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from hub.people.models import Person, Skill
from resources.glossary.models import Term
from search.engines import get_engine
from search.engines.base import EngineError
from search.engines.sqlite import SqliteEngine
from search.indexing import catch_up, deferred_indexing, rebuild
from search.models import PendingIndexing
from search.services import search

from .conftest import SmallHub, add_page


def titles(hub: SmallHub, text: str) -> set[str]:
    return {hit.title for hit in search(hub.users["coach"], text).hits}


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Run what waits for the commit when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_published_page_is_found_and_a_draft_is_not(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        page = add_page(indexed_hub.section, "Nouvelle", "Le cormoran arrive.")
    assert titles(indexed_hub, "cormoran") == {"Nouvelle"}
    with after_commit():
        page.body = [("paragraph", "<p>Le flamant arrive.</p>")]
        revision = page.save_revision()
    assert titles(indexed_hub, "flamant") == set()
    with after_commit():
        revision.publish()
    assert titles(indexed_hub, "flamant") == {"Nouvelle"}
    assert titles(indexed_hub, "cormoran") == set()
    assert not PendingIndexing.objects.exists()


def test_unpublishing_and_deleting_forget(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        indexed_hub.pages["signed_in"].unpublish()
    assert f"page:{indexed_hub.pages['signed_in'].pk}" not in get_engine().fingerprints()
    gone = f"page:{indexed_hub.pages['public'].pk}"
    with after_commit():
        indexed_hub.section.delete()
    assert gone not in get_engine().fingerprints()


def test_moving_a_section_moves_the_addresses_below(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        add_page(indexed_hub.section, "Sous la rubrique", "Le cormoran.")
        other = indexed_hub.home.add_child(instance=type(indexed_hub.section)(title="Autre", slug="autre"))
    with after_commit():
        indexed_hub.section.move(other, pos="last-child")
    (hit,) = search(indexed_hub.users["coach"], "cormoran").hits
    assert hit.url == "/autre/rubrique/sous-la-rubrique/"


def test_renaming_an_address_renames_those_below(indexed_hub: SmallHub, after_commit: Any) -> None:
    section = indexed_hub.section
    with after_commit():
        section.slug = "nouvelle-rubrique"
        section.save_revision().publish()
    assert {hit.url for hit in search(indexed_hub.users["coach"], "note").hits} >= {
        "/nouvelle-rubrique/note-publique/"
    }


def test_people_and_terms_follow(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit():
        person = Person.objects.create(first_name="Ysoline", last_name="Vautrin")
        Term.objects.create(acronym="XYZT", expansion="Sigle d’essai")
    assert titles(indexed_hub, "ysoline") == {"Ysoline Vautrin"}
    assert titles(indexed_hub, "XYZT") == {"XYZT"}
    with after_commit():
        person.skills_offered.add(Skill.objects.create(name="Cartomancie"))
        person.save()
    assert titles(indexed_hub, "cartomancie") == {"Ysoline Vautrin"}
    with after_commit():
        person.delete()
    assert titles(indexed_hub, "ysoline") == set()


def test_what_is_rolled_back_is_not_indexed(indexed_hub: SmallHub, after_commit: Any) -> None:
    with after_commit(), transaction.atomic():
        add_page(indexed_hub.section, "Annulée", "Le cormoran.")
        transaction.set_rollback(True)
    assert titles(indexed_hub, "cormoran") == set()


def test_an_engine_that_fails_never_fails_a_save(
    indexed_hub: SmallHub, after_commit: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def refuse(*_args: Any) -> None:
        raise EngineError("disque plein")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteEngine, "index", refuse)
        with after_commit():
            page = add_page(indexed_hub.section, "Tenace", "Le cormoran.")
    assert type(page).objects.filter(pk=page.pk).exists()
    note = PendingIndexing.objects.get(reference=f"page:{page.pk}")
    assert (note.attempts, note.last_error) == (1, "disque plein")
    # The next save, of anything, brings the late one along.
    with after_commit():
        add_page(indexed_hub.section, "Suivante")
    assert titles(indexed_hub, "cormoran") == {"Tenace"}
    assert not PendingIndexing.objects.exists()


def test_a_process_that_dies_before_indexing_forgets_nothing(indexed_hub: SmallHub) -> None:
    # No callback runs: as if the process were killed right after the commit.
    add_page(indexed_hub.section, "Orpheline", "Le cormoran.")
    assert titles(indexed_hub, "cormoran") == set()
    assert catch_up() == 1
    assert titles(indexed_hub, "cormoran") == {"Orpheline"}


def test_a_load_is_indexed_once_at_the_end(
    indexed_hub: SmallHub, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    index = SqliteEngine.index

    def counted(self: SqliteEngine, documents: Any) -> int:
        documents = list(documents)
        calls.append(len(documents))
        return index(self, documents)

    monkeypatch.setattr(SqliteEngine, "index", counted)
    with after_commit(), deferred_indexing():
        for number in range(5):
            add_page(indexed_hub.section, f"Lot {number}", "Le cormoran.")
    assert calls == [5]
    assert len(titles(indexed_hub, "cormoran")) == 5


def test_one_broken_page_does_not_stop_a_rebuild(
    indexed_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = indexed_hub.pages["public"]
    model = type(broken)

    def text(self: Any) -> str:
        if self.pk == broken.pk:
            raise ValueError("bloc illisible")
        return ""

    monkeypatch.setattr(model, "stream_text", text)
    report = rebuild()
    assert report.failed == {f"page:{broken.pk}": "bloc illisible"}
    assert f"page:{indexed_hub.pages['signed_in'].pk}" in get_engine().fingerprints()
    assert PendingIndexing.objects.get().reference == f"page:{broken.pk}"


def test_the_command_rebuilds_catches_up_and_tells(hub: SmallHub) -> None:
    with pytest.raises(CommandError, match="search_index rebuild"):
        call_command("search_index", "status")
    output = StringIO()
    call_command("search_index", "rebuild", stdout=output)
    assert "Index reconstruit" in output.getvalue()
    add_page(hub.section, "Tardive", "Le cormoran.")
    call_command("search_index", "catch-up", stdout=output)
    assert titles(hub, "cormoran") == {"Tardive"}
    call_command("search_index", "status", stdout=output)
    assert "Index prêt" in output.getvalue()
