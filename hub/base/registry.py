"""Where higher rooms plug into the ground floor, which never names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries, in a stable order, that refuses a second claim on a name."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, tuple[int, T]] = {}

    def register(self, name: str, entry: T, order: int = 100) -> T:
        """Add an entry.

        Raises:
            ImproperlyConfigured: the name is taken by another entry.
        """
        if name in self._entries and self._entries[name][1] is not entry:
            raise ImproperlyConfigured(f"{self.what} : « {name} » est déjà inscrit.")
        self._entries[name] = (order, entry)
        return entry

    def all(self) -> list[T]:
        """Return the entries by order, then name."""
        return [
            entry for _name, (_order, entry) in sorted(self._entries.items(), key=lambda e: (e[1][0], e[0]))
        ]

    def get(self, name: str) -> T | None:
        """Return an entry, or None."""
        found = self._entries.get(name)
        return found[1] if found else None


@dataclass(frozen=True)
class NavigationLink:
    """A place of the hub that is not a page: it joins the pages in the main navigation.

    Attributes:
        label: its name.
        url_name: name of its address.
        signed_in_only: whether only signed-in people see it.
        shown_to: ``(user) -> bool``, asked on every page: it must cost no query of its own; None: everybody.
    """

    label: str
    url_name: str
    signed_in_only: bool = True
    shown_to: Callable[[Any], bool] | None = None

    def shows_to(self, user: Any) -> bool:
        """Tell whether a person sees the place in the navigation."""
        if self.signed_in_only and not user.is_authenticated:
            return False
        return self.shown_to is None or self.shown_to(user)


navigation: Registry[NavigationLink] = Registry("Navigation")
# user -> audience codes (settings.HUB_AUDIENCES); the people room knows how to tell.
audience_readers: Registry[Callable[[Any], list[str]]] = Registry("Rôles")
# Decides for files referred to by something else than a page: (user, referring object) -> bool.
file_readers: Registry[Callable[[Any, Any], bool]] = Registry("Lecture des fichiers")
# (user, HTML of a text of the page being served) -> the same with what a room adds, such as tooltips.
text_enrichers: Registry[Callable[[Any, str], str]] = Registry("Textes des pages")
# Groups that a room fills and empties by itself: nobody puts an account in them by hand.
kept_groups: Registry[Callable[[], Any]] = Registry("Groupes tenus par le hub")
# Closes places of the admin to some of those who enter it: (user, path) -> whether they may go there.
admin_guards: Registry[Callable[[Any, str], bool]] = Registry("Portes de l’espace d’édition")


def audiences_of(user: Any) -> list[str]:
    """Return the audience codes of a user: what they are in the programme."""
    if not user.is_authenticated:
        return []
    found: list[str] = []
    for reader in audience_readers.all():
        found += [code for code in reader(user) if code not in found]
    return found
