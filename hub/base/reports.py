"""The report of the pages to read again, beside Wagtail’s own reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

from .exports import spreadsheet_safe
from .selectors import hub_page_types
from .templatetags.hub import french_date


def stale_page_ids() -> Any:
    """Return a queryset of the ids of the published pages whose review date is behind us, in one query."""
    today = timezone.localdate()
    first, *others = (
        model._default_manager.filter(live=True, review_by__lt=today).order_by().values_list("pk", flat=True)
        for model in hub_page_types()
    )
    return first.union(*others, all=True)


class ReviewReportView(PageReportView):
    """Published pages whose review date is behind us, oldest first, with who answers for each."""

    page_title = "Pages à relire"
    header_icon = "history"
    index_url_name = "hub_review_report"
    index_results_url_name = "hub_review_report_results"
    results_template_name = "wagtailadmin/reports/review_results.html"
    any_permission_required = ["add", "change", "publish"]
    permission_policy = PagePermissionPolicy()
    list_export = ["title", "review_by", "content_owner", "full_url"]
    export_headings = {
        "title": "Titre",
        "review_by": "À relire avant le",
        "content_owner": "Responsable",
        "full_url": "Adresse",
    }
    # What somebody typed never runs as a formula in a spreadsheet (OWASP, CSV injection).
    custom_field_preprocess = {"title": {"csv": spreadsheet_safe, "xlsx": spreadsheet_safe}}
    columns = [
        TitleColumn("title", label="Titre", url_name="wagtailadmin_pages:edit"),
        Column("review_by", label="À relire avant le", accessor=lambda page: french_date(page.review_by)),
        Column("content_owner", label="Responsable", accessor=lambda page: page.content_owner or "Personne"),
        Column("kind_label", label="Type"),
    ]

    def get_queryset(self) -> Any:
        """Return the stale pages that the user may edit."""
        ids = list(stale_page_ids())
        pages = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        return pages.filter(Q(pk__in=ids)).order_by("last_published_at").specific()
