"""Reading files: what is in the good ones; nothing worse than a refusal for the others."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from search.extraction import child, limits
from search.extraction.child import Reading, read_file

from . import hostile


def read(kind: str, data: bytes, **options: float) -> Reading:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        file.seek(0)
        return read_file(kind, file, **options)


GOOD: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "pdf": ("pdf", lambda: hostile.make_pdf("Le narval dort", "Page deux"), ["Le narval dort", "Page deux"]),
    "docx": (
        "docx",
        lambda: hostile.make_docx("L’été à Nœux", "Dans le tableau"),
        ["L’été à Nœux", "tableau"],
    ),
    "odt": (
        "odt",
        lambda: hostile.make_odt("Titre élevé", "Un paragraphe."),
        ["Titre élevé", "Un paragraphe."],
    ),
    "pptx": ("pptx", lambda: hostile.make_pptx("Une", "Deux"), ["Une", "Deux", "Penser au chronomètre."]),
    # It opens without a password: it only forbids printing.
    "pdf without a user password": ("pdf", lambda: hostile.encrypted_pdf(""), ["Le narval dort"]),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_words_of_good_files(name: str) -> None:
    kind, make, words = GOOD[name]
    reading = read(kind, make())
    assert reading.state == "read"
    for expected in words:
        assert expected in reading.text


def test_pages_are_told_apart() -> None:
    reading = read("pdf", hostile.make_pdf("Une", "Deux", "Trois"))
    assert reading.pages == 3
    assert reading.text.split("\f") == ["Une", "Deux", "Trois"]


def test_a_scanned_document_is_empty_not_broken() -> None:
    reading = read("pdf", hostile.make_pdf(""))
    assert reading.state == "empty"
    assert "images" in reading.reason


# What hurts, and the word of the reason by which its owner understands it.
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("docx", hostile.zip_bomb, "grossit"),
    "zip bomb that lies about its size": ("docx", hostile.lying_bomb, ""),
    "too many entries": ("docx", hostile.overlapping_entries, "grossit"),
    "huge picture": ("docx", hostile.huge_picture, "grossit"),
    "archives inside archives": ("docx", hostile.quine_zip, "abîmé"),
    "billion laughs": ("docx", hostile.billion_laughs, "interdites"),
    "entity of a file of the server": ("docx", hostile.outside_entity, "interdites"),
    "elements inside elements": ("docx", hostile.nested, "imbriqué"),
    "no document inside": ("docx", lambda: hostile.archive({"../../etc/passwd": b"root"}), "abîmé"),
    "locked DOCX": ("docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "mot de passe"),
    "truncated DOCX": ("docx", lambda: hostile.make_docx("a", "b")[:900], "abîmé"),
    "truncated ODT": ("odt", lambda: hostile.make_odt("a", "b")[:-200], "abîmé"),
    "wrong extension": ("pdf", lambda: hostile.make_docx("a", "b"), "abîmé"),
    "PDF said to be a presentation": ("pptx", lambda: hostile.make_pdf("a"), "abîmé"),
    "empty file": ("odt", bytes, "abîmé"),
    "empty PDF": ("pdf", bytes, "abîmé"),
    "noise": ("pdf", lambda: b"%PDF-1.7\n" + random.Random(4).randbytes(50_000), "abîmé"),
    "truncated PDF": ("pdf", lambda: hostile.make_pdf("a", "b")[:300], "abîmé"),
    "locked PDF": ("pdf", lambda: hostile.encrypted_pdf("secret"), "mot de passe"),
    "100,000 pages": ("pdf", lambda: hostile.make_pdf("a", kids=100_000), "100\u202f000"),
    "100,000 pages that it does not announce": (
        "pdf", lambda: hostile.make_pdf("a", count=1, kids=100_000), "100\u202f000",
    ),
    "pages inside themselves": ("pdf", hostile.looping_pdf, ""),
    "arrays inside arrays": ("pdf", hostile.deep_pdf, ""),
    "a page of 400 MB": ("pdf", hostile.inflating_pdf, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    kind, make, word = HOSTILE[name]
    reading = read(kind, make())
    assert reading.state in {"refused", "empty"}, reading
    assert word in reading.reason
    assert reading.reason.endswith(".")
    assert not reading.text


def test_names_that_climb_out_of_an_archive_write_nothing(tmp_path: Path) -> None:
    names = ["../../../../tmp/climbed", "/tmp/absolute", "word/../../climbed"]
    data = hostile.word_archive("<w:p><w:t>Narval</w:t></w:p>", **dict.fromkeys(names, b"x"))
    assert read("docx", data).text == "Narval"
    for name in ("climbed", "absolute"):
        assert not (Path("/tmp") / name).exists()


def test_a_very_long_text_is_cut_and_says_so() -> None:
    body = "<w:p><w:t>" + "narval " * 200 + "</w:t></w:p>"
    reading = read("docx", hostile.word_archive(body * 500))
    assert reading.state == "read"
    assert len(reading.text) <= limits.MAX_CHARACTERS
    assert "Seul le début" in reading.reason


def test_what_takes_too_long_is_killed() -> None:
    reading = read("docx", hostile.make_docx("a", "b"), seconds=0.01)
    assert reading == Reading("refused", reason=child.TOO_SLOW)


def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    assert read("pdf", hostile.make_pdf("a")).state == "refused"


CONFINED = {
    "memory": "x = bytearray(2 * 1024 ** 3)",
    "network": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "another program": "import subprocess; subprocess.run(['/bin/true'])",
    "a file written": "import os; f = open(os.environ['PLACE'], 'w'); f.write('x'); f.close()",
}


@pytest.mark.parametrize("name", CONFINED)
def test_the_child_can_do_nothing_else(name: str, tmp_path: Path) -> None:
    code = f"from search.extraction.limits import confine; confine(); {CONFINED[name]}"
    place = tmp_path / "written"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=child.ROOT,
        env={"PLACE": str(place)},
        capture_output=True,
        timeout=30,
    )
    assert done.returncode != 0
    assert not place.exists() or not place.read_bytes()


def test_the_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, dict[str, str]] = {}
    popen = subprocess.Popen

    def watched(*args: object, **options: object) -> object:
        seen["env"] = options["env"]  # type: ignore[assignment]
        return popen(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("HUB_SECRET_KEY", "chut")
    monkeypatch.setattr(child.subprocess, "Popen", watched)
    assert read("pdf", hostile.make_pdf("a")).state == "read"
    assert "HUB_SECRET_KEY" not in seen["env"]


def test_the_child_loads_no_django() -> None:
    code = "import sys, search.extraction.__main__; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=child.ROOT, check=True, timeout=30)


def test_the_limits_leave_room_for_the_output() -> None:
    assert limits.MAX_CHARACTERS * 6 < limits.MAX_OUTPUT_BYTES
