"""Addresses of the open data."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="open_data"),
    path("defis.csv", views.csv_file, name="open_data_csv"),
    path("defis.json", views.json_file, name="open_data_json"),
    path("schema.json", views.schema_file, name="open_data_schema"),
]
