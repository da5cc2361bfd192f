"""Images resized for a page, which shows without those whose file is missing or broken."""

from __future__ import annotations

from typing import Any

from PIL import Image
from wagtail.images.models import SourceImageIOError

# What Willow and Pillow raise for a file that is cut, or no image at all: Willow’s
# UnrecognisedImageFormatError is an OSError; Pillow finds syntax errors.
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def rendition_or_none(image: Any, spec: str) -> Any:
    """Return an image resized, drawn on the first view; None when its file cannot be read.

    Wagtail’s own shortcut gives a picture that browsers show as broken: right in the admin, where somebody
    can mend it, not for readers.

    Args:
        image: a ``HubImage``, or None.
        spec: Wagtail’s filter, such as ``max-320x240|format-webp``.
    """
    if not image:
        return None
    try:
        return image.get_rendition(spec)
    except SourceImageIOError:
        return None
