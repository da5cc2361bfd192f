"""What the défis add to Wagtail’s admin."""

from __future__ import annotations

from wagtail_modeladmin.options import modeladmin_register

from . import member_admin  # noqa: F401
from .registers_admin import DefiRegistersGroup

modeladmin_register(DefiRegistersGroup)
