"""The register of what people look for: what was not found, and what the team does about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.contrib.admin.templatetags.admin_list import result_headers
from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper

from hub.base.exports import spreadsheet_safe
from hub.base.registers import RegisterAdmin, RegisterIndexView
from search.models import SearchQuery
from search.query_log import reading
from search.query_log.privacy import query_key, role_groups

from . import PermissionMenuItem, search_menu_item, search_register
from .missing_page import page as missing_page
from .query_log_actions import INDEX, Action, actions_for, take_undo
from .query_log_actions import urls as action_urls
from .query_log_report import report

EMPTY, RARELY, FREQUENT = "sans-resultat", "peu-cliquees", "frequentes"
TO_DO, HANDLED, ALL = "a-traiter", "traitees", "toutes"


class Choice(SimpleListFilter):
    """A filter that always has a value, the first one by default; what it does is in the register."""

    choices_shown: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return the values."""
        return list(self.choices_shown)

    def value(self) -> str:
        """Return the value chosen, or the first one."""
        chosen = super().value()
        values = [value for value, _label in self.lookup_choices]
        return chosen if chosen in values else values[0]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Leave the rows as they are."""
        return queryset


class PeriodFilter(Choice):
    """The period that the figures are about."""

    title = "Période"
    parameter_name = "periode"
    choices_shown = reading.PERIODS


class ProblemFilter(Choice):
    """What is looked at."""

    title = "Problème"
    parameter_name = "probleme"
    choices_shown = (
        (EMPTY, "Sans résultat"),
        (RARELY, "Peu cliquées"),
        (FREQUENT, "Les plus fréquentes"),
    )

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the queries that have the problem."""
        return narrow(queryset, self.value())


class GroupFilter(Choice):
    """Who made the searches."""

    title = "Groupe"
    parameter_name = "groupe"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return the groups."""
        return [("", "Tous les groupes"), *role_groups()]


class StateFilter(Choice):
    """Whether the team has done something."""

    title = "État"
    parameter_name = "etat"
    choices_shown = ((TO_DO, "À traiter"), (HANDLED, "Traitées"), (ALL, "Toutes"))

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the queries in this state."""
        if self.value() == TO_DO:
            return reading.to_do(queryset)
        if self.value() == HANDLED:
            return queryset.filter(state=SearchQuery.State.HANDLED)
        return queryset


def narrow(queries: Any, problem: str) -> Any:
    """Keep the queries that have a problem."""
    if problem == EMPTY:
        return reading.without_result(queries)
    return reading.rarely_clicked(queries) if problem == RARELY else queries


class QueryLogPermission(PermissionHelper):
    """The log is read and acted upon; nothing is added or edited by hand."""

    def user_can_list(self, user: Any) -> bool:
        """Ask for the right to see it."""
        return bool(user.has_perm(reading.VIEW))

    def user_can_create(self, user: Any) -> bool:
        """Searches are made, not written."""
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """See user_can_create."""
        return False


class KeySearch(DjangoORMSearchHandler):
    """Finds queries whatever the accents and the case."""

    def search_queryset(self, queryset: Any, search_term: str, **kwargs: Any) -> Any:
        """Look for the words in the form of comparison."""
        return super().search_queryset(queryset, query_key(search_term), **kwargs)


class QueryIndexView(RegisterIndexView):
    """The list, with its tabs and the actions of each row."""

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Keep the zeros in an export."""
        return {field: getattr(self.model_admin, field)(item) for field in self.list_export}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the template shows beside wagtail-modeladmin’s own context."""
        context = super().get_context_data(**kwargs)
        user = self.request.user
        filters = {spec.parameter_name: spec for spec in self.filter_specs}
        chosen = filters[ProblemFilter.parameter_name].value()
        rows = filters[StateFilter.parameter_name].queryset(self.request, self.get_base_queryset())
        context["tabs"] = [
            {
                "label": label,
                "count": narrow(rows, value).count(),
                "url": self.get_query_string({ProblemFilter.parameter_name: value}, [self.ORDER_VAR]),
                "current": value == chosen,
            }
            for value, label in ProblemFilter.choices_shown
        ]
        context["problem"] = chosen
        context["selects"] = [spec for name, spec in filters.items() if name != ProblemFilter.parameter_name]
        context["headers"] = list(result_headers(self))
        context["rows"] = [_row(query, actions_for(user, query)) for query in context["object_list"]]
        context["few_clicks_share"] = reading.FEW_CLICKS_SHARE
        context["here"] = self.request.get_full_path()
        context["undo"] = take_undo(self.request)
        return context


def _row(query: Any, actions: list[Action]) -> dict[str, Any]:
    """Return a row: the query, what to do about it, and what matters less."""
    return {
        "query": query,
        "actions": [action for action in actions if not action.quiet],
        "quiet": [action for action in actions if action.quiet],
    }


