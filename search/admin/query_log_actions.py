"""What can be done about a query, from its row: each action leaves a trace in its state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from search.models import SearchQuery
from search.models.query_log import Handling
from search.query_log import handling, reading

INDEX = "recherche_recherches-faites_modeladmin_index"
DELETE = "recherche_recherches-faites_modeladmin_delete"
# The register of synonyms, whose add form takes ``?expressions=…``.
SYNONYM_ADD = "recherche_synonymes_modeladmin_create"
SYNONYM_PERMISSION = "hub_search.add_synonymset"
PROMOTE_PERMISSION = "wagtailsearchpromotions.add_searchpromotion"
UNPROMOTE_PERMISSION = "wagtailsearchpromotions.delete_searchpromotion"

# Kept until the list is shown: what was done, and how to undo it.
UNDO = "search_log_undo"
# What the addresses of the forms carry: the query.
QUERY = "recherche"

may_act = permission_required(reading.CHANGE)


@dataclass(frozen=True)
class Action:
    """A button of a row.

    Attributes:
        label: what it does; the query follows for who does not see the row.
        url: where it leads, or what it posts to.
        post: it acts at once.
        icon: name of its icon.
        quiet: it is of lesser importance.
    """

    label: str
    url: str
    post: bool = False
    icon: str = ""
    quiet: bool = False


def may_create_pages(user: Any) -> bool:
    """Tell whether a user may add pages somewhere."""
    return PagePermissionPolicy().user_has_permission(user, "add")


def actions_for(user: Any, query: SearchQuery) -> list[Action]:
    """Return what a user may do about a query."""
    if not user.has_perm(reading.CHANGE):
        return []

    def to(name: str) -> str:
        return reverse(f"search_log:{name}", args=[query.pk])

    found = []
    if user.has_perm(SYNONYM_PERMISSION):
        found.append(Action("Ajouter un synonyme", to("synonym"), icon="plus"))
    if user.has_perm(PROMOTE_PERMISSION):
        found.append(Action("Mettre une page en avant", to("promote"), icon="pick"))
    if may_create_pages(user):
        found.append(Action("Créer la page manquante", to("page"), icon="doc-empty"))
    if handling.referents.all():
        found.append(Action("Demander à une personne référente", to("ask"), icon="mail"))
    if query.is_handled:
        found.append(Action("Remettre à traiter", to("reopen"), post=True, icon="undo"))
    else:
        found.append(Action("Marquer comme traitée", to("done"), post=True, icon="check"))
    if query.hidden:
        found.append(Action("Proposer de nouveau", to("show"), post=True, quiet=True))
    elif query.popularity:
        found.append(Action("Ne jamais proposer", to("hide"), post=True, quiet=True))
    found.append(Action("Noter", to("note"), quiet=True))
    if user.has_perm("hub_search.delete_searchquery"):
        found.append(Action("Effacer", reverse(DELETE, args=[query.pk]), quiet=True))
    return found


# --- Ways back ---------------------------------------------------------------------------------
def back(request: HttpRequest) -> str:
    """Return the list as it was, or the list."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse(INDEX)


def query_or_404(pk: int) -> SearchQuery:
    return get_object_or_404(SearchQuery, pk=pk)


def _offer_undo(
    request: HttpRequest,
    query: SearchQuery,
    sentence: str,
    label: str = "Annuler\u00a0: remettre à traiter",
    picks: Sequence[int] = (),
) -> None:
    """Say on the list what was done, beside a button that undoes it."""
    address = reverse("search_log:reopen", args=[query.pk])
    request.session[UNDO] = {"url": address, "sentence": sentence, "label": label, "picks": list(picks)}


def take_undo(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the list says once."""
    found: dict[str, Any] | None = request.session.pop(UNDO, None)
    return found


def query_asked(request: HttpRequest) -> SearchQuery | None:
    """Return the query that an address names, for whoever may act on it."""
    number = request.GET.get(QUERY, "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return SearchQuery.objects.filter(pk=number).first() if request.user.has_perm(reading.CHANGE) else None


def finish(request: HttpRequest, query: SearchQuery, how: Handling, what: str) -> None:
    """Mark a query as handled once what it lacked is saved; what was saved stays if it is put back."""
    handling.handle(query, how)
    sentence = f"{what}\u00a0: «\u00a0{query.text}\u00a0» est marquée comme traitée."
    _offer_undo(request, query, sentence, "Remettre à traiter")


def form_page(request: HttpRequest, title: str, query: SearchQuery, form: forms.Form, **context: Any) -> Any:
    """Show the form of an action."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
        {"url": reverse(INDEX), "label": "Recherches faites"},
        {"url": "", "label": title},
    ]
    shown = {
        "page_title": title,
        "page_subtitle": f"«\u00a0{query.text}\u00a0»",
        "header_title": f"{title}\u00a0: «\u00a0{query.text}\u00a0»",
        "header_icon": "search",
        "breadcrumbs_items": crumbs,
        "query": query,
        "form": form,
        "media": form.media,
        "back": back(request),
    }
    return TemplateResponse(request, "search/admin/action.html", {**shown, **context})


