"""The page that a personal link opens (no account, no session, one answer), and the team’s desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ..models import FollowUp
from .desk import desk_follow_up, desk_listing
from .forms import AnswerForm
from .links import ExpiredLink, WrongLink, read_token
from .selectors import TERM_WORDS, FollowUpSheet, follow_up_sheet, local_day, product_address
from .services import NotAwaited, record_answer, write_answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("token")
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the news of a défi, or show what was answered.

    Opening the page writes nothing: mail servers open links to examine them. What is wrong with a link
    is said without a word about the défi.
    """
    try:
        link = read_token(token)
        sheet = follow_up_sheet(link)
    except ExpiredLink:
        return _page(request, "expired", 410)
    except WrongLink:
        return _page(request, "wrong", 404)
    if sheet is None:
        return _page(request, "closed", 410)
    if sheet.is_answered:
        return _answered(request, sheet, late=request.method == "POST")
    form = AnswerForm(request.POST if request.method == "POST" else None, product_url=sheet.product_url)
    if not form.is_valid():
        return _page(request, "open", 200, sheet=sheet, form=form)
    try:
        record_answer(sheet.follow_up, sheet.witness.person_id, form.answer())
    except NotAwaited:
        # Somebody was faster, by a second.
        fresh = follow_up_sheet(link)
        return _page(request, "closed", 410) if fresh is None else _answered(request, fresh, late=True)
    return redirect(request.path)


def _answered(request: HttpRequest, sheet: FollowUpSheet, *, late: bool) -> HttpResponse:
    return _page(request, "answered", 409 if late else 200, sheet=sheet, late=late)


def _page(request: HttpRequest, state: str, status: int, **context: Any) -> HttpResponse:
    response = render(request, f"defis/follow_ups/{state}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # The address is a key: no other site learns it. Not « no-referrer », with which browsers send
    # « Origin: null » and Django refuses the form.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the follow-ups for the team: what waits, what was answered, what is silent."""
    listing = desk_listing(request.user, request.GET)
    return render(request, "defis/follow_ups/desk.html", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the team write an answer that came by telephone, or correct one."""
    try:
        found = desk_follow_up(request.user, pk)
    except FollowUp.DoesNotExist as error:
        raise Http404("Pas de prise de nouvelles à cette adresse.") from error
    product_url = product_address(found.defi_id)
    known = {name: getattr(found, name) for name in AnswerForm.base_fields} if found.status else None
    form = AnswerForm(
        request.POST if request.method == "POST" else None, product_url=product_url, initial=known
    )
    if form.is_valid():
        write_answer(found, request.user, form.answer())
        told = f"Les nouvelles du défi «\u00a0{found.defi.title}\u00a0» sont enregistrées."
        messages.success(request, told)
        return redirect("defis:follow_up_desk")
    context = {
        "follow_up": found,
        "form": form,
        "term": TERM_WORDS[found.months],
        "answered_on": local_day(found.answered_at),
    }
    return render(request, "defis/follow_ups/write.html", context)
