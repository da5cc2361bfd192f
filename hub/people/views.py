"""Sign-in, passwords, one’s own profile, the directory."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView, TemplateView

from . import selectors, services
from .forms import ChoosePasswordForm, PasswordResetForm, ProfileForm, SignInForm, link_formset
from .models import Person

# The only backend that gives accounts: django-axes’ one only counts failures.
BACKEND = "django.contrib.auth.backends.ModelBackend"


def _safe_next(request: HttpRequest) -> str:
    """Return where to go after signing in: never outside the hub."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else resolve_url(settings.LOGIN_REDIRECT_URL)


class SignIn(auth_views.LoginView):
    """The one sign-in page, for the site and the admin."""

    form_class = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo accounts, when this is a demo hub."""
        return super().get_context_data(**kwargs, demo_accounts=selectors.demo_accounts())


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Signs out, then says so on the sign-in page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Sign out."""
        response = super().post(request, *args, **kwargs)
        messages.success(request, "Vous avez quitté le hub. À bientôt !")
        return response


@login_not_required
@require_POST
@never_cache
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account, in one click; not found anywhere but on a demo hub."""
    account = next(
        (user for user in selectors.demo_accounts() if str(user.pk) == request.POST.get("account")), None
    )
    if account is None:
        raise Http404("Ce hub n’a pas ce compte de démonstration.")
    login(request, account, backend=BACKEND)
    return redirect(_safe_next(request))


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class PasswordReset(FormView):
    """Asks for a link; answers the same whether the address has an account or not."""

    form_class = PasswordResetForm
    template_name = "people/password_reset.html"
    success_url = reverse_lazy("people:password_reset_done")

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send the link, if there is somebody to send it to."""
        services.ask_for_new_password(form.cleaned_data["email"])
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class PasswordResetDone(TemplateView):
    """Says that a link was sent, if the address has an account."""

    template_name = "people/password_reset_done.html"


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    """Lets the holder of a link choose a password, then sign in with it."""

    form_class = ChoosePasswordForm
    template_name = "people/password_choose.html"
    success_url = reverse_lazy("people:sign_in")
    extra_context = {"invited": False}

    def form_valid(self, form: Any) -> HttpResponse:
        """Change the password, and lift the pause that failed tries may have caused."""
        response = super().form_valid(form)
        services.welcome(self.user)
        messages.success(self.request, "Votre mot de passe est changé. Vous pouvez vous connecter.")
        return response


class SetPassword(auth_views.PasswordResetConfirmView):
    """Answers an invitation: a password, and one is in."""

    form_class = ChoosePasswordForm
    template_name = "people/password_choose.html"
    success_url = reverse_lazy("people:profile")
    post_reset_login = True
    post_reset_login_backend = BACKEND
    extra_context = {"invited": True}

    def form_valid(self, form: Any) -> HttpResponse:
        """Choose the first password, sign in, and suggest to fill the profile."""
        response = super().form_valid(form)
        messages.success(self.request, "Bienvenue ! Présentez-vous en quelques mots à la promotion.")
        return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Let a person edit what the directory says of them."""
    person = selectors.profile_of(request.user)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    links = link_formset(person, request.POST or None)
    if request.method == "POST" and form.is_valid() and links.is_valid():
        person = services.update_profile(request.user, form.changes(links))
        messages.success(request, "Votre profil est enregistré.")
        return redirect(person)
    if request.method == "POST":
        # A refused form has written on its instance: show the person as they are saved.
        person = selectors.profile_of(request.user)
    context = {
        "form": form,
        "links": links,
        "person": person,
        "photo": selectors.portrait_of(person),
        "errors": form.error_entries + links.error_entries,
    }
    return render(request, "people/profile.html", context)


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Show the people of the programme."""
    listing = selectors.list_people(request.user, request.GET)
    return render(request, "people/directory.html", {"listing": listing, "q": request.GET.get("q", "")})


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person."""
    try:
        sheet = selectors.person_sheet(request.user, slug)
    except Person.DoesNotExist as error:
        raise Http404("Personne à cette adresse dans l’annuaire.") from error
    return render(request, "people/person.html", {"sheet": sheet, "person": sheet.person})