# --- Actions in one click ----------------------------------------------------------------------
@may_act
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a query as handled."""
    query = query_or_404(pk)
    handling.handle(query, Handling.DONE)
    _offer_undo(request, query, f"«\u00a0{query.text}\u00a0» est marquée comme traitée.")
    return redirect(back(request))


@may_act
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a query back among those that wait, without the promotions that the action had added."""
    query = query_or_404(pk)
    picks = [int(value) for value in request.POST.getlist("pick")[:20] if re.fullmatch(r"[0-9]{1,9}", value)]
    if picks and request.user.has_perm(UNPROMOTE_PERMISSION):
        titles = handling.undo_promotion(query, picks, by=request.user)
    else:
        handling.reopen(query)
        titles = []
    again = f"«\u00a0{query.text}\u00a0» est de nouveau à traiter"
    pages = ", ".join(f"«\u00a0{title}\u00a0»" for title in titles)
    messages.success(request, f"{again}\u202f; {pages} ne passe plus devant." if titles else f"{again}.")
    return redirect(back(request))


@may_act
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Never suggest a query."""
    query = query_or_404(pk)
    handling.set_hidden(query, True)
    messages.success(request, f"«\u00a0{query.text}\u00a0» ne sera plus proposée à personne.")
    return redirect(back(request))


@may_act
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a query be suggested again."""
    query = query_or_404(pk)
    handling.set_hidden(query, False)
    messages.success(request, f"«\u00a0{query.text}\u00a0» peut de nouveau être proposée.")
    return redirect(back(request))


@permission_required(SYNONYM_PERMISSION)
@may_act
@require_safe
def synonym(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the form that adds a synonym, already filled; saving it marks the query as handled."""
    query = query_or_404(pk)
    carried = {"expressions": query.text, QUERY: query.pk, "next": back(request)}
    return redirect(f"{reverse(SYNONYM_ADD)}?{urlencode(carried)}")


# --- Actions with a form -----------------------------------------------------------------------
class PromoteForm(forms.Form):
    """A page to put first."""

    page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label="Page à mettre en avant",
        widget=AdminPageChooser,
        error_messages={"required": "Choisissez une page."},
    )
    description = forms.CharField(
        label="Pourquoi cette page",
        required=False,
        max_length=300,
        help_text="Facultatif\u00a0: une phrase, montrée sous le lien.",
    )


@permission_required(PROMOTE_PERMISSION)
@may_act
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a page first for a query."""
    query = query_or_404(pk)
    forms_typed = reading.typed_forms(request.user, query)
    form = PromoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = form.cleaned_data["page"]
        why = form.cleaned_data["description"]
        picks = handling.promote(query, page, why, texts=forms_typed, by=request.user)
        sentence = f"«\u00a0{page}\u00a0» passe devant pour «\u00a0{query.text}\u00a0»."
        _offer_undo(request, query, sentence, picks=picks)
        return redirect(back(request))
    return form_page(
        request, "Mettre une page en avant", query, form, typed=forms_typed, submit="Mettre en avant"
    )


class AskForm(forms.Form):
    """A question to somebody who knows."""

    person = forms.Field()
    message = forms.CharField(label="Message", max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, field: forms.Field, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = field
        self.order_fields(["person", "message"])


@may_act
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to somebody who knows."""
    query = query_or_404(pk)
    known = handling.referents.all()
    if not known:
        raise PermissionDenied
    form = AskForm(known[0].field(), request.POST or None, initial={"message": _letter(request, query)})
    if request.method == "POST" and form.is_valid():
        try:
            email = known[0].email(form.cleaned_data["person"])
            handling.ask(query, email, form.cleaned_data["message"], by=request.user)
        except handling.HandlingError as error:
            form.add_error(None, str(error))
        else:
            _offer_undo(request, query, "Le courriel est parti, avec une copie pour vous.")
            return redirect(back(request))
    return form_page(request, "Demander à une personne référente", query, form, submit="Envoyer")


def _letter(request: HttpRequest, query: SearchQuery) -> str:
    since = reading.period_start("90")
    seen = reading.queries_over(request.user, since).filter(pk=query.pk).first()
    context = {"query": query, "seen": seen, "by": request.user, "hub_name": settings.HUB_NAME}
    return render_to_string("emails/search_question.txt", context).strip()


class NoteForm(forms.Form):
    """A note for the rest of the team."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Pour l’équipe. N’écrivez aucun nom de personne.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@may_act
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note."""
    query = query_or_404(pk)
    form = NoteForm(request.POST or None, initial={"note": query.note})
    if request.method == "POST" and form.is_valid():
        handling.annotate(query, form.cleaned_data["note"])
        messages.success(request, "La note est enregistrée.")
        return redirect(back(request))
    return form_page(request, "Noter", query, form, submit="Enregistrer")


def urls() -> list[Any]:
    """Return the addresses of the actions."""
    views = {
        "synonyme": synonym, "mise-en-avant": promote, "demande": ask, "traitee": done,
        "a-traiter": reopen, "jamais-proposee": hide, "proposee": show, "note": note,
    }  # fmt: skip
    return [path(f"<int:pk>/{place}/", view, name=view.__name__) for place, view in views.items()]
