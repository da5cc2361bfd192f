"""The parent’s side: start the child, bound it, understand how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .limits import MAX_OUTPUT_BYTES, WALL_SECONDS

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("pdf", "docx", "pptx", "odt")
TOO_SLOW = "Ce fichier demande trop de temps ou de mémoire : il n’est pas lu, par prudence."


@dataclass(frozen=True)
class Reading:
    """What came out of a file: see :class:`search.models.FileText` for the states."""

    state: str
    text: str = ""
    pages: int = 0
    reason: str = ""


def read_file(kind: str, file: IO[bytes], *, seconds: float = WALL_SECONDS) -> Reading:
    """Return what a child process reads in a file; whatever the file does to it, this returns.

    Args:
        kind: one of ``KINDS``.
        file: a real file (it has a descriptor), at its beginning.
        seconds: after which the child is killed.

    Raises:
        OSError: no process can be started.
    """
    # Neither the settings of the hub nor its secrets go along.
    environment = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    child = subprocess.Popen(
        [sys.executable, "-B", "-m", "search.extraction", kind],
        stdin=file.fileno(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**environment, "PYTHONIOENCODING": "ascii", "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        output, _errors = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return Reading("refused", reason=TOO_SLOW)
    finally:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    if child.returncode or len(output) > MAX_OUTPUT_BYTES:
        return Reading("refused", reason=TOO_SLOW)
    return _understood(output)


def _understood(output: bytes) -> Reading:
    try:
        found: dict[str, Any] = json.loads(output)
        pages = [str(page) for page in found.get("pages", [])]
        return Reading(
            str(found["state"]), "\f".join(pages), int(found.get("count", 0)), str(found["reason"])
        )
    except (ValueError, KeyError, TypeError):
        return Reading("refused", reason=TOO_SLOW)
