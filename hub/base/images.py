"""Images resized for a page, which shows without those whose file is missing or broken."""

from __future__ import annotations

import logging
from typing import Any

from PIL import Image
from wagtail.images.exceptions import InvalidFilterSpecError

logger = logging.getLogger("hub.images")

# What the storage, Willow and Pillow raise for a file that is missing, cut, or no image at all. Wagtail’s
# SourceImageIOError and Willow’s UnrecognisedImageFormatError are OSError; Pillow finds syntax errors.
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def rendition_or_none(image: Any, spec: str) -> Any:
    """Return an image resized, drawn on the first view; None, and a warning, when its file cannot be read.

    Args:
        image: a ``HubImage``, or None.
        spec: Wagtail’s filter, such as ``max-320x240|format-webp``.

    Raises:
        InvalidFilterSpecError: the filter makes no sense: the mistake of a template, not of a file.
    """
    if not image:
        return None
    try:
        return image.get_rendition(spec)
    except InvalidFilterSpecError:
        raise
    except UNREADABLE as error:
        logger.warning("Image %s illisible (%s)\u00a0: %s", image.pk, image.file.name, error)
        return None
