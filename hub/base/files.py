"""Documents and images are read under the same rule as the pages that use them.

A file may be read by somebody who may enter its collection and who may open at least one live page
that uses it. A file that no page uses yet is for those who may choose it in the admin. Files are
served by the application, which can hand the sending over to the web server (X-Accel-Redirect).
"""

from __future__ import annotations

import logging
import mimetypes
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from wagtail.documents.models import document_served
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from .models import HubDocument, HubImage, HubRendition
from .registry import file_readers
from .visibility import collection_barriers, passes, visible_to

logger = logging.getLogger("hub.files")

# Types that a browser may show; anything else is downloaded.
INLINE_TYPES = {"application/pdf", "image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}


def may_read_file(item: HubDocument | HubImage, user: Any) -> bool:
    """Tell whether a user may read a document or an image."""
    if user.is_superuser:
        return True
    collection = item.collection.path
    if not all(
        passes(barrier, user) for barrier in collection_barriers() if collection.startswith(barrier.path)
    ):
        return False
    if _used_where_visible(item, user):
        return True
    if not user.is_authenticated or not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = policy_registry.get_by_type(type(item))
    return bool(policy.user_has_any_permission_for_instance(user, ["choose", "change"], item))


def _used_where_visible(item: HubDocument | HubImage, user: Any) -> bool:
    """Tell whether something that the user may open shows or links the file."""
    page_type = ContentType.objects.get_for_model(Page)
    references = (
        ReferenceIndex.get_references_to(item).values_list("base_content_type_id", "object_id").distinct()
    )
    pages: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    for type_id, object_id in references:
        (pages if type_id == page_type.pk else others).append((type_id, object_id))
    if pages and visible_to(Page.objects.filter(pk__in=[pk for _type, pk in pages]), user).exists():
        return True
    for type_id, object_id in others:
        model = ContentType.objects.get_for_id(type_id).model_class()
        reader = file_readers.get(model._meta.label) if model is not None else None
        if reader is not None and reader(user, object_id):
            return True
    return False


@login_not_required
@require_safe
def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponse:
    """Send a document to somebody who may read it."""
    document: HubDocument = get_object_or_404(
        HubDocument.objects.select_related("collection"), pk=document_id
    )
    if document.filename != document_filename:
        raise Http404("Ce document ne porte pas ce nom.")
    refused = _refusal(request, document)
    if refused is not None:
        return refused
    _require(document.file)
    document_served.send(sender=HubDocument, instance=document, request=request)
    return _send(request, document.file, document.filename, document.get_file_hash())


@login_not_required
@require_safe
def serve_image(request: HttpRequest, path: str) -> HttpResponse:
    """Send an image or one of its renditions to somebody who may read it."""
    rendition = HubRendition.objects.filter(file=path).select_related("image", "image__collection").first()
    image = (
        rendition.image
        if rendition
        else get_object_or_404(HubImage.objects.select_related("collection"), file=path)
    )
    refused = _refusal(request, image)
    if refused is not None:
        return refused
    file = rendition.file if rendition else image.file
    _require(file)
    return _send(request, file, path.rsplit("/", 1)[-1], path)


def _refusal(request: HttpRequest, item: HubDocument | HubImage) -> HttpResponse | None:
    if may_read_file(item, request.user):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "errors/403.html", status=403)


def _require(file: Any) -> None:
    """Answer « page introuvable » for a file that is gone, whoever sends it and before its print is taken."""
    if not file.storage.exists(file.name):
        logger.warning("Fichier absent du disque\u00a0: %s", file.name)
        raise Http404("Ce fichier manque sur le disque.")


def _send(request: HttpRequest, file: Any, name: str, etag: str) -> Any:
    etag = f'"{etag}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        disposition = "inline" if content_type in INLINE_TYPES else "attachment"
        if settings.HUB_ACCEL_REDIRECT_PREFIX:
            response = HttpResponse(content_type=content_type)
            response["X-Accel-Redirect"] = f"{settings.HUB_ACCEL_REDIRECT_PREFIX}{quote(file.name)}"
        else:
            response = FileResponse(file.storage.open(file.name, "rb"), content_type=content_type)
        response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    response["ETag"] = etag
    # Who may read can change at any time: keep it an hour in one person’s browser, never in a shared cache.
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
