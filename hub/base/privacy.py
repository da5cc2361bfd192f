"""Who may read a page: Wagtail’s privacy dialog, with the hub’s words and the opening to the public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.log_actions import log
from wagtail.models import PageViewRestriction

from .groups import groups_in_order
from .models import PublicOpening
from .visibility import page_barriers, public_paths

PUBLIC = "public"
CHOICES = [
    (PageViewRestriction.NONE, "Comme la rubrique au-dessus (par défaut : toute personne connectée)"),
    (PUBLIC, "Tout le monde, sans compte"),
    (PageViewRestriction.LOGIN, "Toute personne connectée, même dans une rubrique ouverte au public"),
    (PageViewRestriction.GROUPS, "Les membres de certains groupes"),
]


class HubPrivacyForm(PageViewRestrictionForm):
    """Adds « Tout le monde, sans compte », which opens the page and those below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["restriction_type"].choices = CHOICES
        self.fields["restriction_type"].label = "Qui peut lire cette page"
        self.opens_to_public = False
        groups = self.fields["groups"]
        groups.queryset = groups_in_order()
        groups.help_text = "Cochez aussi votre groupe si vous voulez continuer à lire la page sur le site."

    def clean_restriction_type(self) -> str:
        """Keep the opening aside: it is not one of Wagtail’s restrictions."""
        chosen = self.cleaned_data["restriction_type"]
        self.opens_to_public = chosen == PUBLIC
        return PageViewRestriction.NONE if self.opens_to_public else chosen

    class Meta(PageViewRestrictionForm.Meta):
        widgets = {"restriction_type": forms.RadioSelect}


class HubPrivacyView(SetPrivacyView):
    """Wagtail’s dialog, mounted at its own address."""

    form_class = HubPrivacyForm

    def get_form(self, form_class: Any = None) -> Any:
        """Keep the hub’s choices, whatever is inherited."""
        form = super().get_form(form_class)
        form.fields["restriction_type"].choices = CHOICES
        return form

    def get_initial(self) -> dict[str, Any]:
        """Show the opening when there is one."""
        if PublicOpening.objects.filter(page_id=self.page.pk).exists():
            return {"restriction_type": PUBLIC}
        return super().get_initial()

    def form_valid(self, form: Any) -> HttpResponse:
        """Open or close, and keep a trace in the page’s history."""
        opened = PublicOpening.objects.filter(page_id=self.page.pk)
        if form.opens_to_public and not opened.exists():
            PublicOpening.objects.create(page_id=self.page.pk, opened_by=self.request.user)
            log(instance=self.page, action="hub.open_to_public", user=self.request.user)
        elif not form.opens_to_public and opened.exists():
            opened.delete()
            log(instance=self.page, action="hub.close_to_public", user=self.request.user)
        return super().form_valid(form)


def access_sentence(page: Any) -> str:
    """Return who may read a page once published, in a few words."""
    kinds = {barrier.kind for barrier in page_barriers() if page.path.startswith(barrier.path)}
    if PageViewRestriction.GROUPS in kinds:
        return "Réservée à certains groupes"
    if not kinds and any(page.path.startswith(path) for path in public_paths()):
        return "Ouverte à tout le monde"
    return "Ouverte à toute personne connectée"
