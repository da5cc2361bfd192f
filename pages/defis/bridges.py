"""Bridges between défis: those that meet the same problems, and the skills that one lacks and others have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse

from hub.base.listing import FilterSpec, Listing, build_listing
from hub.base.selectors import page_url
from hub.base.visibility import visible_to
from hub.people.models import Person, Skill

from .enums import ACTIVE_PHASES
from .models import DefiMember, DefiPage

MOST_RELATED = 4
PER_PAGE = 10
# Beyond, the directory has them all: the page leads there.
MOST_HELPERS = 6
MOST_HOLDERS = 4

PROBLEM, TECHNOLOGY, ADMINISTRATION, MINISTRY = "problem", "technology", "administration", "ministry"
# What counts the most: a shared problem may be solved together, a shared ministry only makes it easier.
WEIGHTS = {PROBLEM: 8, TECHNOLOGY: 3, ADMINISTRATION: 2, MINISTRY: 1}
WORDS = {
    PROBLEM: ("Même problème", "Mêmes problèmes"),
    TECHNOLOGY: ("Même technologie", "Mêmes technologies"),
}
PLACES = {ADMINISTRATION: "Même administration", MINISTRY: "Même ministère"}


@dataclass(frozen=True)
class RelatedDefi:
    """A défi near another one, and why."""

    title: str
    url: str
    reasons: tuple[str, ...]


@dataclass
class _Candidate:
    title: str
    url: str
    shared: dict[str, list[str]] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Return how near the défi is."""
        return sum(WEIGHTS[kind] * max(1, len(names)) for kind, names in self.shared.items())

    def reasons(self) -> tuple[str, ...]:
        """Return in words what the two défis share."""
        found = []
        for kind, words in WORDS.items():
            if names := sorted(self.shared.get(kind, ())):
                found.append(f"{words[len(names) > 1]}\u00a0: {', '.join(names)}")
        place = next((PLACES[kind] for kind in PLACES if kind in self.shared), None)
        return (*found, place) if place else tuple(found)


def related_defis(
    user: Any, defi: DefiPage, problems: Iterable[Any], technologies: Iterable[Any]
) -> list[RelatedDefi]:
    """Return the défis nearest to another one among those that the reader may open, in one query.

    Args:
        user: the reader.
        defi: the défi that is being read, its administration loaded.
        problems: its common problems.
        technologies: its technologies.

    Returns:
        At most ``MOST_RELATED`` of them, the nearest first, each with its reasons in words.
    """
    others = visible_to(DefiPage.objects.exclude(pk=defi.pk), user)
    parts = [
        _sharing(others, PROBLEM, "common_problems", problems),
        _sharing(others, TECHNOLOGY, "technologies", technologies),
        *_neighbours(others, defi),
    ]
    asked = [part for part in parts if part is not None]
    if not asked:
        return []
    found: dict[int, _Candidate] = {}
    for kind, pk, title, url_path, name in asked[0].union(*asked[1:]) if asked[1:] else asked[0]:
        candidate = found.setdefault(pk, _Candidate(title, page_url(url_path)))
        candidate.shared.setdefault(kind, []).append(name)
    nearest = sorted(found.values(), key=lambda each: (-each.weight, each.title))[:MOST_RELATED]
    return [RelatedDefi(each.title, each.url, each.reasons()) for each in nearest]


def _sharing(others: QuerySet[DefiPage], kind: str, relation: str, terms: Iterable[Any]) -> Any:
    keys = [term.pk for term in terms]
    if not keys:
        return None
    return _named(others.filter(**{f"{relation}__in": keys}), kind, F(f"{relation}__name"))


def _neighbours(others: QuerySet[DefiPage], defi: DefiPage) -> list[Any]:
    administration = defi.administration
    if administration is None:
        return []
    nowhere = Value("", output_field=CharField())
    parts = [_named(others.filter(administration=administration), ADMINISTRATION, nowhere)]
    # The ministry is the administration above; a ministry that hosts a défi itself is its own.
    ministry = administration.parent_id or administration.pk
    below = others.filter(administration__parent=ministry)
    above = others.filter(administration=ministry)
    return [*parts, _named(below, MINISTRY, nowhere), _named(above, MINISTRY, nowhere)]


def _named(others: QuerySet[DefiPage], kind: str, name: Any) -> Any:
    return (
        others.order_by()
        .annotate(bridge=Value(kind, output_field=CharField()), shared_name=name)
        .values_list("bridge", "pk", "title", "url_path", "shared_name")
    )


# --- Missing skills --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Link:
    """Somebody or something to turn to."""

    title: str
    url: str


@dataclass(frozen=True)
class MissingSkill:
    """A skill that a défi lacks, and who has it.

    Attributes:
        others: how many people more than ``people`` offer it; the directory lists them all.
    """

    name: str
    anchor: str
    people: tuple[Link, ...]
    others: int
    directory: str
    defis: tuple[Link, ...]

    @property
    def has_help(self) -> bool:
        """Tell whether somebody can help."""
        return bool(self.people or self.defis)