@search_register
class SearchQueryAdmin(RegisterAdmin):
    """Register of the queries."""

    model = SearchQuery
    menu_label = "Recherches faites"
    menu_icon = "search"
    menu_order = 10
    base_url_path = "recherche/recherches-faites"
    index_view_class = QueryIndexView
    index_template_name = "search/admin/queries.html"
    index_view_extra_css = ["hub/query_log.css"]
    permission_helper_class = QueryLogPermission
    search_handler_class = KeySearch
    inspect_view_enabled = False
    history_view_enabled = False
    # The order depends on the problem (get_ordering): no column is marked as sorted until one is chosen.
    ordering = ("pk",)
    list_display = (
        "shown_text", "searches", "empty_share", "clicks", "click_share", "mean_position", "last_day",
    )  # fmt: skip
    list_filter = (PeriodFilter, ProblemFilter, GroupFilter, StateFilter)
    search_fields = ("key",)
    list_export = (
        "shown_text", "searches", "empty_share", "clicks", "click_share", "mean_position", "last_day",
        "state", "note",
    )  # fmt: skip
    export_filename = "recherches-faites"

    def get_queryset(self, request: Any) -> Any:
        """Return the queries of the period, with their figures."""
        group = request.GET.get(GroupFilter.parameter_name, "")
        known = {code for code, _label in role_groups()}
        since = reading.period_start(request.GET.get(PeriodFilter.parameter_name))
        return reading.queries_over(request.user, since, group if group in known else "")

    def get_ordering(self, request: Any) -> tuple[str, ...]:
        """Put first what matters most for the problem that is looked at."""
        problem = request.GET.get(ProblemFilter.parameter_name, EMPTY)
        first = ("-searches",) if problem in (RARELY, FREQUENT) else ("-empty", "-searches")
        return (*first, "key")

    @display(description="Recherche", ordering="key")
    def shown_text(self, query: Any) -> str:
        """Return what people type."""
        return spreadsheet_safe(query.text)

    @display(description="Recherches", ordering="searches")
    def searches(self, query: Any) -> int:
        """Return how often it was made."""
        return query.searches

    @display(description="Sans résultat (%)", ordering="empty_share")
    def empty_share(self, query: Any) -> int:
        """Return the share of searches that found nothing."""
        return round(query.empty_share or 0)

    @display(description="Clics", ordering="clicks")
    def clicks(self, query: Any) -> int:
        """Return how many searches led to a result."""
        return query.clicks

    @display(description="Taux de clic (%)", ordering="click_share")
    def click_share(self, query: Any) -> int | str:
        """Return the share of searches with results that led to one."""
        return "" if query.click_share is None else round(query.click_share)

    @display(description="Rang moyen", ordering="mean_position")
    def mean_position(self, query: Any) -> float | str:
        """Return the mean rank of the results that were opened."""
        return "" if query.mean_position is None else round(query.mean_position, 1)

    @display(description="Dernier jour", ordering="last_day")
    def last_day(self, query: Any) -> Any:
        """Return the last day on which it was made."""
        return query.last_day

    @display(description="État")
    def state(self, query: Any) -> str:
        """Return what was done, and when."""
        if not query.is_handled:
            return query.get_state_display()
        return f"{query.get_handled_how_display()} le {query.handled_on:%d/%m/%Y}"

    @display(description="Note")
    def note(self, query: Any) -> str:
        """Return the note of the team."""
        return spreadsheet_safe(query.note)


@search_menu_item
def report_item() -> MenuItem:
    """Show the report to those who may see the log."""
    return PermissionMenuItem(
        "Ce que l’on cherche",
        reverse("search_log:report"),
        name="search-log-report",
        icon_name="view",
        order=5,
        permission=reading.VIEW,
    )


@hooks.register("register_admin_urls")
def search_log_urls() -> list[Any]:
    """Mount the report and the actions beside the register."""
    screens = [
        path("ce-que-l-on-cherche/", report, name="report"),
        path("<int:pk>/page/", missing_page, name="page"),
        *action_urls(),
    ]
    found = (screens, "search_log")
    return [path("recherche/journal/", include(found))]


@hooks.register("construct_reports_menu")
def hide_wagtail_search_terms(request: Any, menu_items: list[Any]) -> None:
    """Leave out Wagtail’s own report of the queries: the hub feeds this log, not that one."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


class EmptySearchesPanel(Component):
    """The first screen of the admin says how many searches found nothing."""

    name = "search_log"
    template_name = "search/admin/home_panel.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Count them."""
        user = parent_context["request"].user
        return {"count": reading.empty_searches(user), "register_url": reverse(INDEX)}


@hooks.register("construct_homepage_panels")
def empty_searches_panel(request: Any, panels: list[Any]) -> None:
    """Add the panel for those who may see the log."""
    if request.user.has_perm(reading.VIEW):
        panels.append(EmptySearchesPanel())
