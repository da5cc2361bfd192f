"""People of the programme: accounts, directory, profiles."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Personnes."""

    name = "hub.people"
    label = "people"
    verbose_name = "Personnes"

    def ready(self) -> None:
        """Tell the ground floor who people are, and plug in checks and signals."""
        from wagtail.models import ReferenceIndex

        from hub.base.registry import NavigationLink, audience_readers, file_readers, navigation
        from search.cards import CardKind, card_kinds

        from . import checks, search_log, signals  # noqa: F401
        from .models import Person
        from .selectors import audiences_of_groups, may_see_portrait, people_found

        navigation.register("directory", NavigationLink("Annuaire", "people:directory"), order=70)
        audience_readers.register("groups", audiences_of_groups)
        card_kinds.register("person", CardKind("people/search_card.html", people_found))
        search_log.plug()
        # A portrait is in no page: the reference index says whose it is, and the reader decides.
        ReferenceIndex.register_model(Person)
        file_readers.register(Person._meta.label, may_see_portrait)
