"""Addresses of rows."""

from __future__ import annotations

from django.db import models
from django.utils.text import slugify


def unique_slug(
    model: type[models.Model], text: str, pk: int | None = None, fallback: str = "element"
) -> str:
    """Return a slug that no other row of ``model`` has.

    Args:
        model: a model with a ``slug`` field.
        text: what the slug is made from.
        pk: the row itself, which may keep its slug.
        fallback: used when ``text`` holds no letter or digit.
    """
    base = slugify(text)[:180] or fallback
    candidate, number = base, 2
    others = model._default_manager.exclude(pk=pk)
    while others.filter(slug=candidate).exists():
        candidate, number = f"{base}-{number}", number + 1
    return candidate
