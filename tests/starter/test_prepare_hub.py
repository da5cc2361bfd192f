"""The command behind ``make run``."""

from __future__ import annotations

import io
import socket
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pages.home.models import HomePage


@pytest.mark.parametrize("port", ["abc", "0", "80000"])
def test_port_that_makes_no_sense(db: Any, port: str) -> None:
    """A wrong port is told first, in French, before anything is prepared."""
    with pytest.raises(CommandError, match="n’est pas un port"):
        call_command("prepare_hub", address=f"http://127.0.0.1:{port}/", stdout=io.StringIO())
    assert not HomePage.objects.exists()


def test_port_already_taken(db: Any) -> None:
    """A port in use is told before anything is prepared, with what to type."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match="HUB_PORT=8001"):
            call_command("prepare_hub", address=f"http://127.0.0.1:{port}/", serve=True, stdout=io.StringIO())
    assert not HomePage.objects.exists()


def test_second_run_prepares_nothing(db: Any) -> None:
    """Each step has its line; a second run finds everything in place."""
    first, second = io.StringIO(), io.StringIO()
    call_command("prepare_hub", stdout=first)
    call_command("prepare_hub", stdout=second)
    assert "52 pages" in first.getvalue()
    assert "rien n’a été touché" in second.getvalue()
    assert second.getvalue().count("→") == 3
    assert HomePage.objects.count() == 1
