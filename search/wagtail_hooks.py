"""What the search adds to Wagtail’s admin: one menu, filled by the modules of ``search/admin``."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from wagtail import hooks

from . import admin

for _module in pkgutil.iter_modules(admin.__path__):
    import_module(f"{admin.__name__}.{_module.name}")

hooks.register("register_admin_menu_item", admin.search_menu)
