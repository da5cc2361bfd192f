"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("images/", views.pictures, name="dashboard_pictures"),
    path("export.csv", views.export_csv, name="dashboard_csv"),
    path("export.xlsx", views.export_xlsx, name="dashboard_xlsx"),
]
