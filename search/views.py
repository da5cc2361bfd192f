"""The results page, the suggestions, and what results are opened."""

from __future__ import annotations

import re
from dataclasses import asdict
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .engines.base import DATE, RELEVANCE
from .facets import active_filters, read_filters, without_filters
from .promotions import promoted_for
from .query_log import record_click, record_search
from .results import SearchResults
from .services import search
from .suggestions import suggest

_POSITION = re.compile(r"[1-9][0-9]{0,2}")


@login_not_required
@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found; visitors who are not signed in find the public pages."""
    found = search(
        request.user,
        request.GET.get("q", ""),
        filters=read_filters(request.GET),
        page=request.GET.get("page", "1"),
        sort=DATE if request.GET.get("tri") == "date" else RELEVANCE,
        exact=request.GET.get("exact") == "1",
    )
    context = {
        "results": found,
        "search_query": found.text,
        "active_filters": active_filters(request.GET, found.facets),
        "without_filters": without_filters(request.GET),
        "click_token": _record(request, found),
        "promoted": promoted_for(request.user, found.text),
        "ask_team_url": _ask_team_url(found.text),
        "sign_in_url": redirect_to_login(f"{request.path}?{urlencode({'q': found.text})}").url,
        # On paper, where a page of results comes from.
        "printed_address": request.build_absolute_uri(),
        "printed_on": timezone.localdate(),
    }
    return render(request, "search/results.html", context)


@login_not_required
@require_safe
@never_cache
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return what to propose while somebody types; nothing is written, nothing may be kept on the way."""
    groups = suggest(request.user, request.GET.get("q", ""))
    return JsonResponse({"groups": [asdict(group) for group in groups]})


# Exempt: the token that the results page was given is signed and says which search it is; the request
# writes nothing in anybody’s name, and sets or reads no cookie. ``sendBeacon`` has no header to carry one.
@csrf_exempt
@login_not_required
@require_POST
@never_cache
def click(request: HttpRequest) -> HttpResponse:
    """Note which result was opened, by its position alone; what makes no sense is left out."""
    try:
        token, position = request.POST.get("token", ""), request.POST.get("position", "")
    except (MultiPartParserError, RequestDataTooBig, UnreadablePostError):
        token = position = ""
    if token and _POSITION.fullmatch(position):
        record_click(token, int(position))
    return HttpResponse(status=204)


def _record(request: HttpRequest, found: SearchResults) -> str:
    """Note a search that somebody typed; return the token that its results send back."""
    # Another order of the same results is no other search, and its positions tell nothing.
    if not found.text or not found.available or found.sort != RELEVANCE:
        return ""
    return record_search(
        request.user,
        found.text,
        filters=found.filters,
        total=found.total,
        exact=found.exact,
        request=request,
    )


def _ask_team_url(text: str) -> str:
    """Return the address of an e-mail to the team, already written."""
    subject = f"Recherche sans résultat : {text}" if text else "Une question sur le hub"
    body = (
        f"Bonjour,\n\nJ’ai cherché « {text} » dans {settings.HUB_NAME} et n’ai pas trouvé.\n\n"
        "Ce dont j’ai besoin, et pourquoi :\n\n"
    )
    return f"mailto:{settings.HUB_TEAM_EMAIL}?subject={quote(subject)}&body={quote(body)}"
