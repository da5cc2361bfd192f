"""Files put in the slots of the hand-over checklist."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from wagtail.models import Collection

from hub.base.models import HubDocument

from ..models import DefiPage
from ..teams import COLLECTION

SALT = "defis.editing.upload"
REMOVED = "removed"


def check_upload(upload: Any) -> None:
    """Refuse a file that the hub does not keep.

    Raises:
        ValidationError: too heavy, empty, or of another format.
    """
    extension = os.path.splitext(upload.name)[1].lstrip(".").lower()
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(f"Ce format n’est pas accepté. {accepted()}.")
    if upload.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        raise ValidationError(f"Ce fichier est trop lourd. {accepted()}.")


def store_upload(user: Any, defi: DefiPage, title: str, upload: Any) -> HubDocument:
    """Keep a file in the collection of its défi; nobody else reads it until a page links to it."""
    document = HubDocument(
        title=title[:255],
        file=upload,
        uploaded_by_user=user,
        collection=_collection(defi),
        file_size=upload.size,
    )
    document.save()
    return document


def _collection(defi: DefiPage) -> Collection:
    """Return the collection of a défi’s team; before it has one, the shelf above those of all défis."""
    own = Collection.objects.filter(group_permissions__group__defi_team__defi=defi).order_by("pk").first()
    shelf = Collection.objects.filter(name=COLLECTION, depth=2).order_by("pk").first()
    return own or shelf or Collection.get_first_root_node().add_child(name=COLLECTION)


def seal_upload(document: HubDocument | None, user: Any) -> str:
    """Return what a form keeps of a file until it is saved; of none: that it is taken away."""
    if document is None:
        return REMOVED
    return signing.dumps([document.pk, user.pk], salt=SALT)


def unseal_upload(text: str, user: Any) -> HubDocument | None:
    """Return the file that this person sent with an earlier try of the same form."""
    try:
        pk, owner = signing.loads(text or "", salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return HubDocument.objects.filter(pk=pk).first() if owner == user.pk else None


def accepted() -> str:
    """Return which files are accepted, for the help of the field."""
    formats = ", ".join(each.upper() for each in settings.WAGTAILDOCS_EXTENSIONS)
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE // (1024 * 1024)
    return f"{limit}\u00a0Mo au plus. Formats\u00a0: {formats}"
