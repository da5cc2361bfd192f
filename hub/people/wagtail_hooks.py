"""What people add to Wagtail’s admin: registers, choosers, invitations, audit entries."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import invitations_admin
from .accounts_admin import AssignRole, SetActiveState
from .choosers import account_chooser, administration_chooser, person_chooser
from .registers_admin import CommunityGroup

modeladmin_register(CommunityGroup)

# After Wagtail’s own, which they replace.
hooks.register("register_bulk_action", SetActiveState, order=100)
hooks.register("register_bulk_action", AssignRole, order=100)


@hooks.register("register_admin_viewset")
def choosers() -> list[Any]:
    """Add the choosers."""
    return [person_chooser, administration_chooser, account_chooser]


@hooks.register("register_admin_urls")
def invitation_urls() -> list[Any]:
    """Add the invitation screens."""
    return [path("invitations/", include(invitations_admin))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name what the hub writes in the audit log."""
    actions.register_action("people.invite", "Inviter", "A envoyé une invitation")
    actions.register_action("people.invite_again", "Inviter de nouveau", "A renvoyé une invitation")
    actions.register_action("people.profile", "Modifier son profil", "A modifié son profil")
