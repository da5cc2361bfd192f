"""The forms of the roadmap and of the plan, and the confirmation of the plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from ..confidentiality import reading_of
from ..history import record_confirmation
from ..models import DefiPage
from ..sheets import last_confirmation_of
from .forms import RecordForm, with_more_rows
from .formsets import PENDING
from .permissions import Access, access_of
from .sections import PLAN, ROADMAP, SECTIONS, chosen_sections
from .selectors import last_edit, latest_draft, parts_of
from .services import Outcome, Saved, save_part

# Form -> its part of the record, its page and its title.
PLACES = {
    ROADMAP: ("feuille-de-route/", "Modifier la feuille de route"),
    PLAN: ("perennisation/", "Modifier le plan de pérennisation"),
}
MESSAGES = {
    Saved.PUBLISHED: (messages.SUCCESS, "C’est enregistré et publié."),
    Saved.SUBMITTED: (
        messages.SUCCESS,
        "C’est enregistré et envoyé à l’équipe du programme, qui le relit avant publication.",
    ),
    Saved.DRAFT: (
        messages.SUCCESS,
        "C’est enregistré en brouillon\u00a0: la page publiée ne change pas encore.",
    ),
    Saved.UNCHANGED: (messages.INFO, "Rien n’a changé\u00a0: il n’y avait rien à enregistrer."),
}


@never_cache
def edit_roadmap(request: HttpRequest, defi: DefiPage) -> HttpResponse:
    """Edit the roadmap."""
    return _edit(request, defi, ROADMAP)


@never_cache
def edit_plan(request: HttpRequest, defi: DefiPage) -> HttpResponse:
    """Edit the sustainability plan, whole or one part of it (``?partie=``)."""
    return _edit(request, defi, PLAN)


@never_cache
def confirm_plan(request: HttpRequest, defi: DefiPage) -> HttpResponse:
    """Note that somebody read the plan again and found it up to date; ask first."""
    access, refused = _door(request, defi)
    if refused is not None or access is None:
        return refused or HttpResponseNotAllowed(["GET", "POST"])
    if request.method == "POST":
        record_confirmation(defi, request.user)
        messages.success(request, "Merci\u00a0: le plan est confirmé à la date d’aujourd’hui.")
        return redirect(f"{defi.url}perennisation/")
    context = {"confirmation": last_confirmation_of(defi)}
    response: HttpResponse = defi.render_part(request, PLAN, "defis/editing/confirm.html", **context)
    return response


def _door(request: HttpRequest, defi: DefiPage) -> tuple[Access | None, HttpResponse | None]:
    """Return what the person may do, or the page that sends them elsewhere."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return None, HttpResponseNotAllowed(["GET", "POST"])
    if not request.user.is_authenticated:
        return None, redirect_to_login(request.get_full_path())
    access = access_of(request.user, defi)
    if not access.edit:
        return None, render(request, "errors/403.html", status=403)
    return access, None


def _edit(request: HttpRequest, defi: DefiPage, kind: str) -> HttpResponse:
    access, refused = _door(request, defi)
    if refused is not None or access is None:
        return refused or HttpResponseNotAllowed(["GET", "POST"])
    # A link may lead to one row, or to the rows of a part where something is awaited: they are unfolded.
    awaited = request.GET.get(PENDING, "")
    sections = chosen_sections(kind, awaited or request.GET.get("partie", ""))
    options: dict[str, Any] = {"user": request.user, "reading": reading_of(request.user, defi)}
    page = defi.get_latest_revision_as_object()
    if request.method != "POST":
        asked = PENDING if awaited else request.GET.get("ligne", "")
        form = RecordForm(sections, page, **options, asked=asked)
        return _show(request, defi, kind, access, form)
    action = request.POST.get("action", "save")
    data, added = with_more_rows(request.POST.copy(), action)
    form = RecordForm(sections, page, data, request.FILES, **options)
    valid = form.is_valid()
    form.keep_uploads()
    if action not in {"save", "draft"}:
        form.forget_errors()
        form.focus_on(added)
        return _show(request, defi, kind, access, form)
    if not valid:
        return _show(request, defi, kind, access, form)
    try:
        outcome = save_part(request.user, defi, form, draft=action == "draft")
    except PermissionDenied:
        return render(request, "errors/403.html", status=403)
    if outcome.merged is not None and outcome.page is not None:
        # Taken up again from the version that is there now, with what was typed: the next save is a choice.
        form = RecordForm(
            sections, outcome.page, **options, resume=outcome.merged.resume, start=outcome.start
        )
        return _show(request, defi, kind, access, form, outcome, status=409)
    if outcome.reasons:
        return _show(request, defi, kind, access, form, outcome, status=409)
    messages.add_message(request, *MESSAGES[outcome.saved])
    if action == "draft":
        return redirect(f"{request.get_full_path()}#contenu")
    # An anchor of its own: the browser would keep that of the errors.
    return redirect(f"{defi.url}{PLACES[kind][0]}#contenu")


def _show(
    request: HttpRequest,
    defi: DefiPage,
    kind: str,
    access: Access,
    form: RecordForm,
    outcome: Outcome | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    suffix, title = PLACES[kind]
    context = {
        "form": form,
        "heading": title,
        "access": access,
        "locked": access.lock,
        "reasons": outcome.reasons if outcome else (),
        "differences": outcome.merged.differences if outcome and outcome.merged else (),
        "other": last_edit(defi) if outcome and outcome.saved is Saved.CONFLICT else None,
        "draft": latest_draft(defi),
        "back": f"{defi.url}{suffix}",
        "here": f"{defi.url}{suffix}modifier/",
        "steps": parts_of(kind, form.sections, f"{defi.url}{suffix}modifier/"),
        "whole": len(form.sections) == len(SECTIONS[kind]),
        "errors": form.error_entries if form.is_bound else [],
    }
    response: HttpResponse = defi.render_part(request, kind, "defis/editing/form.html", **context)
    response.status_code = status
    return response
