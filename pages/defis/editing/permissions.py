"""Who edits a défi, and what becomes of what they write: Wagtail’s page permissions and locks decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..models import DefiPage


@dataclass(frozen=True)
class Access:
    """What a person may do to a défi.

    Attributes:
        edit: whether they may edit it.
        publish: whether what they write is published at once.
        submit: whether it may be sent to be read again before publication.
        lock: why nobody, or not they, may edit it now; empty when they may.
    """

    edit: bool
    publish: bool = False
    submit: bool = False
    lock: str = ""


def access_of(user: Any, defi: DefiPage) -> Access:
    """Return what a person may do to a défi."""
    if not user.is_authenticated:
        return Access(edit=False)
    allowed = defi.permissions_for_user(user)
    if not allowed.can_edit():
        return Access(edit=False)
    return Access(
        edit=True,
        publish=allowed.can_publish(),
        submit=bool(defi.has_workflow),
        lock=lock_sentence(user, defi),
    )


def lock_sentence(user: Any, defi: DefiPage) -> str:
    """Return why a person may not edit a défi now; empty when they may."""
    lock = defi.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    if defi.locked:
        by = f" par {defi.locked_by}" if defi.locked_by else ""
        return f"La page de ce défi est verrouillée{by}\u00a0: elle ne peut pas être modifiée pour l’instant."
    return (
        "Des modifications de ce défi attendent la relecture de l’équipe du programme\u00a0: "
        "il pourra de nouveau être modifié ensuite."
    )
