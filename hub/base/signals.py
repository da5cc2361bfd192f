"""Keep what the request remembers in step with the access rules."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction, PageViewRestriction
from wagtail.signals import post_page_move

from .models import PublicOpening
from .visibility import forget_rules

RULES = (PageViewRestriction, CollectionViewRestriction, PublicOpening)


def _forget(**_kwargs: Any) -> None:
    forget_rules()


for _model in RULES:
    post_save.connect(_forget, sender=_model, dispatch_uid=f"forget-save-{_model.__name__}")
    post_delete.connect(_forget, sender=_model, dispatch_uid=f"forget-delete-{_model.__name__}")
for _through in (PageViewRestriction.groups.through, CollectionViewRestriction.groups.through):
    m2m_changed.connect(_forget, sender=_through, dispatch_uid=f"forget-groups-{_through.__name__}")


@receiver(post_page_move)
def _forget_after_move(**_kwargs: Any) -> None:
    forget_rules()
