"""Reads of the experience reports. First argument: the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import child_rows, page_url
from hub.base.templatetags.hub import french_date
from hub.base.visibility import may_open, visible_to
from hub.people.models import Promotion
from hub.people.registry import PersonSection, SectionItem

from .models import ExperienceIndexPage, ExperienceReportPage, Profile


@dataclass(frozen=True)
class ReportCard:
    """A report in a listing."""

    title: str
    summary: str
    url: str
    details: str
    badges: tuple[Any, ...]


@dataclass(frozen=True)
class ReportSheet:
    """What a report page shows beside its answers."""

    authors: tuple[Any, ...]
    defi: Any
    defi_url: str
    promotion: Any


def list_reports(user: Any, index: ExperienceIndexPage, params: Mapping[str, Any]) -> Listing:
    """Return the reports under the index that a person may open, newest first."""
    rows = (
        visible_to(ExperienceReportPage.objects.child_of(index), user)
        .select_related("promotion", "defi")
        .defer_streamfields()
        .order_by("-date", "title")
    )
    specs = [
        FilterSpec(
            "point-de-vue",
            "Point de vue",
            lambda: Profile.choices,
            lambda found, value: found.filter(profile=value),
        ),
        FilterSpec(
            "promotion",
            "Promotion",
            lambda: (
                Promotion.objects.filter(experience_reports__isnull=False)
                .distinct()
                .values_list("slug", "name")
            ),
            lambda found, value: found.filter(promotion__slug=value),
        ),
    ]

    def cards(reports: list[ExperienceReportPage]) -> list[ReportCard]:
        return [_card(user, report) for report in reports]

    return build_listing(rows, params, specs, prepare=cards)


def _card(user: Any, report: ExperienceReportPage) -> ReportCard:
    parts = [report.promotion.name if report.promotion else ""]
    if report.defi is not None and may_open(report.defi, user):
        parts.append(f"Défi {report.defi.title}")
    badge = {"label": Profile(report.profile).label, "css": "fr-badge--purple-glycine"}
    details = " – ".join(part for part in parts if part)
    return ReportCard(report.title, report.summary, page_url(report.url_path), details, (badge,))


def report_sheet(user: Any, report: ExperienceReportPage) -> ReportSheet:
    """Return the authors, the défi if the reader may open it, and the promotion."""
    defi = report.defi if report.defi_id and may_open(report.defi, user) else None
    authors = tuple(row.person for row in child_rows(report, "authors", "person"))
    return ReportSheet(authors, defi, page_url(defi.url_path) if defi else "", report.promotion)


def reports_of(user: Any, person: Any) -> Any:
    """Return the reports of a person that the reader may open, newest first."""
    return (
        visible_to(ExperienceReportPage.objects.filter(authors__person=person), user)
        .distinct()
        .defer_streamfields()
        .order_by("-date", "title")
    )


def person_section(user: Any, person: Any) -> PersonSection | None:
    """Return the reports of a person, for their page."""
    items = tuple(
        SectionItem(report.title, page_url(report.url_path), french_date(report.date))
        for report in reports_of(user, person)
    )
    return PersonSection("Retours d’expérience", items) if items else None
