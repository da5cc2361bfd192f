"""Writes about people, by theme."""

from __future__ import annotations

from .invitations import (
    AccountError,
    AlreadyInvited,
    Guest,
    Invitation,
    NotWaiting,
    invite,
    invite_many,
    resend_invitation,
)
from .passwords import ask_for_new_password, password_link, welcome
from .profiles import ProfileChanges, take_roles_of_groups, update_profile

__all__ = [
    "AccountError",
    "AlreadyInvited",
    "Guest",
    "Invitation",
    "NotWaiting",
    "ProfileChanges",
    "ask_for_new_password",
    "invite",
    "invite_many",
    "password_link",
    "resend_invitation",
    "take_roles_of_groups",
    "update_profile",
    "welcome",
]
