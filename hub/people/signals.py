"""Keep what a person is in the programme in step with the groups of their account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, post_migrate, post_save
from django.dispatch import receiver

from hub.base.visibility import forget_rules

from .models import Person, User
from .services import take_roles_of_groups


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="people-group-roles")
def _follow_groups(instance: Any, action: str, reverse: bool, pk_set: Any, **_kwargs: Any) -> None:
    """Give the role of a group to those who enter it; who leaves it keeps the role they had."""
    forget_rules()
    if action != "post_add" or not pk_set:
        return
    if reverse:
        take_roles_of_groups(Person.objects.filter(user__in=pk_set), [instance.name])
    else:
        names = Group.objects.filter(pk__in=pk_set).values_list("name", flat=True)
        take_roles_of_groups(Person.objects.filter(user=instance), list(names))


@receiver(post_save, sender=Person, dispatch_uid="people-account-roles")
def _follow_account(instance: Person, raw: bool = False, **_kwargs: Any) -> None:
    """Give a person the roles of their account, which may just have been linked to them."""
    if not raw and instance.user_id is not None:
        names = Group.objects.filter(user=instance.user_id).values_list("name", flat=True)
        take_roles_of_groups([instance], list(names))


# What Django and Wagtail write in English, in the screens where staff compose a group.
VERBS = {
    "add": "ajouter",
    "change": "modifier",
    "delete": "supprimer",
    "view": "consulter",
    "choose": "choisir",
    "publish": "publier",
    "bulk_delete": "supprimer en lot",
    "lock": "verrouiller",
    "unlock": "déverrouiller",
}


@receiver(post_migrate, dispatch_uid="people-french-permissions")
def _speak_french(using: str, **_kwargs: Any) -> None:
    """Give permissions their French names; a name that somebody chose stays.

    Each application announces the end of its migrations in turn, permissions included, so the last
    ones to speak complete the names of those before.
    """
    english = Permission.objects.using(using).filter(name__startswith="Can ").select_related("content_type")
    renamed = []
    for permission in english:
        model = permission.content_type.model_class()
        verb = next((VERBS[code] for code in VERBS if permission.codename.startswith(f"{code}_")), None)
        if model is not None and verb is not None:
            permission.name = f"Peut {verb}\u00a0: {model._meta.verbose_name}"[:255]
            renamed.append(permission)
    Permission.objects.using(using).bulk_update(renamed, ["name"])
