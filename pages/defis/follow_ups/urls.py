"""Addresses."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.desk, name="follow_up_desk"),
    path("saisir/<int:pk>/", views.write, name="follow_up_write"),
    path("<str:token>/", views.follow_up, name="follow_up"),
]
