"""How far the reading of a file may go; what goes further is refused with a reason."""

from __future__ import annotations

import resource
import sys
import time

MEGABYTE = 1024 * 1024
# Of the file itself, checked before it is copied for the child process.
MAX_FILE_BYTES = 100 * MEGABYTE
MAX_MEMORY = 1024 * MEGABYTE
CPU_SECONDS = 40
# Reading stops there by itself, and keeps what it has read.
READING_SECONDS = 25
# The parent kills the child then.
WALL_SECONDS = 90
MAX_PAGES = 3000
MAX_CHARACTERS = 500_000
# Of the JSON text on the output: a character takes 6 bytes at most.
MAX_OUTPUT_BYTES = 4 * MEGABYTE
# Archives (DOCX, ODT, PPTX): what they hold once expanded.
MAX_EXPANDED_BYTES = 300 * MEGABYTE
MAX_XML_BYTES = 60 * MEGABYTE
MAX_ENTRIES = 5000
MAX_RATIO = 200
# Small texts compress very well without being bombs.
RATIO_FROM_BYTES = 5 * MEGABYTE
MAX_DEPTH = 500

FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")


class Refused(Exception):
    """The file cannot be read; the message, in French, tells its owner why."""


class Budget:
    """Counts what was read."""

    def __init__(self) -> None:
        self.characters = 0
        self.started = time.process_time()
        self.spent = False

    def take(self, text: str) -> str:
        """Return what may be kept of a text; ``spent`` becomes true when that is not all."""
        room = MAX_CHARACTERS - self.characters
        if len(text) > room:
            self.spent = True
            text = text[:room]
        self.characters += len(text)
        if time.process_time() - self.started > READING_SECONDS:
            self.spent = True
        return text


def confine() -> None:
    """Bound this process for good: memory, time, nothing written, no network, no other program."""
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(limit)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))

    def refuse(event: str, _args: object) -> None:
        if event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"interdit : {event}")

    # Cannot be taken away once added.
    sys.addaudithook(refuse)
