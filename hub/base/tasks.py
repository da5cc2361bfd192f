"""Background tasks run after the commit, in the process that asked for them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend


class OnCommitBackend(ImmediateBackend):
    """Run each task once the surrounding transaction is committed.

    Wagtail’s ``post_save`` tasks otherwise run before modelcluster has written tags and inline
    children, so that they are missing from the search index until the next save; and a
    rolled-back save would still be sent to a search server.
    """

    def _execute_task(self, task_result: Any) -> None:
        transaction.on_commit(partial(super()._execute_task, task_result))
