"""What every request goes through: the door, the access rules, the content security policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Page, Site

from .registry import admin_guards
from .visibility import access_scope, may_enter

GetResponse = Callable[[HttpRequest], HttpResponse]


class AccessScopeMiddleware:
    """Read the access rules once per request, however many listings a page shows."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with access_scope(request.user):
            return self.get_response(request)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Ask for a sign-in everywhere, except where a finer rule decides.

    Wagtail’s page view is left to :func:`hub.base.wagtail_hooks.check_page_access`, which knows the
    pages opened to the public; files are left to :mod:`hub.base.files`.
    """

    # Views of libraries that follow the same rule by another way, by URL name.
    exempt_names = frozenset({"wagtail_serve", "wagtail_serve_root", "wagtaildocs_serve"})

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Let the exempted views through, redirect the others to the sign-in page."""
        match = request.resolver_match
        if match is not None and (match.url_name in self.exempt_names or "wagtailadmin" in match.namespaces):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class AdminDoorMiddleware:
    """Explain kindly that the admin is not for everybody, instead of asking to sign in again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.prefix = "/admin/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.prefix):
            user = request.user
            if not user.is_authenticated:
                # One sign-in page for the site and the admin, throttled and in French.
                if request.path == reverse("wagtailadmin_login"):
                    return redirect_to_login(request.GET.get("next", self.prefix))
            elif not user.has_perm("wagtailadmin.access_admin"):
                return render(request, "errors/admin_door.html", status=403)
            elif not all(may_go(user, request.path) for may_go in admin_guards.all()):
                return render(request, "errors/403.html", status=403)
        return self.get_response(request)


class VisibleRedirectMiddleware(RedirectMiddleware):
    """Wagtail’s redirects, which say nothing of a page that the reader may not open.

    The new address of a page holds its title: a stranger signs in first, the others are refused.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Answer the redirect of an address that leads nowhere, if its target may be opened."""
        answer = super().process_response(request, response)
        if answer is response:
            return response
        site = Site.find_for_request(request)
        address = urlsplit(answer["Location"])
        if site is None or (address.netloc and address.netloc != request.get_host()):
            return answer
        url_path = f"{site.root_page.url_path.rstrip('/')}{address.path}"
        target = Page.objects.filter(url_path=url_path).only("path").first()
        if target is None or may_enter(target.path, request.user):
            return answer
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return render(request, "errors/403.html", status=403)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Two policies: a strict one for the site, one that Wagtail’s admin can live with.

    The preview of a draft is a page of the site, framed by the admin: it keeps the strict policy.
    """

    def get_policy_parts(self, request: HttpRequest, response: Any, report_only: bool = False) -> Any:
        """Return the parts of the policy for the place where the request goes."""
        if request.path.startswith("/admin/") and not getattr(request, "is_preview", False):
            response._csp_config = settings.HUB_ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return super().get_policy_parts(request, response, report_only)
