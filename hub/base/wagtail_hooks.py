"""What the ground floor adds to Wagtail: page access, the admin’s face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .links import VisiblePageLinkHandler
from .reports import ReviewReportView
from .visibility import current_scope, may_enter


@hooks.register("on_serve_page", order=-10)
def check_page_access(callback: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Serve a page only to those who may open it: sign in first, or a kind refusal."""

    def inner(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        current_scope()["page_id"] = page.pk
        if getattr(request, "is_preview", False) or may_enter(page.path, request.user):
            response = callback(page, request, args, kwargs)
            if not request.user.is_authenticated:
                return response
            response.setdefault("Cache-Control", "private, no-cache")
            return response
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return render(request, "errors/403.html", status=403)

    return inner


@hooks.register("register_rich_text_features", order=100)
def visible_page_links(features: Any) -> None:
    """Show links between pages under the visibility rule."""
    features.register_link_type(VisiblePageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Brand the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("hub/admin.css"))


@hooks.register("register_log_actions")
def access_log_actions(actions: Any) -> None:
    """Name the changes of access in the history of pages."""
    actions.register_action("hub.open_to_public", "Ouvrir au public", "Page ouverte au public")
    actions.register_action("hub.close_to_public", "Fermer au public", "Page fermée au public")


@hooks.register("construct_main_menu")
def hide_foreign_menus(request: HttpRequest, menu_items: list[Any]) -> None:
    """Keep the menu to what the hub uses."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("register_reports_menu_item")
def review_report_item() -> MenuItem:
    """Show the pages to read again among the reports."""
    return MenuItem(
        "Pages à relire", reverse("hub_review_report"), name="hub-review", icon_name="history", order=100
    )


@hooks.register("register_admin_urls")
def review_report_urls() -> list[Any]:
    """Mount the report."""
    return [
        path("reports/relecture/", ReviewReportView.as_view(), name="hub_review_report"),
        path(
            "reports/relecture/results/",
            ReviewReportView.as_view(results_only=True),
            name="hub_review_report_results",
        ),
    ]
