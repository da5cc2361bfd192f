"""Invitation screens of the Wagtail admin."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from hub.base.groups import composed_groups

from . import services
from .enums import HubGroup, Trade
from .guest_list import (
    MAX_BYTES,
    MAX_LINES_LABEL,
    NAMES,
    REQUIRED,
    GuestListError,
    LineError,
    decode,
    read_guest_text,
)
from .models import Administration, Promotion, User
from .selectors import waiting_invitations

may_invite = permission_required("people.add_user")


def _groups() -> list[tuple[str, str]]:
    """Return the groups, those of the hub first, in the order of the programme."""
    known = list(HubGroup.values)
    names = list(composed_groups().values_list("name", flat=True))
    order = [name for name in known if name in names] + sorted(name for name in names if name not in known)
    return [("", "---------"), *((name, name) for name in order)]


class InviteForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)
    group = forms.ChoiceField(
        label="Groupe", choices=_groups, help_text="Donne les droits dans le hub, et le rôle dans l’annuaire."
    )
    promotion = forms.ModelChoiceField(Promotion.objects.all(), label="Promotion", required=False)
    administration = forms.ModelChoiceField(
        Administration.objects.all(), label="Administration", required=False
    )
    trade = forms.ChoiceField(label="Métier", choices=[("", "---------"), *Trade.choices], required=False)
    job_title = forms.CharField(label="Fonction", max_length=200, required=False)


class GuestListForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label="Fichier CSV",
        help_text=f"Une ligne par personne, {MAX_LINES_LABEL} lignes au plus ; 1 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "Accueil"}]
    if title != "Invitations":
        crumbs.append({"url": reverse("people_admin:invitations"), "label": "Invitations"})
    crumbs.append({"url": "", "label": title})
    shown = {"page_title": title, "header_title": title, "header_icon": "mail", "breadcrumbs_items": crumbs}
    return TemplateResponse(request, f"people/admin/{template}.html", {**shown, **context})


@may_invite
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Show the invitations that wait for an answer."""
    page = Paginator(waiting_invitations(request.user), 50).get_page(request.GET.get("p"))
    return _page(request, "invitations", "Invitations", waiting=page)


@may_invite
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite(**form.cleaned_data, by=request.user)
        except services.AlreadyInvited as error:
            form.add_error("email", str(error))
        except services.AccountError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, [invitation])
            return redirect("people_admin:invitations")
    return _page(request, "invite", "Inviter une personne", form=form)


@may_invite
def invite_file(request: HttpRequest) -> HttpResponse:
    """Invite the people of a CSV file: first read and shown, then confirmed.

    The text travels in the confirmation form and is read again: nothing is kept between the two.
    """
    form, guests, text = GuestListForm(), None, ""
    errors: list[LineError] = []
    if "confirmed" in request.POST:
        guests, errors = _read(request.POST.get("text", ""))
        if guests is not None:
            try:
                sent = services.invite_many(guests.guests, by=request.user)
            except services.AccountError as error:  # an account was opened since the file was read
                errors = [LineError(str(error))]
            else:
                _tell(request, sent)
                return redirect("people_admin:invitations")
        guests = None
    elif request.method == "POST":
        form = GuestListForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                text = _content(form.cleaned_data["file"])
            except GuestListError as error:
                errors = error.errors
            else:
                guests, errors = _read(text)
    return _page(
        request,
        "invite_file",
        "Inviter depuis un fichier",
        form=form,
        errors=errors,
        guests=guests,
        text=text,
        columns=[(NAMES[name], name in REQUIRED) for name in NAMES],
        groups=[name for name, _label in _groups() if name],
        promotions=Promotion.objects.all()[:12],
    )


def _content(file: Any) -> str:
    """Return the text of an uploaded file, without reading more than is accepted."""
    return decode(file.read(MAX_BYTES + 1))


def _read(text: str) -> tuple[Any, list[LineError]]:
    try:
        return read_guest_text(text), []
    except GuestListError as error:
        return None, error.errors


@may_invite
@require_safe
def sample_file(request: HttpRequest) -> HttpResponse:
    """Give a CSV file to fill, which French spreadsheets open as it is."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerow(NAMES.values())
    writer.writerow(
        ["camille.exemple@ministere.example", "Camille", "Exemple", "Mentors", "", "", "", "Cheffe de projet"]
    )
    response = HttpResponse("\ufeff" + content.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    return response


@may_invite
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    user = get_object_or_404(User, pk=pk)
    try:
        invitation = services.resend_invitation(user, by=request.user)
    except services.NotWaiting as error:
        messages.error(request, str(error))
    else:
        _tell(request, [invitation])
    return redirect("people_admin:invitations")


def _tell(request: HttpRequest, invitations: list[services.Invitation]) -> None:
    """Say which e-mails left."""
    failed = [invitation.user.email for invitation in invitations if invitation.sent is False]
    sent = len(invitations) - len(failed)
    if sent == 1 and not failed:
        messages.success(request, f"L’invitation est partie à {invitations[0].user.email}.")
    elif sent:
        messages.success(request, f"{sent} invitations sont parties.")
    if failed:
        messages.warning(
            request,
            f"Comptes créés, mais courriels non partis : {', '.join(failed)}. Renvoyez-les plus tard.",
        )


class InvitationsMenuItem(MenuItem):
    """Shown to those who may open accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the entry is shown."""
        return request.user.has_perm("people.add_user")


def invitations_menu_item(order: int) -> MenuItem:
    """Return the entry of the admin’s menu."""
    return InvitationsMenuItem(
        "Invitations", reverse("people_admin:invitations"), name="invitations", icon_name="mail", order=order
    )


app_name = "people_admin"
urlpatterns = [
    path("", invitations, name="invitations"),
    path("nouvelle/", invite, name="invite"),
    path("fichier/", invite_file, name="invite_file"),
    path("fichier/modele.csv", sample_file, name="sample_file"),
    path("<int:pk>/renvoyer/", resend, name="resend"),
]
