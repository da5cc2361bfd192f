"""Checks and prepares the photo that a person sends."""

from __future__ import annotations

import io
import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
LARGEST_SIDE = 1200
SMALLEST_SIDE = 120


def max_megabytes() -> int:
    """Return the largest accepted weight, in megabytes."""
    return int(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // (1024 * 1024))


def read_portrait(upload: Any) -> ContentFile:
    """Return a clean JPEG made from an uploaded photo.

    The picture is drawn again: it is turned upright, brought to a sensible size, and loses what a
    telephone hides in it (place, date, device), which would be shown to everybody.

    Raises:
        ValidationError: too heavy, not a picture, of another type, or too small or large to draw.
    """
    if upload.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise ValidationError(
            f"Cette photo est trop lourde : {max_megabytes()} Mo au plus. Choisissez-en une autre.",
            code="too_large",
        )
    wrong_type = ValidationError(
        "Ce fichier n’est pas une photo lisible : choisissez une image au format JPEG, PNG ou WebP.",
        code="wrong_type",
    )
    try:
        with warnings.catch_warnings():
            # Pillow only warns about pictures that would fill the memory.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            _check_dimensions(picture)
            return _draw_again(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise wrong_type from error


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        "Cette photo a trop de pixels pour être traitée : réduisez-la avant de l’envoyer.",
        code="too_many_pixels",
    )


def _check_dimensions(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(
            f"Cette photo est trop petite : {SMALLEST_SIDE} pixels de côté au moins.", code="too_small"
        )


def _draw_again(picture: Image.Image) -> ContentFile:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    opaque = Image.new("RGB", upright.size, "white")
    opaque.paste(upright, mask=upright.getchannel("A"))
    content = io.BytesIO()
    opaque.save(content, "JPEG", quality=88)
    return ContentFile(content.getvalue(), name="portrait.jpg")
