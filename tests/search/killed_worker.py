"""A process of the hub that test_killed.py kills: ``python -m tests.search.killed_worker``.

It starts Django once, then forks for each order read from its input (one JSON object a line): a scenario,
and the step at which its process kills itself with SIGKILL. Steps are counted here, outside of the code
under test: each statement of the main database and of the index, each file opened or renamed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django


class Steps:
    """Counts what happens, and kills the process at one step."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def step(self, *_what: Any) -> None:
        """Go one step further."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on."""
        from django.db.backends.signals import connection_created

        from search.engines.sqlite_store import Store

        connect = Store.connect

        def traced(store: Any, *args: Any, **options: Any) -> Any:
            opened = connect(store, *args, **options)
            opened.set_trace_callback(self.step)
            return opened

        def trace(connection: Any, **_kwargs: Any) -> None:
            connection.connection.set_trace_callback(self.step)

        def audit(event: str, args: Any) -> None:
            if event in {"os.rename", "os.remove"} or (event == "open" and "/search/" in str(args[0])):
                self.step()

        Store.connect = traced  # type: ignore[method-assign]
        connection_created.connect(trace, weak=False)
        sys.addaudithook(audit)


def save() -> None:
    """Publish, rename, move and delete, as people do."""
    from wagtail.models import Page

    from hub.people.models import Person
    from pages.standard.models import ContentPage, SectionPage

    section = SectionPage.objects.get(slug="rubrique")
    page = ContentPage(title="Née à l’instant", body=[("paragraph", "<p>Le cormoran naît.</p>")])
    section.add_child(instance=page)
    page.title = "Renommée à l’instant"
    page.save_revision().publish()
    person = Person.objects.get()
    person.last_name = "Cormorane"
    person.save()
    Person.objects.create(first_name="Aude", last_name="Vautrin")
    Page.objects.get(slug="note-interne").delete()
    drawer = section.get_parent().add_child(instance=SectionPage(title="Tiroir", slug="tiroir"))
    Page.objects.get(pk=section.pk).move(drawer, pos="last-child")


def catch_up() -> None:
    """Index what waits."""
    from search.indexing import catch_up

    catch_up()


def rebuild() -> None:
    """Index everything again, while somebody saves."""
    from pages.standard.models import ContentPage
    from search.indexing import rebuild

    saved: list[str] = []

    def save_meanwhile(read: int) -> None:
        if read == 20 and not saved:
            page = ContentPage.objects.get(slug="note-publique")
            page.title = "Changée pendant la reconstruction"
            page.save()
            saved.append(page.title)

    rebuild(save_meanwhile)


def attach() -> None:
    """Bring a file, then read it."""
    from django.core.files.base import ContentFile

    from hub.base.models import HubDocument
    from pages.standard.models import ContentPage
    from search.file_reading import read_waiting_files

    document = HubDocument(title="Fiche")
    document.file.save("fiche.docx", ContentFile(WORDS), save=False)
    document.save()
    page = ContentPage.objects.get(slug="note-publique")
    link = f'<p>Voir <a linktype="document" id="{document.pk}">la fiche</a>.</p>'
    page.body = [("paragraph", link)]
    page.save()
    read_waiting_files()


def check() -> dict[str, Any]:
    """Say whether the index is whole, then let the next run do its work and compare."""
    import datetime as dt

    from django.db.models import F

    from search.checking import compare
    from search.engines import get_engine
    from search.engines.sqlite import SqliteEngine
    from search.file_reading import note_missed_files, read_waiting_files
    from search.indexing import catch_up
    from search.models import FileText, PendingIndexing

    engine = get_engine()
    assert isinstance(engine, SqliteEngine)
    whole = engine.health().ready
    with engine.store.reading() as db:
        sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        orphans = db.execute(
            "SELECT count(*) FROM units WHERE doc NOT IN (SELECT rowid FROM docs)"
        ).fetchone()[0]
    # The time that a claim lasts goes by.
    claimed = FileText.objects.filter(claimed_at__isnull=False)
    claimed.update(claimed_at=F("claimed_at") - dt.timedelta(minutes=5))
    note_missed_files()
    read_waiting_files()
    catch_up()
    drift = compare()
    return {
        "whole": whole and sound == "ok" and not orphans,
        "drift": drift.references,
        "documents": drift.compared,
        "waiting": PendingIndexing.objects.count(),
        "files": list(FileText.objects.exclude(state="read").values_list("state", flat=True)),
    }


SCENARIOS = {"save": save, "catch_up": catch_up, "rebuild": rebuild, "attach": attach}
WORDS = b""


def serve() -> None:
    """Answer orders until the input ends."""
    global WORDS
    django.setup()
    # Imported once, before the forks.
    from django.db import connections

    import search.checking
    import search.file_reading  # noqa: F401

    from . import hostile

    WORDS = hostile.word_archive("<w:p><w:t>Le narval dort.</w:t></w:p>")
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        connections.close_all()
        receiver, sender = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(receiver)
            _run(order, sender)
        os.close(sender)
        with open(receiver, encoding="utf-8") as answers:
            answer = answers.read()
        _pid, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"killed": killed, "answer": json.loads(answer or "null")}), flush=True)  # noqa: T201


def _run(order: dict[str, Any], sender: int) -> None:
    """Run an order in the child, which ends here."""
    code = 1
    try:
        if order["scenario"] == "check":
            answer: Any = check()
        else:
            steps = Steps(order["step"])
            steps.watch()
            SCENARIOS[order["scenario"]]()
            answer = steps.count
        os.write(sender, json.dumps(answer).encode())
        code = 0
    except BaseException as error:
        os.write(sender, json.dumps({"error": repr(error)}).encode())
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
