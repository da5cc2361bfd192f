"""« Ce que l’on cherche »: the log in four drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from search.query_log import reading

from . import charts

PERCENT = "\u00a0%"
DEFAULT_PERIOD = "90"


@permission_required(reading.VIEW)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show the report."""
    known = dict(reading.PERIODS)
    period = request.GET.get("periode", DEFAULT_PERIOD)
    period = period if period in known else DEFAULT_PERIOD
    figures = reading.figures_since(request.user, reading.period_start(period))
    title = "Ce que l’on cherche"
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
            {"url": "", "label": title},
        ],
        "periods": [(code, label, code == period) for code, label in reading.PERIODS],
        "period_label": known[period],
        "figures": figures,
        "drawings": _drawings(figures) if figures.searches else [],
        "register_url": f"{reverse('recherche_recherches-faites_modeladmin_index')}?periode={period}",
    }
    return TemplateResponse(request, "search/admin/report.html", context)


def _drawings(figures: reading.Figures) -> list[dict[str, Any]]:
    weeks = figures.weeks
    busy = [week for week in weeks if week.searches]
    busiest = max(figures.weeks, key=lambda week: week.searches)
    positions = [
        (f"{rank}{'er' if rank == 1 else 'e'} résultat", clicks)
        for rank, clicks in enumerate(figures.positions[: reading.LAST_POSITION], start=1)
    ]
    positions.append((f"Après le {reading.LAST_POSITION}e", figures.positions[-1]))
    # Ranks that nobody reached say nothing; without a click, there is nothing to draw.
    while positions and not positions[-1][1]:
        positions.pop()
    silent = max(figures.found - figures.clicks, 0)
    first_three = sum(figures.positions[:3])
    return [
        {
            "id": "searches",
            "kind": "columns",
            "title": "Recherches par semaine",
            "summary": f"{figures.searches} recherches\u202f; la semaine la plus chargée commence le "
            f"{_week(busiest.start)}, avec {busiest.searches} recherches.",
            "heads": ("Semaine du", "Recherches"),
            "chart": charts.columns(
                [(_week(week.start), week.searches) for week in weeks], short=_short(weeks)
            ),
        },
        {
            "id": "empty",
            "kind": "line",
            "title": "Part sans résultat, par semaine",
            "summary": f"{figures.empty} recherches sur {figures.searches} n’ont rien donné, soit "
            f"{_share(figures.empty, figures.searches)}.",
            "heads": ("Semaine du", "Sans résultat"),
            # A week without a search has no share.
            "chart": charts.columns(
                [(_week(week.start), week.empty_share) for week in busy],
                short=_short(busy),
                top=100,
                unit=PERCENT,
            ),
        },
        {
            "id": "top",
            "kind": "bars",
            "title": "Les plus fréquentes",
            "summary": f"En tête\u00a0: «\u00a0{figures.top[0][0]}\u00a0», {figures.top[0][1]} fois.",
            "heads": ("Recherche", "Fois"),
            "chart": charts.bars(figures.top),
        },
        {
            "id": "clicks",
            "kind": "bars",
            "title": "Quel résultat on ouvre",
            "empty": not positions,
            "summary": f"{_share(first_three, figures.clicks)} des clics vont aux trois premiers résultats. "
            f"{silent} recherches avec résultats n’ont mené à aucun clic."
            if positions
            else "Aucun résultat n’a été ouvert sur cette période.",
            "heads": ("Rang", "Clics"),
            "chart": charts.bars(positions),
        },
    ]


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0}{PERCENT}"


def _short(weeks: Sequence[reading.Week]) -> list[str]:
    return [date_format(week.start, "j N").lower() for week in weeks]


def _week(day: Any) -> str:
    """Return a day in short, with its year when it is another one."""
    return date_format(day, "j N" if day.year == timezone.localdate().year else "j N Y").lower()
