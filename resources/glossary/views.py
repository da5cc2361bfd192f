"""The glossary’s page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .selectors import list_terms


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every term by letter, or those that the reader filters."""
    glossary = list_terms(request.user, request.GET.get("q", ""))
    return render(request, "glossary/index.html", {"glossary": glossary})
