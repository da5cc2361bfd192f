"""The screens of the search in Wagtail’s admin, under one menu: « Recherche ».

A module of this package is imported when the admin starts (``search/wagtail_hooks.py``) and registers
itself: a register with :func:`search_register`, any other screen with :func:`search_menu_item` (and the
usual hooks for its addresses). An item shows to those who may use it; a menu without items is hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from hub.base.registers import RegisterAdmin

MENU_HOOK = "register_search_menu_item"
MENU_ORDER = 280


class PermissionMenuItem(MenuItem):
    """An item for those who have a permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        """Keep the permission beside what a menu item takes."""
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request: Any) -> bool:
        """Tell whether the reader has the permission."""
        return bool(request.user.has_perm(self.permission))


def search_menu_item(build: Callable[[], MenuItem]) -> Callable[[], MenuItem]:
    """Register a function that returns an item of the menu « Recherche » (decorator).

    Give it a :class:`PermissionMenuItem`, or an ``is_shown`` of its own: a plain ``MenuItem`` shows to
    everybody who enters the admin.
    """
    hooks.register(MENU_HOOK, build)
    return build


def search_register(register: type[RegisterAdmin]) -> type[RegisterAdmin]:
    """Register a wagtail-modeladmin register under the menu « Recherche » (decorator).

    Its ``menu_order`` gives its place; wagtail-modeladmin shows it to those who have a permission on it.
    """
    register.add_to_admin_menu = False
    register.add_to_settings_menu = False
    instance = register()
    instance.register_with_wagtail()
    hooks.register(MENU_HOOK, instance.get_menu_item)
    return register


def search_menu() -> SubmenuMenuItem:
    """Return the menu « Recherche »."""
    menu = Menu(register_hook_name=MENU_HOOK, construct_hook_name="construct_search_menu")
    return SubmenuMenuItem("Recherche", menu, name="hub-search", icon_name="search", order=MENU_ORDER)
