"""Media in a bucket, read through the hub."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """A bucket that nobody reads directly: addresses are the hub’s, which applies the visibility rule."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address of a file in the hub, never a signed address of the bucket."""
        return f"{settings.MEDIA_URL}{name}"
