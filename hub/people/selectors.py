"""Reads about people. The first argument is the user who reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.text import slugify

from hub.base.fields import holding
from hub.base.groups import composed_groups
from hub.base.images import rendition_or_none
from hub.base.listing import ActiveFilter, FilterSpec, Listing, build_listing, query_string
from hub.base.models import HubImage
from hub.base.visibility import memberships
from search.engines.base import EngineHit

from .enums import AUDIENCE_OF_GROUP, DEMO_DOMAIN, Role, Trade
from .models import Administration, Person, Promotion, Skill, User
from .registry import PersonSection, person_sections

CARD_PHOTO = "fill-120x120"
PAGE_PHOTO = "fill-240x240"
PER_PAGE = 24


@dataclass(frozen=True)
class PersonCard:
    """A person in the directory."""

    pk: int
    name: str
    url: str
    initials: str
    photo: Any
    roles: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class PersonSheet:
    """A person’s page."""

    person: Person
    photo: Any
    sections: tuple[PersonSection, ...]
    is_self: bool


# --- Audiences ---------------------------------------------------------------------------------
def audiences_of_groups(user: Any) -> list[str]:
    """Return the audience codes of a user, from their groups; read once for each request’s user."""
    names = {membership.name for membership in memberships(user)}
    return sorted({AUDIENCE_OF_GROUP[name] for name in names if name in AUDIENCE_OF_GROUP})


def may_see_portrait(user: Any, person_id: Any) -> bool:
    """Tell whether a user may see the photo of a person: the directory is for signed-in people."""
    return bool(user.is_authenticated)


# --- Directory ---------------------------------------------------------------------------------
def list_people(user: Any, params: Mapping[str, Any]) -> Listing:
    """Return the directory, filtered and paged.

    Args:
        user: the reader; the directory is empty for anonymous visitors.
        params: ``q`` (a name) and the filters ``role``, ``promotion``, ``metier``, ``competence``,
            ``administration``.
    """
    if not user.is_authenticated:
        return build_listing(Person.objects.none(), {}, per_page=PER_PAGE)
    people = Person.objects.select_related("promotion", "administration")
    people = _with_photo(people.order_by(Lower("last_name"), Lower("first_name"), "pk"), CARD_PHOTO)
    words = (params.get("q") or "").strip()
    for word in words.split()[:6]:
        people = people.filter(named(word))
    listing = build_listing(people, params, _filters(), per_page=PER_PAGE, prepare=_cards)
    if words:
        searched = ActiveFilter("Nom", words, query_string(params, q=None, page=None))
        listing = replace(listing, active=[searched, *listing.active])
    return listing


def with_role(people: QuerySet[Person], role: str) -> QuerySet[Person]:
    """Keep the people who have a role."""
    kept: QuerySet[Person] = holding(people, "roles", role)
    return kept


def person_sheet(user: Any, slug: str) -> PersonSheet:
    """Return a person’s page.

    Raises:
        Person.DoesNotExist: nobody has this address, or the visitor is not signed in.
    """
    if not user.is_authenticated:
        raise Person.DoesNotExist
    people = _with_photo(Person.objects.select_related("promotion", "administration__parent"), PAGE_PHOTO)
    person = people.prefetch_related("links").get(slug=slug)
    sections = [section for build in person_sections.all() if (section := build(user, person))]
    return PersonSheet(person, _photo(person, PAGE_PHOTO), tuple(sections), person.user_id == user.pk)


def named(word: str) -> Q:
    """Match a word of a name; the slug makes the search blind to accents on every database."""
    found = Q(first_name__icontains=word) | Q(last_name__icontains=word)
    plain = slugify(word)
    return found | Q(slug__contains=plain) if plain else found


def _filters() -> list[FilterSpec]:
    return [
        FilterSpec("role", "Rôle", lambda: Role.choices, with_role),
        FilterSpec(
            "promotion",
            "Promotion",
            lambda: Promotion.objects.filter(people__isnull=False).distinct().values_list("slug", "name"),
            lambda people, value: people.filter(promotion__slug=value),
        ),
        FilterSpec(
            "metier", "Métier", lambda: Trade.choices, lambda people, value: people.filter(trade=value)
        ),
        FilterSpec(
            "competence",
            "Compétence à partager",
            lambda: Skill.objects.filter(offered_by__isnull=False).distinct().values_list("slug", "name"),
            lambda people, value: people.filter(skills_offered__slug=value),
        ),
        FilterSpec(
            "administration",
            "Administration",
            _administrations,
            lambda people, value: people.filter(administration__slug=value),
        ),
    ]


def _administrations() -> list[tuple[str, str]]:
    rows = Administration.objects.filter(people__isnull=False).distinct()
    return [(row.slug, str(row)) for row in rows.only("slug", "name", "acronym")]


def _with_photo(people: QuerySet[Person], spec: str) -> QuerySet[Person]:
    return people.prefetch_related(Prefetch("photo", HubImage.objects.prefetch_renditions(spec)))


def _photo(person: Person, spec: str) -> Any:
    """Return a resized portrait, drawn on the first view; None when there is none that can be read."""
    return rendition_or_none(person.photo, spec)


def _cards(people: list[Person]) -> list[PersonCard]:
    return [
        PersonCard(
            pk=person.pk,
            name=person.full_name,
            url=person.get_absolute_url(),
            initials=person.initials,
            photo=_photo(person, CARD_PHOTO),
            roles=tuple(person.role_labels),
            facts=tuple(_facts(person)),
        )
        for person in people
    ]


def _facts(person: Person) -> list[str]:
    """Return what tells who somebody is, in short: what they do, where, with which promotion."""
    work = person.job_title or person.get_trade_display()
    place = person.administration.short_name if person.administration else ""
    return [fact for fact in (work, place, person.promotion.name if person.promotion else "") if fact]


def people_found(user: Any, hits: Sequence[EngineHit]) -> dict[str, dict[str, Any]]:
    """Return what the cards of people found by a search need beside what the search knows.

    Args:
        user: the reader; the directory is for signed-in people.
        hits: people found; their roles come from the index, portraits and initials from a query for all.
    """
    if not user.is_authenticated:
        return {}
    numbers = {hit.id: hit.id.rpartition(":")[2] for hit in hits}
    people = Person.objects.filter(pk__in=list(numbers.values())).only("first_name", "last_name", "photo")
    known = {str(person.pk): person for person in _with_photo(people, CARD_PHOTO)}
    found = {}
    for hit in hits:
        person = known.get(numbers[hit.id])
        found[hit.id] = {
            "photo": _photo(person, CARD_PHOTO) if person else None,
            "initials": person.initials if person else hit.title[:1].upper(),
            "roles": hit.facets.get("role", ()),
            "facts": (*hit.facets.get("administration", ()), *hit.facets.get("promotion", ())),
        }
    return found


# --- Accounts ----------------------------------------------------------------------------------
def demo_is_open() -> bool:
    """Tell whether one-click demo accounts are offered: never with production settings."""
    return bool(settings.HUB_DEMO and not settings.HUB_PRODUCTION)


def demo_accounts() -> list[User]:
    """Return the demo accounts, with their person: none when this is not a demo hub."""
    if not demo_is_open():
        return []
    accounts = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}", is_active=True, person__isnull=False)
    return list(accounts.select_related("person").prefetch_related(_chosen_groups()).order_by("pk"))


def waiting_invitations(user: Any) -> QuerySet[User]:
    """Return the accounts whose invitation was not answered yet, latest first."""
    if not user.has_perm("people.add_user"):
        return User.objects.none()
    # Django marks a password that nobody can type with this prefix; see set_unusable_password().
    waiting = User.objects.filter(is_active=True, last_login__isnull=True, password__startswith="!")
    return waiting.prefetch_related(_chosen_groups()).order_by("-date_joined", "-pk")


def _chosen_groups() -> Prefetch[str, Any, str]:
    """Read the groups that were chosen for accounts, not those that a room keeps by itself."""
    return Prefetch("groups", composed_groups())


def profile_of(user: Any) -> Person:
    """Return the person of an account; a new one, not saved, when there is none yet."""
    person = Person.objects.select_related("photo").filter(user=user).first()
    return person or new_person(user)


def portrait_of(person: Person) -> Any:
    """Return the portrait of a person in the size of their page, or None."""
    return _photo(person, PAGE_PHOTO)


def new_person(user: Any) -> Person:
    """Return a person made from an account, not saved."""
    first_name = user.first_name or user.email.split("@")[0]
    return Person(user=user, first_name=first_name[:100], last_name=user.last_name[:100])
