"""What the team sees and does about the index; what waits, what fails, what differs."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from search import background, indexing
from search.checking import compare
from search.engines import get_engine
from search.engines.base import EngineError, EngineHealth
from search.engines.sqlite import SqliteEngine
from search.indexing import catch_up, due_notes, note_changes, process, rebuild, retry_pending, wait_after
from search.models import PendingIndexing
from search.services import search

from .conftest import SmallHub, add_page


def titles(hub: SmallHub, text: str) -> set[str]:
    return {hit.title for hit in search(hub.users["coach"], text).hits}


@pytest.fixture
def poison(indexed_hub: SmallHub, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A page of which no document can be made."""
    broken = indexed_hub.pages["public"]
    original = type(broken).stream_text

    def text(self: Any) -> str:
        if self.pk == broken.pk:
            raise ValueError("bloc illisible")
        return original(self)

    monkeypatch.setattr(type(broken), "stream_text", text)
    return broken


# --- What fails stops nothing else ----------------------------------------------------------------


def test_a_poisoned_page_blocks_no_other(indexed_hub: SmallHub, poison: Any) -> None:
    add_page(indexed_hub.section, "Saine", "Le cormoran.")
    note_changes([f"page:{poison.pk}"])
    assert catch_up() == 1
    assert titles(indexed_hub, "cormoran") == {"Saine"}
    note = PendingIndexing.objects.get()
    assert (note.reference, note.attempts, note.last_error) == (f"page:{poison.pk}", 1, "bloc illisible")


def test_what_fails_again_and_again_is_left_alone_longer_and_longer(
    indexed_hub: SmallHub, poison: Any
) -> None:
    note_changes([f"page:{poison.pk}"])
    for attempts, minutes in ((1, 0), (2, 1), (3, 3), (5, 15), (40, 360)):
        assert wait_after(attempts) == dt.timedelta(minutes=minutes)
        tried = timezone.now() - dt.timedelta(minutes=minutes)
        PendingIndexing.objects.update(attempts=attempts, updated_at=tried)
        assert due_notes().exists()
        if minutes:
            PendingIndexing.objects.update(updated_at=tried + dt.timedelta(seconds=50))
            assert not due_notes().exists()
            assert retry_pending(20) == 0
            assert PendingIndexing.objects.get().attempts == attempts


