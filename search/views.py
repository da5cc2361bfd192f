"""The results page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.base.registry import navigation

from .promotions import promoted_for
from .services import search


@login_not_required
@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found; visitors who are not signed in find the public pages."""
    found = search(
        request.user,
        request.GET.get("q", ""),
        kind=request.GET.get("type", ""),
        page=request.GET.get("page", "1"),
    )
    context = {
        "results": found,
        "search_query": found.text,
        "promoted": promoted_for(request.user, found.text),
        "ask_team_url": _ask_team_url(found.text),
        "sign_in_url": redirect_to_login(f"{request.path}?{urlencode({'q': found.text})}").url,
        "places": [
            link for link in navigation.all() if request.user.is_authenticated or not link.signed_in_only
        ],
    }
    return render(request, "search/results.html", context)


def _ask_team_url(text: str) -> str:
    """Return the address of an e-mail to the team, already written."""
    subject = f"Recherche sans résultat : {text}" if text else "Une question sur le hub"
    body = (
        f"Bonjour,\n\nJ’ai cherché « {text} » dans {settings.HUB_NAME} et n’ai pas trouvé.\n\n"
        "Ce dont j’ai besoin, et pourquoi :\n\n"
    )
    return f"mailto:{settings.HUB_TEAM_EMAIL}?subject={quote(subject)}&body={quote(body)}"
