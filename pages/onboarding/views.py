"""Ticking a task."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from hub.base.selectors import page_url

from .services import UnknownTask, set_task_done


def tick_task(request: HttpRequest, page: Any, key: uuid.UUID) -> HttpResponse:
    """Tick or untick a task, then come back to it on the page."""
    address = page_url(page.url_path)
    if not request.user.is_authenticated:
        return redirect_to_login(address)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        task = set_task_done(request.user, page, key, request.POST.get("done") == "1")
    except UnknownTask:
        messages.error(request, "Cette tâche ne fait plus partie du parcours : la page a été mise à jour.")
        return redirect(address)
    return redirect(f"{address}#{task.anchor}")