def test_a_document_that_the_engine_refuses_blocks_no_other(
    indexed_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = add_page(indexed_hub.section, "Refusée", "Le cormoran.")
    add_page(indexed_hub.section, "Acceptée", "Le cormoran.")
    index = SqliteEngine.index

    def picky(self: SqliteEngine, documents: Any) -> int:
        documents = list(documents)
        if any(document.id == f"page:{refused.pk}" for document in documents):
            raise EngineError("champ trop long")
        return index(self, documents)

    monkeypatch.setattr(SqliteEngine, "index", picky)
    catch_up()
    assert titles(indexed_hub, "cormoran") == {"Acceptée"}
    assert PendingIndexing.objects.get().last_error == "champ trop long"


def test_an_engine_out_of_order_is_not_asked_document_by_document(
    indexed_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def refuse(_self: Any, documents: Any) -> int:
        calls.append(len(list(documents)))
        raise EngineError("hors service")

    monkeypatch.setattr(SqliteEngine, "index", refuse)
    monkeypatch.setattr(SqliteEngine, "health", lambda _self: EngineHealth(False))
    for number in range(4):
        add_page(indexed_hub.section, f"Page {number}")
    with pytest.raises(EngineError):
        catch_up()
    assert calls == [4]
    assert PendingIndexing.objects.filter(attempts=1).count() == PendingIndexing.objects.count()


def test_what_another_process_indexes_meanwhile_is_read_again(
    indexed_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stale reading, stored after a fresh one, would otherwise stay for ever."""
    page = add_page(indexed_hub.section, "Ancien titre", "Le cormoran.")
    index = SqliteEngine.index
    met: list[str] = []

    def overtaken(self: SqliteEngine, documents: Any) -> int:
        documents = list(documents)
        if not met:
            met.append(documents[0].title)
            # Another process saves, reads the new title, stores it and clears every note of the page…
            type(page).objects.filter(pk=page.pk).update(title="Nouveau titre")
            process([f"page:{page.pk}"])
        # …then ours stores what it had read before.
        return index(self, documents)

    monkeypatch.setattr(SqliteEngine, "index", overtaken)
    process([f"page:{page.pk}"])
    assert met == ["Ancien titre"]
    assert titles(indexed_hub, "cormoran") == {"Nouveau titre"}
    assert not PendingIndexing.objects.exists()
    assert not compare().references


def test_thousands_of_changes_are_taken_by_a_thread(
    indexed_hub: SmallHub, after_commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 3)
    asked: list[Any] = []
    monkeypatch.setattr(indexing, "run_soon", asked.append)
    pages = [add_page(indexed_hub.section, f"Lot {number}", "Le cormoran.") for number in range(8)]
    PendingIndexing.objects.all().delete()
    with after_commit():
        note_changes(f"page:{page.pk}" for page in pages)
    # Three at once for the request, a few older ones by the way: the thread is asked for in any case.
    assert asked == [catch_up]
    asked[0]()
    assert len(titles(indexed_hub, "cormoran")) == 8
    assert not PendingIndexing.objects.exists()


# --- Threads ---------------------------------------------------------------------------------------


def test_run_soon_runs_after_the_commit_one_at_a_time(db: Any, settings: Any, after_commit: Any) -> None:
    settings.HUB_SEARCH_INLINE = False
    started, release, done = threading.Event(), threading.Event(), threading.Semaphore(0)
    calls: list[threading.Thread] = []

    def work() -> None:
        calls.append(threading.current_thread())
        started.set()
        assert release.wait(10)
        done.release()

    with after_commit():
        background.run_soon(work)
        assert not calls
    assert started.wait(10)
    with after_commit():
        # Asked for twice while it runs: once more is enough.
        background.run_soon(work)
        background.run_soon(work)
    assert len(calls) == 1
    release.set()
    assert done.acquire(timeout=10)
    assert done.acquire(timeout=10)
    calls[0].join(10)
    assert len(calls) == 2
    assert threading.current_thread() not in calls


def test_background_work_that_fails_is_logged_and_forgotten(
    db: Any, after_commit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("raté")

    with after_commit():
        background.run_soon(fail)
    assert "Tâche de fond interrompue" in caplog.text


# --- The command -----------------------------------------------------------------------------------


def test_check_agrees_after_a_rebuild(indexed_hub: SmallHub) -> None:
    output = StringIO()
    call_command("search_index", "check", stdout=output)
    assert "concordent" in output.getvalue()


def test_check_lists_what_differs_and_repairs(indexed_hub: SmallHub, after_commit: Any) -> None:
    page, other = indexed_hub.pages["public"], indexed_hub.pages["signed_in"]
    # Behind the hub’s back: no signal is sent.
    type(page).objects.filter(pk=page.pk).update(title="Changée en douce")
    get_engine().remove([f"page:{other.pk}"])
    type(page).objects.filter(pk=indexed_hub.pages["group"].pk).update(live=False)
    errors = StringIO()
    with pytest.raises(CommandError, match="diffèrent"):
        call_command("search_index", "check", stderr=errors)
    listed = errors.getvalue()
    assert "Absents de l’index : 1" in listed
    assert "Périmés dans l’index : 1" in listed
    assert "En trop dans l’index : 1" in listed
    for changed in ("public", "signed_in", "group"):
        assert f"page:{indexed_hub.pages[changed].pk}" in listed
    output = StringIO()
    with after_commit():
        call_command("search_index", "check", "--repair", stdout=output, stderr=errors)
    assert "Réparé : 3" in output.getvalue()
    call_command("search_index", "check", stdout=output)
    assert titles(indexed_hub, "baobab") >= {"Changée en douce", "Note interne"}


def test_check_tells_what_cannot_be_repaired(indexed_hub: SmallHub, poison: Any) -> None:
    with pytest.raises(CommandError, match=f"page:{poison.pk}"):
        call_command("search_index", "check", "--repair", stderr=StringIO())


def test_a_terminal_gets_a_progress_bar(indexed_hub: SmallHub) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    call_command("search_index", "rebuild", stdout=terminal)
    assert "\r  Documents [" in terminal.getvalue()
    assert "##############################" in terminal.getvalue()


def test_a_save_made_during_a_rebuild_is_kept(indexed_hub: SmallHub, after_commit: Any) -> None:
    saved: list[Any] = []

    def save_meanwhile(read: int) -> None:
        if not saved:
            with after_commit():
                saved.append(add_page(indexed_hub.section, "Pendant ce temps", "Le cormoran."))

    rebuild(save_meanwhile)
    assert titles(indexed_hub, "cormoran") == {"Pendant ce temps"}
    assert not compare().references


# --- The screens of the team ----------------------------------------------------------------------


def test_the_team_sees_what_waits_and_has_it_tried_again(
    tree: Any, roles: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild()
    PendingIndexing.objects.all().delete()
    PendingIndexing.objects.create(reference=f"page:{tree.content.pk}", attempts=2, last_error="disque plein")
    roles.sign_in(client, "staff")
    text = client.get(reverse("hub_search:waiting")).content.decode()
    assert "Page d’essai" in text
    assert "disque plein" in text
    assert "Réessayer maintenant" in text
    answer = client.post(reverse("hub_search:retry"), follow=True).content.decode()
    assert "Tout est indexé (1)." in answer
    assert "Rien n’attend" in answer
    assert not PendingIndexing.objects.exists()


def test_a_retry_that_fails_says_why(
    tree: Any, roles: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild()

    def refuse(*_args: Any) -> None:
        raise EngineError("disque plein")

    PendingIndexing.objects.create(reference=f"page:{tree.content.pk}")
    monkeypatch.setattr(SqliteEngine, "index", refuse)
    answer = roles.sign_in(client, "staff").post(reverse("hub_search:retry"), follow=True)
    assert "disque plein" in answer.content.decode()
    assert PendingIndexing.objects.exists()


@pytest.mark.parametrize("role", ["eig", "editor"])
def test_the_others_do_not_see_the_index(tree: Any, roles: Any, client: Any, role: str) -> None:
    roles.sign_in(client, role)
    assert client.get(reverse("hub_search:waiting")).status_code in (302, 403)
    assert client.post(reverse("hub_search:retry")).status_code in (302, 403)


def test_the_home_page_of_the_admin_warns_after_an_hour(tree: Any, roles: Any, client: Any) -> None:
    rebuild()
    PendingIndexing.objects.all().delete()
    note = PendingIndexing.objects.create(reference=f"page:{tree.content.pk}")
    roles.sign_in(client, "staff")
    home = reverse("wagtailadmin_home")
    assert "depuis plus d’une heure" not in client.get(home).content.decode()
    PendingIndexing.objects.filter(pk=note.pk).update(created_at=timezone.now() - dt.timedelta(minutes=61))
    assert "1 document attend depuis plus d’une heure" in client.get(home).content.decode()
    assert "depuis plus d’une heure" not in roles.sign_in(client, "editor").get(home).content.decode()


def test_the_menu_leads_to_the_screens(tree: Any, roles: Any, client: Any) -> None:
    text = roles.sign_in(client, "staff").get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("hub_search:waiting") in text
    assert reverse("hub_search:files") in text


def test_a_lost_index_is_built_again_by_the_next_catch_up(
    indexed_hub: SmallHub, settings: Any, capsys: Any
) -> None:
    shutil.rmtree(settings.HUB_SEARCH_DIR)
    with pytest.raises(CommandError):
        call_command("search_index", "status")
    call_command("search_index", "catch-up")
    assert "il est reconstruit" in capsys.readouterr().out
    assert "Note publique" in titles(indexed_hub, "baobab")
    call_command("search_index", "catch-up")
    assert "il est reconstruit" not in capsys.readouterr().out
