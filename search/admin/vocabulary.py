"""The register of synonyms, and the thesaurus that may complete it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter, display
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.helpers import PermissionHelper

from hub.base.exports import spreadsheet_safe
from hub.base.registers import RegisterAdmin, RegisterCreateView
from search import mythes
from search.analysis import ANALYSIS_VERSION, clean_query
from search.models import SynonymSet, Vocabulary
from search.models.query_log import Handling

from . import PermissionMenuItem, search_menu_item, search_register
from .query_log_actions import QUERY, back, finish, query_asked

LOAD_PERMISSION = "hub_search.change_vocabulary"


class KindFilter(SimpleListFilter):
    """Filter by what the set does."""

    title = "sens"
    parameter_name = "sens"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return the two kinds of sets, and those that the team changed."""
        return [
            ("equivalents", "Toutes se valent"),
            ("sens-unique", "Sens unique"),
            ("corriges", "Livrés, puis corrigés"),
        ]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the sets of that kind."""
        if self.value() == "equivalents":
            return queryset.filter(also="")
        if self.value() == "sens-unique":
            return queryset.exclude(also="")
        if self.value() == "corriges":
            # The text of a set is worked out from two columns: a few hundred rows are compared here.
            shipped = queryset.filter(origin=SynonymSet.Origin.SHIPPED)
            return queryset.filter(pk__in=[each.pk for each in shipped if each.changed_by_editors])
        return queryset


class SynonymPermissions(PermissionHelper):
    """What the hub ships is switched off, not deleted: it would come back with the next version."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Tell whether a set may be deleted."""
        return obj.origin == SynonymSet.Origin.EDITOR and super().user_can_delete_obj(user, obj)


class SynonymCreateView(RegisterCreateView):
    """The form that adds a set.

    From the log of the searches, ``?expressions=…`` fills it and ``?recherche=…`` names the query, which is
    marked as handled once the set is saved.
    """

    @cached_property
    def create_url(self) -> str:
        """Keep the query in the address that the form posts to."""
        carried = {name: self.request.GET[name] for name in (QUERY, "next") if name in self.request.GET}
        return f"{self.url_helper.create_url}?{urlencode(carried)}" if carried else self.url_helper.create_url

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the set, then go back to the query that it was for."""
        response = super().form_valid(form)
        query = query_asked(self.request)
        if query is None:
            return response
        finish(self.request, query, Handling.SYNONYM, "Le synonyme est enregistré")
        return redirect(back(self.request))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form starts with."""
        kwargs = super().get_form_kwargs()
        proposed = clean_query(self.request.GET.get("expressions", ""))
        if proposed and self.request.method == "GET":
            kwargs["initial"] = {**kwargs.get("initial", {}), "expressions": f"{proposed}\n"}
        return kwargs


@search_register
class SynonymAdmin(RegisterAdmin):
    """Register of the synonyms."""

    model = SynonymSet
    menu_label = "Synonymes"
    menu_icon = "duplicate"
    menu_order = 40
    thing = "un ensemble de synonymes"
    base_url_path = "recherche/synonymes"
    permission_helper_class = SynonymPermissions
    create_view_class = SynonymCreateView
    list_display = ("shown_expressions", "shown_also", "active", "origin", "updated_at")
    list_filter = ("active", "origin", KindFilter)
    search_fields = ("expressions", "also", "note")
    ordering = ("expressions", "pk")
    list_export = ("export_expressions", "export_also", "active", "origin", "export_note", "updated_at")
    export_filename = "synonymes"
    inspect_view_fields = ("expressions", "also", "active", "origin", "note", "updated_at")

    @display(description="Expressions", ordering="expressions")
    def shown_expressions(self, each: SynonymSet) -> str:
        """Return the expressions on one line."""
        return ", ".join(each.expression_list)

    @display(description="Trouvent aussi")
    def shown_also(self, each: SynonymSet) -> str:
        """Return what is found too, when the set works one way only."""
        return ", ".join(each.also_list)

    @display(description="Expressions")
    def export_expressions(self, each: SynonymSet) -> str:
        """Return the expressions, harmless in a spreadsheet."""
        return spreadsheet_safe(", ".join(each.expression_list))

    @display(description="Trouvent aussi")
    def export_also(self, each: SynonymSet) -> str:
        """Return what is found too, harmless in a spreadsheet."""
        return spreadsheet_safe(", ".join(each.also_list))

    @display(description="Remarque")
    def export_note(self, each: SynonymSet) -> str:
        """Return the note, harmless in a spreadsheet."""
        return spreadsheet_safe(each.note)


# --- The thesaurus ---------------------------------------------------------------------------------


class ThesaurusForm(forms.Form):
    """A thesaurus to load."""

    file = forms.FileField(
        label="Fichier au format MyThes (.dat)",
        help_text="Celui des suites bureautiques libres. Il prend la place du précédent.",
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > mythes.MOST_BYTES:
            limit = mythes.MOST_BYTES // 1024 // 1024
            raise forms.ValidationError(f"Fichier trop lourd\u00a0: {limit}\u00a0Mo au plus.")
        return file


@permission_required(LOAD_PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def thesaurus(request: HttpRequest) -> HttpResponse:
    """Show which thesaurus is loaded; load another, or remove it."""
    if "remove" in request.POST:
        removed = mythes.unload()
        messages.success(
            request, f"Thésaurus retiré ({_count(removed)}). La recherche n’en tient plus compte."
        )
        return redirect("hub_search_thesaurus")
    form = ThesaurusForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            loaded = mythes.load(file.read(), file.name)
        except mythes.ThesaurusError as error:
            for problem in error.problems:
                form.add_error("file", problem)
        else:
            messages.success(request, f"Thésaurus chargé\u00a0: {_count(loaded.entries)}.")
            return redirect("hub_search_thesaurus")
    state = Vocabulary.objects.filter(pk=1).first()
    title = "Thésaurus"
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "Accueil"}, {"url": "", "label": title}]
    return TemplateResponse(
        request,
        "search/admin/thesaurus.html",
        {
            "page_title": title,
            "header_title": title,
            "header_icon": "openquote",
            "breadcrumbs_items": crumbs,
            "form": form,
            "state": state if state is not None and state.thesaurus_entries else None,
            "outdated": state is not None and state.thesaurus_analysis != ANALYSIS_VERSION,
        },
    )


def _count(entries: int) -> str:
    grouped = f"{entries:,}".replace(",", "\u202f")
    return f"{grouped}\u00a0entrée{'s' if entries > 1 else ''}"


@hooks.register("register_admin_urls")
def thesaurus_urls() -> list[Any]:
    """Mount the screen."""
    return [path("recherche/thesaurus/", thesaurus, name="hub_search_thesaurus")]


@search_menu_item
def thesaurus_item() -> MenuItem:
    """Lead to the thesaurus."""
    return PermissionMenuItem(
        "Thésaurus",
        reverse("hub_search_thesaurus"),
        name="hub-search-thesaurus",
        icon_name="openquote",
        order=45,
        permission=LOAD_PERMISSION,
    )
