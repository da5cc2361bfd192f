"""Writes of the onboarding paths."""

from __future__ import annotations

import uuid
from typing import Any

from .models import OnboardingPathPage, OnboardingTask, TaskCompletion


class UnknownTask(Exception):
    """The task is not, or no longer, in the path."""


def set_task_done(user: Any, page: OnboardingPathPage, key: uuid.UUID, done: bool) -> OnboardingTask:
    """Record that a person has done a task, or not; saying it twice changes nothing.

    Raises:
        UnknownTask: the path has no such task.
    """
    task = OnboardingTask.objects.filter(step__path=page, key=key).select_related("step").first()
    if task is None:
        raise UnknownTask
    if done:
        TaskCompletion.objects.get_or_create(user=user, page_id=page.pk, task_key=key)
    else:
        TaskCompletion.objects.filter(user=user, page_id=page.pk, task_key=key).delete()
    return task
