"""What every test shares: a folder of its own, a small hub, and one account per role."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction

from tests.factories.pages import Tree, plant_tree
from tests.factories.people import UserFactory

# Role of the tests -> groups of the account; None: nobody is signed in.
ROLES: dict[str, list[str] | None] = {
    "anonymous": None,
    "eig": ["EIG"],
    "mentor": ["Mentors"],
    "alumni": ["Alumni"],
    "coach": ["Coachs"],
    "editor": ["Rédaction"],
    "staff": ["Équipe du programme"],
    "wrong_group": [],
}


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not go through it at each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    """Files, index and counters of a test are its own."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.HUB_SEARCH_DIR = tmp_path / "search"
    cache.clear()


@dataclass
class Roles:
    """Creates the account of a role when it is first asked for."""

    known: dict[str, Any] = field(default_factory=dict)

    def user(self, role: str) -> Any:
        """Return the user of a role."""
        if ROLES[role] is None:
            return AnonymousUser()
        if role not in self.known:
            self.known[role] = UserFactory(email=f"{role}@ministere.example", groups=ROLES[role])
        return self.known[role]

    def sign_in(self, client: Any, role: str) -> Any:
        """Return the client, signed in as a role."""
        client.logout()
        user = self.user(role)
        if user.is_authenticated:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def roles(db: Any) -> Roles:
    """One account per role."""
    return Roles()


@pytest.fixture(scope="session")
def keep(django_db_setup: None, django_db_blocker: Any) -> Callable[[], AbstractContextManager[None]]:
    """Keep what the block of a module’s fixture writes for all of its tests.

    Each test still undoes what it writes itself; the end of the block undoes the rest.
    """

    @contextmanager
    def kept() -> Iterator[None]:
        # Django closes the connection after each test, which would end the transaction that holds all this.
        with django_db_blocker.unblock(), patch.object(connection, "close"), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return kept


@pytest.fixture(scope="module")
def planted(keep: Any) -> Iterator[Tree]:
    """The small hub, planted once for the tests of a module whose ``tree`` reads it again."""
    with keep():
        yield plant_tree()


@pytest.fixture
def tree(db: Any) -> Tree:
    """A small hub: one page of each type, and one of each kind of access."""
    return plant_tree()
