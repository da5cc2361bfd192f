"""Choosers of people, administrations and accounts, wherever an edit form refers to one.

A plain select would hold every person of the programme in each form.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from .models import Administration, Person, User
from .selectors import named


class SearchForm(BaseFilterForm):
    """A box that narrows the list; subclasses say how a word matches."""

    q = forms.CharField(
        label="Rechercher", required=False, widget=forms.TextInput(attrs={"placeholder": "Rechercher"})
    )

    def matching(self, word: str) -> Q:
        """Return what a word matches."""
        raise NotImplementedError

    def filter(self, objects: Any) -> Any:
        """Keep the rows that match every word."""
        objects = super().filter(objects)
        words = self.cleaned_data.get("q", "").strip()
        for word in words.split()[:6]:
            objects = objects.filter(self.matching(word))
        self.is_searching, self.search_query = bool(words), words
        return objects


class PersonSearchForm(SearchForm):
    """Finds people by name, blind to accents."""

    def matching(self, word: str) -> Q:
        """Match names."""
        return named(word)


class AdministrationSearchForm(SearchForm):
    """Finds administrations by name or acronym."""

    def matching(self, word: str) -> Q:
        """Match names, acronyms and slugs (without accents)."""
        return Q(name__icontains=word) | Q(acronym__icontains=word) | Q(slug__icontains=word)


class AccountSearchForm(SearchForm):
    """Finds accounts by name or address."""

    def matching(self, word: str) -> Q:
        """Match names and addresses."""
        return Q(email__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)


class _PersonColumns:
    """What tells two namesakes apart."""

    filter_form_class = PersonSearchForm
    ordering = ("last_name", "first_name", "pk")

    def get_object_list(self) -> Any:
        """Return people with what the columns show."""
        return super().get_object_list().select_related("promotion", "administration")  # type: ignore[misc]

    @property
    def columns(self) -> list[Column]:
        """Return the name, the promotion and the administration."""
        return [
            *super().columns,  # type: ignore[misc]
            Column("promotion", label="Promotion", accessor="promotion"),
            Column("administration", label="Administration", accessor="administration"),
        ]


class PersonChooseView(_PersonColumns, ChooseView):
    """The window where a person is chosen."""


class PersonResultsView(_PersonColumns, ChooseResultsView):
    """The results of a search in that window."""


class PersonChooserViewSet(ChooserViewSet):
    """Chooses a person."""

    model = Person
    icon = "user"
    choose_one_text = "Choisir une personne"
    choose_another_text = "Choisir une autre personne"
    edit_item_text = "Modifier cette personne"
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonResultsView


class _AdministrationSearch:
    filter_form_class = AdministrationSearchForm


class AdministrationChooseView(_AdministrationSearch, ChooseView):
    """The window where an administration is chosen."""


class AdministrationResultsView(_AdministrationSearch, ChooseResultsView):
    """The results of a search in that window."""


class AdministrationChooserViewSet(ChooserViewSet):
    """Chooses an administration, or creates the one that is missing."""

    model = Administration
    icon = "home"
    choose_one_text = "Choisir une administration"
    choose_another_text = "Choisir une autre administration"
    edit_item_text = "Modifier cette administration"
    choose_view_class = AdministrationChooseView
    choose_results_view_class = AdministrationResultsView
    form_fields = ("name", "acronym")


class _AccountSearch:
    filter_form_class = AccountSearchForm

    @property
    def columns(self) -> list[Column]:
        """Return the name and the address."""
        return [*super().columns, Column("email", label="Adresse", accessor="email")]  # type: ignore[misc]


class AccountChooseView(_AccountSearch, ChooseView):
    """The window where an account is chosen."""


class AccountResultsView(_AccountSearch, ChooseResultsView):
    """The results of a search in that window."""


class AccountChooserViewSet(ChooserViewSet):
    """Chooses the account of a person."""

    model = User
    icon = "key"
    choose_one_text = "Choisir un compte"
    choose_another_text = "Choisir un autre compte"
    edit_item_text = "Modifier ce compte"
    choose_view_class = AccountChooseView
    choose_results_view_class = AccountResultsView


person_chooser = PersonChooserViewSet("person_chooser", url_prefix="choix-personne")
administration_chooser = AdministrationChooserViewSet(
    "administration_chooser", url_prefix="choix-administration"
)
account_chooser = AccountChooserViewSet("account_chooser", url_prefix="choix-compte")
