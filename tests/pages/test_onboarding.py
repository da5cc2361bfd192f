"""Ticking the tasks of a path."""

from __future__ import annotations

import uuid
from typing import Any

from pages.onboarding.models import TaskCompletion
from pages.onboarding.selectors import path_progress


def tick(client: Any, page: Any, key: Any, done: str = "1") -> Any:
    """Press the button of a task."""
    return client.post(f"{page.url}taches/{key}/", {"done": done})


def first_key(page: Any) -> Any:
    """Return the key of the first task."""
    return page.steps.all()[0].tasks.all()[0].key


def test_tick_twice_then_untick(tree: Any, roles: Any, client: Any) -> None:
    """A task is done once however often it is said, and can be undone."""
    roles.sign_in(client, "eig")
    key = first_key(tree.path)
    for _time in range(2):
        response = tick(client, tree.path, key)
        assert response.status_code == 302
        assert response.url.startswith(f"{tree.path.url}#tache-")
    progress = path_progress(roles.user("eig"), tree.path)
    assert (progress.done, progress.total) == (1, 2)
    assert progress.next_task.task.title == "Dire bonjour"
    tick(client, tree.path, key, done="0")
    assert path_progress(roles.user("eig"), tree.path).done == 0


def test_progress_is_personal(tree: Any, roles: Any, client: Any) -> None:
    """What one person did shows to nobody else."""
    tick(roles.sign_in(client, "eig"), tree.path, first_key(tree.path))
    assert path_progress(roles.user("mentor"), tree.path).done == 0
    assert "Remettre à faire" in roles.sign_in(client, "eig").get(tree.path.url).content.decode()
    assert "Remettre à faire" not in roles.sign_in(client, "mentor").get(tree.path.url).content.decode()


def test_strangers_and_wrong_requests(tree: Any, roles: Any, client: Any) -> None:
    """Anonymous visitors sign in; a link cannot tick; an unknown task is explained."""
    key = first_key(tree.path)
    assert tick(client, tree.path, key).status_code == 302
    assert not TaskCompletion.objects.exists()
    roles.sign_in(client, "eig")
    assert client.get(f"{tree.path.url}taches/{key}/").status_code == 405
    response = client.post(f"{tree.path.url}taches/{uuid.uuid4()}/", {"done": "1"}, follow=True)
    assert "ne fait plus partie du parcours" in response.content.decode()
    assert not TaskCompletion.objects.exists()


def test_progress_survives_a_new_publication(tree: Any, roles: Any, client: Any) -> None:
    """An editor who corrects a path does not undo what people did."""
    tick(roles.sign_in(client, "eig"), tree.path, first_key(tree.path))
    page = type(tree.path).objects.get(pk=tree.path.pk)
    page.title = "Parcours corrigé"
    page.save_revision().publish()
    assert path_progress(roles.user("eig"), type(page).objects.get(pk=page.pk)).done == 1