@dataclass(frozen=True)
class Need:
    """A défi at work and the skills that it lacks."""

    title: str
    url: str
    anchor: str
    details: str
    skills: tuple[MissingSkill, ...]


def help_address(skill_slug: str = "") -> str:
    """Return the address of the page where missing skills meet those who have them."""
    address = reverse("defis:bridges")
    return f"{address}?competence={skill_slug}" if skill_slug else address


def list_needs(user: Any, params: Mapping[str, Any]) -> Listing:
    """Return the défis at work that lack a skill, among those that a person may open, with who has it.

    Args:
        user: the reader; the list is empty for anonymous visitors, as the directory is.
        params: the filter ``competence``, and ``page``.
    """
    if not user.is_authenticated:
        return build_listing(DefiPage.objects.none(), {}, per_page=PER_PAGE)
    lacking = visible_to(DefiPage.objects.filter(phase__in=ACTIVE_PHASES), user)
    asked = params.get("competence", "")
    spec = FilterSpec(
        "competence",
        "Compétence recherchée",
        lambda: Skill.objects.filter(pk__in=lacking.values("skills_missing")).values_list("slug", "name"),
        lambda found, value: found.filter(pk__in=lacking.filter(skills_missing__slug=value).values("pk")),
    )
    rows = (
        lacking.filter(pk__in=lacking.filter(skills_missing__isnull=False).values("pk"))
        .select_related("administration", "promotion")
        .defer("body")
        .order_by(F("end").asc(nulls_last=True), "title")
    )
    return build_listing(
        rows, params, [spec], per_page=PER_PAGE, prepare=lambda defis: _needs(user, defis, asked)
    )


def _needs(user: Any, defis: list[DefiPage], asked: str) -> list[Need]:
    """Return what some défis lack and who has it, in four queries whatever their number."""
    if not defis:
        return []
    pks = [defi.pk for defi in defis]
    missing: dict[int, list[tuple[int, str, str]]] = {}
    rows = DefiPage.objects.filter(pk__in=pks).order_by("skills_missing__name")
    names = ("pk", "skills_missing__pk", "skills_missing__slug", "skills_missing__name")
    for pk, key, slug, name in rows.values_list(*names):
        missing.setdefault(pk, []).append((key, slug, name))
    wanted = {skill[0] for skills in missing.values() for skill in skills}
    helpers = _helpers(wanted)
    members: dict[int, set[int]] = {}
    for pk, person in DefiMember.objects.filter(defi__in=pks).values_list("defi_id", "person_id"):
        members.setdefault(pk, set()).add(person)
    holders = _holders(user, wanted)
    needs = []
    for defi in defis:
        found = []
        # The skill that was asked for first: the others are still worth knowing.
        for key, slug, name in sorted(missing[defi.pk], key=lambda skill: skill[1] != asked):
            people = [link for pk, link in helpers.get(key, ()) if pk not in members.get(defi.pk, ())]
            others = [link for pk, link in holders.get(key, ()) if pk != defi.pk]
            found.append(
                MissingSkill(
                    name=name,
                    anchor=f"defi-{defi.pk}-{slug}",
                    people=tuple(people[:MOST_HELPERS]),
                    others=max(0, len(people) - MOST_HELPERS),
                    directory=f"{reverse('people:directory')}?competence={slug}",
                    defis=tuple(others[:MOST_HOLDERS]),
                )
            )
        needs.append(
            Need(
                defi.title, page_url(defi.url_path), f"defi-{defi.pk}",
                " – ".join(_details(defi)), tuple(found),
            )
        )  # fmt: skip
    return needs


def _details(defi: DefiPage) -> Iterable[str]:
    if defi.administration:
        yield defi.administration.short_name
    if defi.promotion:
        yield defi.promotion.name


def _helpers(skills: set[int]) -> dict[int, list[tuple[int, Link]]]:
    """Return the people of the directory who offer each skill."""
    found: dict[int, list[tuple[int, Link]]] = {}
    rows = Person.objects.filter(skills_offered__in=skills).order_by("last_name", "first_name", "pk")
    names = ("skills_offered__pk", "pk", "first_name", "last_name", "slug")
    for skill, pk, first, last, slug in rows.values_list(*names):
        link = Link(f"{first} {last}".strip(), reverse("people:person", args=[slug]))
        found.setdefault(skill, []).append((pk, link))
    return found


def _holders(user: Any, skills: set[int]) -> dict[int, list[tuple[int, Link]]]:
    """Return the défis that the reader may open and whose team has each skill, the newest first."""
    found: dict[int, list[tuple[int, Link]]] = {}
    rows = visible_to(DefiPage.objects.filter(skills__in=skills), user).order_by(
        F("start").desc(nulls_last=True), "title"
    )
    for skill, pk, title, url_path in rows.values_list("skills__pk", "pk", "title", "url_path"):
        found.setdefault(skill, []).append((pk, Link(title, page_url(url_path))))
    return found
