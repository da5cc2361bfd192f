"""The starter content, loaded once for the tests of a module that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from hub.starter.services import load_starter


@dataclass(frozen=True)
class Loaded:
    """What loading told, and where its files are."""

    report: Any
    media: Path


@pytest.fixture(scope="module")
def kept_starter(keep: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The starter content, with the demo accounts."""
    media = tmp_path_factory.mktemp("media")
    with keep():
        with override_settings(MEDIA_ROOT=media):
            report = load_starter(demo=True)
        yield Loaded(report, media)


@pytest.fixture
def loaded(kept_starter: Loaded, db: Any, settings: Any) -> Any:
    """What loading told, for a test that finds the content and its files in place."""
    settings.MEDIA_ROOT = kept_starter.media
    return kept_starter.report
