"""Reads of the onboarding paths. First argument: the user."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from hub.base.selectors import page_url
from hub.base.visibility import may_open, visible_to

from .models import OnboardingPathPage, OnboardingTask, TaskCompletion


@dataclass(frozen=True)
class TaskState:
    """A task as one reader sees it."""

    task: OnboardingTask
    done: bool
    link_title: str = ""
    link_url: str = ""
    tick_url: str = ""


@dataclass(frozen=True)
class StepState:
    """A step as one reader sees it."""

    step: Any
    tasks: tuple[TaskState, ...]

    @property
    def done(self) -> int:
        """Return how many tasks are done."""
        return sum(state.done for state in self.tasks)


@dataclass(frozen=True)
class PathProgress:
    """A path as one reader sees it; ``can_tick`` is false for an anonymous visitor."""

    steps: tuple[StepState, ...]
    can_tick: bool

    @property
    def total(self) -> int:
        """Return the number of tasks."""
        return sum(len(step.tasks) for step in self.steps)

    @property
    def done(self) -> int:
        """Return the number of tasks done."""
        return sum(step.done for step in self.steps)

    @property
    def next_task(self) -> TaskState | None:
        """Return the first task that is not done."""
        return next((state for step in self.steps for state in step.tasks if not state.done), None)


def done_keys(user: Any, page: OnboardingPathPage) -> set[uuid.UUID]:
    """Return the keys of the tasks of a path that a person has done."""
    if not user.is_authenticated:
        return set()
    return set(TaskCompletion.objects.filter(user=user, page_id=page.pk).values_list("task_key", flat=True))


def path_progress(user: Any, page: OnboardingPathPage) -> PathProgress:
    """Return the steps and tasks of a path with what the reader has done, in four queries."""
    steps = list(page.steps.all())
    saved = [step for step in steps if step.pk]
    if saved and not any(getattr(step, "_cluster_related_objects", None) for step in saved):
        prefetch_related_objects(saved, "tasks__link")
    done, url = done_keys(user, page), page_url(page.url_path)
    states = []
    for step in steps:
        tasks = [_state(user, task, task.key in done, url) for task in step.tasks.all()]
        states.append(StepState(step, tuple(tasks)))
    return PathProgress(tuple(states), user.is_authenticated)


def _state(user: Any, task: OnboardingTask, done: bool, page_address: str) -> TaskState:
    link = task.link if task.link_id else None
    tick_url = f"{page_address}taches/{task.key}/"
    if link is None or not may_open(link, user):
        return TaskState(task, done, tick_url=tick_url)
    return TaskState(task, done, link.title, page_url(link.url_path), tick_url)


def paths_for(user: Any, codes: list[str]) -> list[OnboardingPathPage]:
    """Return the paths that a reader may open and that address one of their roles."""
    paths = visible_to(OnboardingPathPage.objects.all(), user).defer("body").order_by("path")
    return [path for path in paths if set(path.audience) & set(codes)]
