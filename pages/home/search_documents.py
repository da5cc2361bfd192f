"""Why the home page is not found."""

from __future__ import annotations

from search.documents import exclude

from .models import HomePage

exclude(HomePage, "L’accueil est à un clic de partout, et ne dit que ce que d’autres pages disent.")
