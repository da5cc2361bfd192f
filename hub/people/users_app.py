"""Stands for ``wagtail.users`` in INSTALLED_APPS.

Not in ``apps.py``: with two configurations there, Django would use neither for ``hub.people``.
"""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class HubUsersConfig(WagtailUsersAppConfig):
    """Wagtail’s accounts with the hub’s rules: see :mod:`hub.people.accounts_admin`."""

    group_viewset = "hub.people.accounts_admin.ComposedGroupViewSet"
    user_viewset = "hub.people.accounts_admin.AccountViewSet"
