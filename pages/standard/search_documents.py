"""How sections and ordinary pages are found."""

from __future__ import annotations

from search.pages import register_page

from .models import ContentPage, SectionPage

register_page(SectionPage)
register_page(ContentPage)
