"""Work that follows a save without making anybody wait: a thread of this process, after the commit.

Nothing may depend on it being done: the process can be stopped at any moment, and then the work is found
again in the database (a row that says what waits), by the next run or by ``manage.py search_index catch-up``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.conf import settings
from django.db import close_old_connections, connections, transaction

logger = logging.getLogger("hub.search")

Work = Callable[[], object]

_inline: ContextVar[bool] = ContextVar("hub_search_inline", default=False)

_guard = threading.Lock()
# Functions that run now -> whether they were asked for again meanwhile.
_running: dict[Work, bool] = {}


def run_soon(function: Work) -> None:
    """Call a function in a background thread once the transaction commits.

    One call of a function runs at a time in a process. Asked for again while it runs, it runs once more
    when it ends, so that what was written meanwhile is seen. Errors are logged and never reach the caller.
    With ``settings.HUB_SEARCH_INLINE`` (tests) or within :func:`working_inline` it runs at once, after the
    commit.

    Args:
        function: a function of a module, without arguments; it reads from the database what it has to do.
    """
    transaction.on_commit(partial(_start, function), robust=True)


@contextmanager
def working_inline() -> Iterator[None]:
    """Run at once, after the commit, what :func:`run_soon` is given within: for commands, which end."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


def _start(function: Work) -> None:
    if settings.HUB_SEARCH_INLINE or _inline.get():
        _run_once(function)
        return
    with _guard:
        if function in _running:
            _running[function] = True
            return
        _running[function] = False
    # A daemon: it never keeps a stopping server waiting.
    thread = threading.Thread(target=_run, args=(function,), name=f"hub-{_name(function)}", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # No thread can be had (limits of the machine, interpreter going down): the work still waits.
        logger.exception("Tâche de fond impossible à lancer : %s", _name(function))
        with _guard:
            _running.pop(function, None)


def _run(function: Work) -> None:
    try:
        while True:
            close_old_connections()
            _run_once(function)
            with _guard:
                if not _running[function]:
                    del _running[function]
                    return
                _running[function] = False
    finally:
        connections.close_all()


def _run_once(function: Work) -> None:
    try:
        function()
    except Exception:
        logger.exception("Tâche de fond interrompue : %s", _name(function))


def _name(function: Work) -> str:
    return getattr(function, "__qualname__", repr(function))
