"""Address of the rules of health, for everybody signed in."""

from __future__ import annotations

from django.urls import path

from .views import health_rules

urlpatterns = [path("", health_rules, name="health_rules")]
