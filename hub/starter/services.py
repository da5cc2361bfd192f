"""Loads the starter content, once, and never over existing content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from hub.base.models import PublicOpening
from hub.people.models import Person
from pages.home.models import HomePage
from search.background import working_inline
from search.query_log import plant_demo_log
from search.services import deferred_indexing

from .histories import publish_defi
from .pages import BUILDERS, common_fields
from .reading import SourcePage, read_pages, read_register
from .registers import load_demo_accounts, load_registers
from .shelf import Shelf

HOME_PLACE = "accueil"
# Order of the main navigation; sections that are not named come after, out of the menus.
MENU = ["parcours", "ressources", "defis", "academie", "retours", "deontologie", "actualites"]


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    pages: int
    people: int
    accounts: int


class AlreadyLoaded(Exception):
    """The hub has content: nothing was touched."""


def has_content() -> bool:
    """Tell whether the hub has a home page already."""
    return HomePage.objects.exists()


def load_starter(*, demo: bool, progress: Callable[[int, int], None] | None = None) -> Loaded:
    """Load registers, pages and, for a demo hub, one account per role and a few searches: all or nothing.

    Args:
        demo: create the demo accounts and the invented query log.
        progress: called with (done, total) after each page.

    Raises:
        AlreadyLoaded: the hub has a home page.
    """
    # One indexing at the end instead of one per row, and the files read before the command ends.
    with working_inline(), deferred_indexing(), transaction.atomic():
        return _load(demo, progress)


def _load(demo: bool, progress: Callable[[int, int], None] | None) -> Loaded:
    if has_content():
        raise AlreadyLoaded
    load_registers()
    accounts = load_demo_accounts() if demo else []
    sources = sorted(read_pages(), key=_menu_rank)
    shelf = Shelf()
    home = _create_home(next(source for source in sources if source.place == HOME_PLACE), shelf)
    others = [source for source in sources if source.place != HOME_PLACE]
    for source in others:
        _create(source, home, shelf)
    # Links go both ways between pages: bodies are written once every page has its number.
    for number, source in enumerate([*others, next(s for s in sources if s.place == HOME_PLACE)], start=1):
        _fill_and_publish(source, shelf)
        if progress is not None:
            progress(number, len(sources))
    if demo:
        plant_demo_log(read_register("searches"))
    return Loaded(pages=len(sources), people=Person.objects.count(), accounts=len(accounts))


def _menu_rank(source: SourcePage) -> tuple[int, int, str]:
    depth = source.place.count("/")
    rank = MENU.index(source.place) if source.place in MENU else len(MENU)
    return depth, rank, source.place


def _create_home(source: SourcePage, shelf: Shelf) -> HomePage:
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Racine")
    home = HomePage(**common_fields(source, shelf), show_in_menus=False)
    # Wagtail’s welcome page stands where the home page goes.
    welcome = root.get_children().filter(slug="home").first()
    root.add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name=settings.HUB_NAME
        )
    else:
        site.root_page, site.site_name = home, settings.HUB_NAME
        site.save()
    if welcome is not None:
        welcome.delete()
    shelf.pages[HOME_PLACE] = home
    return home


def _create(source: SourcePage, home: HomePage, shelf: Shelf) -> None:
    model, _fill = BUILDERS[source.data["type"]]
    parent = shelf.pages[source.parent_place] if source.parent_place else home
    fields = common_fields(source, shelf)
    for name in ("date", "kind"):
        # Required choices get their real value when the page is filled.
        fields.pop(name, None)
    page = model(**fields, show_in_menus=_in_menus(source))
    parent = parent.__class__.objects.get(pk=parent.pk)
    parent.add_child(instance=page)
    shelf.pages[source.place] = page
    if source.data.get("public"):
        PublicOpening.objects.create(page=page)


def _in_menus(source: SourcePage) -> bool:
    section = source.place.split("/")[0]
    return source.place in MENU or (section in {"parcours", "academie"} and "/" in source.place)


def _fill_and_publish(source: SourcePage, shelf: Shelf) -> None:
    model, fill = BUILDERS[source.data["type"]]
    page = model.objects.get(pk=shelf.pages[source.place].pk)
    # Wagtail would read the references of the whole page again after each of its rows.
    with disable_reference_index_auto_update():
        if source.data["type"] == "defi":
            # A défi has a past: it is published as often as its record was.
            publish_defi(page, source, shelf)
        else:
            fill(page, source, shelf)
            page.full_clean()
            page.save_revision(log_action=False).publish(log_action=False)
    ReferenceIndex.create_or_update_for_object(model.objects.get(pk=page.pk))
