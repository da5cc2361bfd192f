"""What the tests of people share."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.people import UserFactory


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    """Files of a test stay in its own folder; no counter survives it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def team(db: Any) -> Any:
    """An account of the team."""
    return UserFactory(email="equipe@ministere.example", groups=["Équipe du programme"])


@pytest.fixture
def mentor(db: Any) -> Any:
    """An account of a mentor."""
    return UserFactory(email="mentor@ministere.example", groups=["Mentors"])


@pytest.fixture
def as_team(client: Any, team: Any) -> Any:
    """A browser signed in as the team."""
    client.force_login(team)
    return client


@pytest.fixture
def as_mentor(client: Any, mentor: Any) -> Any:
    """A browser signed in as a mentor."""
    client.force_login(mentor)
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Run what waits for the commit, as outside of tests: ``with committed(): ...``."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def picture(
    size: tuple[int, int] = (400, 300), kind: str = "JPEG", name: str = "moi.jpg", **options: Any
) -> Any:
    """Return an uploaded picture."""
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue())
