"""Wagtail’s accounts with the hub’s rules.

Staff manage accounts without being superusers: they can neither make a superuser, nor touch the
account of one (its address would be enough to take it over), nor choose somebody’s password.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.admin import messages
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from . import services


class AccountCreationForm(UserCreationForm):
    """An account without a password: its owner receives a link to choose one."""

    password_enabled = False

    def save(self, commit: bool = True) -> Any:
        """Save the account."""
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountEditForm(UserEditForm):
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


class AccountViewSet(UserViewSet):
    """Wagtail’s accounts with the hub’s rules."""

    menu_label = "Comptes"
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


class AssignRole(_SparesSuperusers, AssignRoleBulkAction):
    """Puts accounts in a group."""
