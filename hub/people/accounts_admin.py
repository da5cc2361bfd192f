"""Wagtail’s accounts with the hub’s rules.

Staff manage accounts without being superusers: they can neither make a superuser, nor touch the
account of one (its address would be enough to take it over), nor choose somebody’s password.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from wagtail.admin import messages
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction
from wagtail.users.views.groups import DeleteView as GroupsDeleteView
from wagtail.users.views.groups import EditView as GroupsEditView
from wagtail.users.views.groups import GroupViewSet, IndexView
from wagtail.users.views.users import CreateView, EditView, UserFilterSet, UserViewSet

from hub.base.groups import composed_groups

from . import services


class _ChosenGroups:
    """Mixin of forms that offer the groups that staff compose, and leave an account in the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = composed_groups()  # type: ignore[attr-defined]

    def clean_groups(self) -> list[Any]:
        """Return the groups chosen, and those that a room keeps by itself."""
        chosen = list(self.cleaned_data["groups"])  # type: ignore[attr-defined]
        account = self.instance  # type: ignore[attr-defined]
        kept = account.groups.exclude(pk__in=composed_groups()) if account.pk else []
        return [*chosen, *kept]


class AccountCreationForm(_ChosenGroups, UserCreationForm):
    """An account without a password: its owner receives a link to choose one."""

    password_enabled = False

    def save(self, commit: bool = True) -> Any:
        """Save the account."""
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountEditForm(_ChosenGroups, UserEditForm):
    """An account; its password is its owner’s business."""

    password_enabled = False


def _protect(form: Any, user: Any) -> Any:
    """Leave the making of superusers to superusers."""
    if not user.is_superuser and "is_superuser" in form.fields:
        form.fields["is_superuser"].disabled = True
    return form


class AccountCreateView(CreateView):
    """Creates an account, then invites its owner."""

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form that the user may fill."""
        return _protect(super().get_form(form_class), self.request.user)

    def save_instance(self) -> Any:
        """Save the account and send the invitation."""
        user = super().save_instance()
        invitation = services.resend_invitation(user, by=self.request.user)
        if invitation.sent is False:
            messages.warning(self.request, "Compte créé, mais le courriel d’invitation n’est pas parti.")
        return user


class AccountEditView(EditView):
    """Edits an account."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse to show a superuser’s account to anybody else."""
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form that the user may fill."""
        return _protect(super().get_form(form_class), self.request.user)


class AccountFilterSet(UserFilterSet):
    """Filters of the accounts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].queryset = composed_groups()


class AccountViewSet(UserViewSet):
    """Wagtail’s accounts with the hub’s rules."""

    menu_label = "Comptes"
    filterset_class = AccountFilterSet
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return the form without passwords."""
        return AccountEditForm if for_update else AccountCreationForm


class _SparesSuperusers:
    """Mixin of bulk actions that leave superusers alone."""

    def check_perm(self, obj: Any) -> bool:
        """Tell whether the action may touch an account."""
        allowed = bool(super().check_perm(obj))  # type: ignore[misc]
        return allowed and (self.request.user.is_superuser or not obj.is_superuser)  # type: ignore[attr-defined]


class SetActiveState(_SparesSuperusers, SetActiveStateBulkAction):
    """Opens or closes accounts."""


class RoleForm(forms.Form):
    """A group to put accounts in."""

    role = forms.ModelChoiceField(Group.objects.none(), label="Groupe")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = composed_groups()  # type: ignore[attr-defined]


class AssignRole(_SparesSuperusers, AssignRoleBulkAction):
    """Puts accounts in a group."""

    form_class = RoleForm


class GroupIndexView(IndexView):
    """The groups that staff compose."""

    def get_base_queryset(self) -> Any:
        """Leave out those that a room keeps by itself."""
        return composed_groups()


class _SparesKeptGroups:
    """Mixin of screens that leave alone the groups that a room keeps by itself."""

    def get_object(self, *args: Any) -> Any:
        """Return the group, if staff compose it."""
        return get_object_or_404(composed_groups(), pk=super().get_object(*args).pk)  # type: ignore[misc]


class GroupEditView(_SparesKeptGroups, GroupsEditView):
    """Edits a group."""


class GroupDeleteView(_SparesKeptGroups, GroupsDeleteView):
    """Deletes a group."""


class ComposedGroupViewSet(GroupViewSet):
    """Wagtail’s groups, without those that would be undone at the next synchronisation."""

    index_view_class = GroupIndexView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView
