"""Addresses of the ground floor."""

from __future__ import annotations

from django.urls import path, register_converter

from . import files, views


class FilePath:
    """A file path inside the media folder; the images only."""

    regex = r"(?:images|original_images)/[^\0]+"

    def to_python(self, value: str) -> str:
        """Return the path as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the path as it is."""
        return value


register_converter(FilePath, "image_path")

urlpatterns = [
    path("fichiers/<image_path:path>", files.serve_image, name="serve_image"),
    path(
        "documents/<int:document_id>/<str:document_filename>", files.serve_document, name="wagtaildocs_serve"
    ),
    path("plan-du-site/", views.site_map_page, name="site_map"),
    path("robots.txt", views.robots, name="robots"),
    path("sante/", views.health, name="health"),
]
