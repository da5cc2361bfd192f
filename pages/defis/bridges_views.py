"""The page where missing skills meet those who have them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import bridges


@require_safe
def list_needs(request: HttpRequest) -> HttpResponse:
    """Show the défis that lack a skill, and who has it."""
    return render(request, "defis/bridges.html", {"listing": bridges.list_needs(request.user, request.GET)})
