"""The state of the index and the files that cannot be read, for the team."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from hub.base.models import HubDocument
from search.attachments import pages_showing, pages_with
from search.background import run_soon
from search.engines.base import EngineError
from search.file_reading import read_again
from search.indexing import AT_ONCE, catch_up, note_changes, process
from search.models import FileText
from search.upkeep import describe, index_state, late_count, waiting_rows

from . import PermissionMenuItem, search_menu_item

SEE_WAITING = "hub_search.view_pendingindexing"
RETRY = "hub_search.change_pendingindexing"
SEE_FILES = "hub_search.view_filetext"
READ_AGAIN = "hub_search.change_filetext"
PER_PAGE = 50


def _page(request: HttpRequest, template: str, title: str, icon: str, **context: Any) -> HttpResponse:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "Accueil"}, {"url": "", "label": title}]
    shown = {"page_title": title, "header_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}
    return TemplateResponse(request, f"search/admin/{template}.html", {**shown, **context})


@permission_required(SEE_WAITING)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the state of the index and what waits."""
    page = Paginator(waiting_rows(), PER_PAGE).get_page(request.GET.get("p"))
    return _page(
        request,
        "waiting",
        "État de l’index",
        "history",
        state=index_state(),
        waiting=page,
        documents=describe(list(page.object_list)),
        may_retry=request.user.has_perm(RETRY),
    )


@permission_required(RETRY)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Index now what waits: a first lot at once, the rest in a thread."""
    references = [row["reference"] for row in waiting_rows()[: AT_ONCE + 1]]
    try:
        done = process(references[:AT_ONCE])
    except EngineError as error:
        messages.error(request, f"L’index ne peut pas être écrit\u00a0: {error}")
        return redirect("hub_search:waiting")
    if len(references) > AT_ONCE:
        run_soon(catch_up)
        messages.success(request, f"{done}\u00a0documents indexés\u202f; la suite est en cours.")
    elif done == len(references):
        messages.success(request, f"Tout est indexé ({done}).")
    else:
        messages.warning(
            request, f"{done}\u00a0indexés, {len(references) - done} en échec (raison ci-dessous)."
        )
    return redirect("hub_search:waiting")


@permission_required(SEE_FILES)
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Show the files in which the search can read nothing, and why."""
    rows = FileText.objects.unreadable().select_related("document__uploaded_by_user").defer("text")
    page = Paginator(rows.order_by("-state", "-read_at", "pk"), PER_PAGE).get_page(request.GET.get("p"))
    shown = pages_showing(request.user, [text.document for text in page])
    return _page(
        request,
        "files",
        "Fichiers illisibles",
        "doc-empty",
        texts=page,
        rows=[(text, shown.get(text.document_id, [])) for text in page],
        may_read_again=request.user.has_perm(READ_AGAIN),
    )


@permission_required(READ_AGAIN)
@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a file read again."""
    text = get_object_or_404(FileText.objects.select_related("document"), pk=pk)
    read_again(text)
    messages.success(request, f"«\u00a0{text.document.title}\u00a0» sera relu dans un instant.")
    return redirect("hub_search:files")


class LateIndexPanel(Component):
    """A word on the home page of the admin when something has waited for more than an hour."""

    name = "hub-search-late"
    template_name = "search/admin/late_panel.html"
    order = 50

    def __init__(self, late: int) -> None:
        self.late = late

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the number of documents that wait."""
        return {"late": self.late}


@hooks.register("construct_homepage_panels")
def late_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Warn the team."""
    if request.user.has_perm(SEE_WAITING) and (late := late_count()):
        panels.append(LateIndexPanel(late))


@hooks.register("after_bulk_action")
def follow_documents(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Follow documents put into another collection together: Wagtail sends no signal for them."""
    documents = [thing for thing in objects or () if isinstance(thing, HubDocument)]
    if documents:
        note_changes(pages_with(documents))


@hooks.register("register_admin_urls")
def upkeep_urls() -> list[Any]:
    """Mount the screens."""
    screens = [
        path("etat/", waiting, name="waiting"),
        path("etat/reessayer/", retry, name="retry"),
        path("fichiers/", files, name="files"),
        path("fichiers/<int:pk>/relire/", reread, name="reread"),
    ]
    return [path("recherche/", include((screens, "hub_search"), namespace="hub_search"))]


@search_menu_item
def waiting_item() -> MenuItem:
    """Lead to the state of the index."""
    return PermissionMenuItem(
        "État de l’index",
        reverse("hub_search:waiting"),
        name="hub-search-waiting",
        icon_name="history",
        order=90,
        permission=SEE_WAITING,
    )


@search_menu_item
def files_item() -> MenuItem:
    """Lead to the files that cannot be read."""
    return PermissionMenuItem(
        "Fichiers illisibles",
        reverse("hub_search:files"),
        name="hub-search-files",
        icon_name="doc-empty",
        order=95,
        permission=SEE_FILES,
    )
