"""The small hub is planted once for each module: nearly every test of défis looks at it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.pages import Tree


@pytest.fixture(scope="module", autouse=True)
def _same_hub(planted: Tree) -> None:
    """Plant it for the tests that do not ask for it too: none depends on those that ran before."""


@pytest.fixture
def tree(planted: Tree, db: Any) -> Tree:
    """A small hub: one page of each type, and one of each kind of access."""
    return planted.again()
