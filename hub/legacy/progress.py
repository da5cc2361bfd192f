"""A progress bar for people, plain lines for logs."""

from __future__ import annotations

import sys
import time
from typing import Protocol

WIDTH = 30


class Stream(Protocol):
    """What a progress bar needs of a stream."""

    def write(self, text: str, /) -> object:
        """Write a text."""

    def flush(self) -> object:
        """Show it at once."""


class Progress:
    """Tells how far a run is.

    Args:
        stream: where to write; a bar that redraws itself on a terminal, one line per step elsewhere.
        silent: write nothing.
    """

    def __init__(self, stream: Stream | None = None, *, silent: bool = False) -> None:
        self.stream: Stream = stream if stream is not None else sys.stderr
        self.silent = silent
        self.live = bool(getattr(self.stream, "isatty", lambda: False)())
        self._label = ""
        self._total = 0
        self._done = 0
        self._drawn = 0.0

    def start(self, label: str, total: int) -> None:
        """Begin a step of ``total`` things."""
        self._label, self._total, self._done, self._drawn = label, total, 0, 0.0
        self._draw()

    def step(self) -> None:
        """Count one thing of the step."""
        self._done += 1
        if self.live and time.monotonic() - self._drawn > 0.1:
            self._draw()

    def end(self) -> None:
        """End the step."""
        self._total = self._done  # totals are announced before they are exactly known
        if self.silent:
            return
        if self.live:
            self._draw()
            self.stream.write("\n")
        else:
            self.stream.write(f"{self._label} : {self._done}\n")
        self.stream.flush()

    def _draw(self) -> None:
        if self.silent or not self.live:
            return
        self._drawn = time.monotonic()
        filled = WIDTH if not self._total else min(WIDTH, WIDTH * self._done // self._total)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self.stream.write(f"\r{self._label:<28} {bar} {self._done}/{self._total} ")
        self.stream.flush()
