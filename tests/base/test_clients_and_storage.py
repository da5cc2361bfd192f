"""The client’s address behind proxies, and media in a bucket."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from hub.base.clients import client_address
from hub.settings.env import read_environment


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.5", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_our_proxies_are_believed(settings: Any, proxies: int, forwarded: str, expected: str) -> None:
    """What a client writes in the header itself changes nothing."""
    settings.HUB_TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_bucket_is_never_shown() -> None:
    """The address of a file is the hub’s, whatever the bucket."""
    storage_module = pytest.importorskip("hub.base.storage")
    storage = storage_module.PrivateS3Storage(bucket_name="seau", access_key="a", secret_key="b")
    assert storage.url("images/dessin.png") == "/fichiers/images/dessin.png"


def test_bucket_and_web_server_exclude_each_other() -> None:
    """The web server cannot send files that it does not have."""
    with pytest.raises(ImproperlyConfigured, match="S3_BUCKET"):
        read_environment(overrides={"S3_BUCKET": "seau", "HUB_ACCEL_REDIRECT_PREFIX": "/interne/"})
    assert read_environment(overrides={"S3_BUCKET": "seau"}).s3_bucket == "seau"
