"""From a search that finds nothing to the page that it lacks."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.signals import init_new_page
from wagtail_modeladmin.helpers import PagePermissionHelper

from hub.base.selectors import hub_page_types
from search.models import SearchQuery
from search.models.query_log import Handling
from search.query_log import reading

from .query_log_actions import QUERY, finish, form_page, may_act, may_create_pages, query_asked, query_or_404

# The query for which a page is being written, while its form is open.
WRITING = "search_log_writing"
# What the address of the form carries: the title to propose.
TITLE = "titre"


def _writable_types() -> list[Any]:
    """Return the types of page that say they answer what people look for, in their order."""
    types = [model for model in hub_page_types() if model.is_creatable and model.answer_order is not None]
    return sorted(types, key=lambda model: (model.answer_order, str(model.get_verbose_name())))


class MissingPageForm(forms.Form):
    """The page to write: its title, its type, and where it goes when there is a choice."""

    title = forms.CharField(label="Titre", max_length=255)
    kind = forms.ChoiceField(label="Type de page", widget=forms.RadioSelect)
    parent = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label="Sous la page",
        required=False,
        widget=AdminPageChooser,
        help_text="Inutile quand le type n’a qu’une place possible.",
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        # Type -> pages under which this user may create one.
        self.places = {}
        for model in _writable_types():
            places = PagePermissionHelper(model).get_valid_parent_pages(user)
            if places.exists():
                self.places[model._meta.label_lower] = (model, places)
        choices = []
        for label, (model, places) in self.places.items():
            first = places.first()
            where = f" (dans «\u00a0{first}\u00a0»)" if places.count() == 1 else ""
            choices.append((label, f"{model.get_verbose_name()}{where}"))
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].initial = next(iter(self.places), None)

    def clean(self) -> dict[str, Any]:
        """Find the place, or ask for it."""
        data = super().clean() or {}
        if data.get("kind") not in self.places:
            return data
        model, places = self.places[data["kind"]]
        parent = data.get("parent")
        if parent is None:
            if places.count() != 1:
                self.add_error("parent", "Choisissez sous quelle page la créer.")
            else:
                data["parent"] = places.first()
        elif not places.filter(pk=parent.pk).exists() or not model.can_create_at(parent.specific):
            self.add_error("parent", "Ce type de page ne se crée pas ici, ou vous n’en avez pas le droit.")
        return data


@may_act
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what to write and where, then open Wagtail’s form with its title."""
    if not may_create_pages(request.user):
        raise PermissionDenied
    query = query_or_404(pk)
    title = query.text[:1].upper() + query.text[1:]
    form = MissingPageForm(request.user, request.POST or None, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        app, model = form.cleaned_data["kind"].split(".")
        address = reverse("wagtailadmin_pages:add", args=[app, model, form.cleaned_data["parent"].pk])
        return redirect(f"{address}?{urlencode({TITLE: form.cleaned_data['title'], QUERY: query.pk})}")
    return form_page(request, "Créer la page manquante", query, form, submit="Écrire la page")


_title: ContextVar[str] = ContextVar("hub_new_page_title", default="")


@hooks.register("before_create_page")
def remember_title(request: HttpRequest, parent_page: Any, page_class: Any) -> None:
    """Remember the title that an address proposes; Wagtail’s signal that follows has no request."""
    _title.set(request.GET.get(TITLE, "")[:255])
    if request.method == "GET":
        # The form posts to an address without the query: it waits in the session, for this type and place.
        query = query_asked(request)
        if query is not None:
            request.session[WRITING] = [query.pk, page_class._meta.label_lower, parent_page.pk]
        else:
            request.session.pop(WRITING, None)


@hooks.register("after_create_page")
def finish_page(request: HttpRequest, created: Any) -> None:
    """Mark the query as handled once the page that it lacked is saved."""
    pk, kind, parent = request.session.get(WRITING) or (None, "", None)
    if pk is None or (created._meta.label_lower, created.get_parent().pk) != (kind, parent):
        return
    del request.session[WRITING]
    query = SearchQuery.objects.filter(pk=pk).first()
    if query is not None and request.user.has_perm(reading.CHANGE):
        finish(request, query, Handling.PAGE, f"La page «\u00a0{created.title}\u00a0» est enregistrée")


def propose_title(sender: Any, page: Any, **_kwargs: Any) -> None:
    """Fill the title of a new page."""
    if title := _title.get():
        page.title = title
        _title.set("")


init_new_page.connect(propose_title, dispatch_uid="search.query_log.title")
