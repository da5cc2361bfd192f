"""The admin as the members of a défi see it: their défi, and nothing that they cannot use.

It applies to those whom only the group of a défi lets in; whoever works in the admin for another reason
keeps all of it, with their défis on the first page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import GroupPagePermission, Page

from hub.base.selectors import page_url
from hub.base.visibility import current_scope, memberships, visible_to

from .forms import keep_reserved, manages
from .models import DefiPage, Moderation
from .teams import moderation, team_groups

# Entries of the admin’s menu that a member uses.
KEPT_ENTRIES = frozenset({"images", "documents"})
# Panels of the first page that say something to a member.
KEPT_PANELS = frozenset({"defis", "user_objects_in_workflow_moderation", "recent_edits"})
# Buttons of the edit form that end the work: they come before « Enregistrer le brouillon ».
FINISHING = frozenset({"action-publish", "action-submit"})
_BULK_PLACE = re.compile(r"^/admin/bulk/([^/]+)/([^/]+)/")
_CHOOSER_PLACE = re.compile(r"^/admin/choose-page/(\d+)/")


@dataclass(frozen=True)
class OwnDefi:
    """A défi in the panel « Mes défis »."""

    title: str
    url: str
    edit_url: str
    waiting: bool

    @property
    def roadmap_url(self) -> str:
        """Return the address of the plain form of the roadmap."""
        return f"{self.url}feuille-de-route/modifier/"

    @property
    def plan_url(self) -> str:
        """Return the address of the plain form of the plan."""
        return f"{self.url}perennisation/modifier/"


def own_defis(user: Any) -> list[OwnDefi]:
    """Return the défis whose group a person is in, by title."""
    pages = DefiPage.objects.filter(team_group__group__user=user).order_by("title")
    rows = pages.values_list("pk", "title", "url_path", "has_unpublished_changes")
    return [
        OwnDefi(title, page_url(path), reverse("wagtailadmin_pages:edit", args=[pk]), waiting)
        for pk, title, path, waiting in rows
    ]


def only_member(user: Any) -> bool:
    """Tell whether nothing but the group of a défi opens the admin to a person."""
    if not user.is_authenticated or user.is_superuser:
        return False
    known, key = current_scope(), f"defi-only-member:{user.pk}"
    if key not in known:
        doors = [membership.pk for membership in memberships(user) if membership.admin]
        known[key] = bool(doors) and team_groups().filter(pk__in=doors).count() == len(doors)
    return bool(known[key])


def may_go(user: Any, path: str) -> bool:
    """Tell whether a person may open an address of the admin.

    Wagtail’s reports, its page chooser and its bulk actions name pages that a member could not open on the
    site: the last of these, given any number, answer with the title of the page that it may not touch.
    """
    if not only_member(user):
        return not _acts_on_pages(path) or _edits_beyond(user)
    if path.startswith(("/admin/reports/", "/admin/bulk/")):
        return False
    place = _CHOOSER_PLACE.match(path)
    if place is None:
        return True
    return _nameable(Page.objects.filter(pk=place[1]), user).exists()


def _acts_on_pages(path: str) -> bool:
    """Tell whether an address of the admin is that of a bulk action on pages, of any type."""
    place = _BULK_PLACE.match(path)
    if place is None:
        return False
    try:
        return issubclass(apps.get_model(place[1], place[2]), Page)
    except LookupError:
        return False


def _edits_beyond(user: Any) -> bool:
    """Tell whether a person works on pages by another group than those of their défis."""
    if user.is_superuser:
        return True
    permissions = GroupPagePermission.objects.filter(group__user=user)
    return bool(permissions.exclude(group__in=team_groups()).exists())


def _nameable(pages: Any, user: Any) -> Any:
    """Keep the pages whose title a member may know: those that they may open, and the tops of the tree."""
    return visible_to(pages, user) | pages.filter(depth=1)


class OwnDefisPanel(Component):
    """« Mes défis » on the first page of the admin."""

    name = "defis"
    order = 50
    template_name = "defis/admin/own_defis.html"

    def __init__(self, defis: list[OwnDefi]) -> None:
        self.defis = defis

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        return {"defis": self.defis, "reviewed": moderation() == Moderation.REVIEW}


@hooks.register("construct_homepage_panels", order=200)
def show_own_defis(request: HttpRequest, panels: list[Any]) -> None:
    """Put the défis of a person first; spare members the panels of editors."""
    if only_member(request.user):
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") in KEPT_PANELS]
    defis = own_defis(request.user)
    if defis:
        panels.append(OwnDefisPanel(defis))


@hooks.register("construct_homepage_summary_items", order=200)
def spare_counts(request: HttpRequest, items: list[Any]) -> None:
    """Spare members the counts of pages and files."""
    if only_member(request.user):
        items[:] = []


@hooks.register("construct_main_menu", order=200)
def keep_what_members_use(request: HttpRequest, menu_items: list[Any]) -> None:
    """Show a member their défis and their files."""
    if not only_member(request.user):
        return
    own = [
        MenuItem(defi.title, defi.edit_url, name=f"defi-{number}", icon_name="edit", order=number)
        for number, defi in enumerate(own_defis(request.user))
    ]
    menu_items[:] = [*own, *(item for item in menu_items if item.name in KEPT_ENTRIES)]


@hooks.register("construct_page_action_menu", order=200)
def finish_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Make « Publier », or « Soumettre », the main button of a member: a draft is seen by nobody."""
    if isinstance(context.get("page"), DefiPage) and only_member(request.user):
        menu_items.sort(key=lambda item: item.name not in FINISHING)


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages: Any, request: HttpRequest) -> Any:
    """Offer a member the pages that they may open, to be linked."""
    return visible_to(pages, request.user) if only_member(request.user) else pages


@hooks.register("before_edit_page")
def keep_what_is_reserved(request: HttpRequest, page: Any) -> None:
    """Leave the team, the dates and the readers as they are when a member goes back to an old version."""
    match = request.resolver_match
    reverting = match is not None and match.url_name == "revisions_revert"
    if reverting and isinstance(page, DefiPage) and not manages(request.user):
        latest = DefiPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        keep_reserved(page, latest)


@hooks.register("after_edit_page")
def return_to_own_defis(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Bring a member who published or submitted back to their défis: the list of pages is not theirs."""
    done = "action-publish" in request.POST or "action-submit" in request.POST
    if done and isinstance(page, DefiPage) and only_member(request.user):
        return redirect("wagtailadmin_home")
    return None
