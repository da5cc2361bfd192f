"""Défis for the measures: seeded, with the rows of real ones."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, Site

from hub.people.enums import HubGroup
from hub.people.models import Administration, Person, Promotion, User
from pages.defis import models as defis
from pages.defis.enums import (
    AddressState,
    Axis,
    DefiPhase,
    EndState,
    FollowUpState,
    HandoverItem,
    HistoryKind,
    Horizon,
    ItemState,
    ObjectiveState,
    ProductStatus,
    ScenarioKind,
    TeamRole,
)
from pages.home.models import HomePage

SEED = 20
BY_PROMOTION = 20
LENGTH = dt.timedelta(days=304)
WORDS = [
    "courriers", "aides", "permis", "données", "eau", "forêt", "école", "justice", "santé", "train",
    "archives", "carte", "marchés", "emploi", "énergie", "impôts", "mer", "routes", "logement", "douane",
]  # fmt: skip


def team_account() -> User:
    """Return somebody of the programme’s team."""
    user, created = User.objects.get_or_create(
        email="equipe@bench.example", defaults={"first_name": "Camille", "last_name": "Rivoire"}
    )
    if created:
        user.groups.add(Group.objects.get(name=HubGroup.TEAM))
    return user


def plant(number: int) -> None:
    """Add défis to the hub until it has so many of them."""
    index = _index()
    there = defis.DefiPage.objects.count()
    people, administrations = _people(), _administrations()
    today = timezone.localdate()
    pages = [_page(place, index, administrations, people, today) for place in range(there, number)]
    for page in pages:
        index.add_child(instance=page)
    # Rows in bulk, and not by the page: only reading is measured.
    for model, rows in _rows(pages, people, today).items():
        model.objects.bulk_create(rows, batch_size=2000)


def _index() -> Any:
    found = defis.DefiIndexPage.objects.first()
    if found is not None:
        return found
    root = Page.objects.get(depth=1)
    for page in root.get_children():
        page.delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Hub"}
    )
    return home.add_child(instance=defis.DefiIndexPage(title="Défis", slug="defis", show_in_menus=True))


def _people() -> list[Person]:
    if not Person.objects.exists():
        for number in range(60):
            user = User.objects.create(
                email=f"personne{number}@bench.example", first_name="Camille", last_name=f"Essai {number}"
            )
            Person.objects.create(user=user, first_name="Camille", last_name=f"Essai {number}")
    return list(Person.objects.all())


def _administrations() -> list[Administration]:
    for number in range(Administration.objects.count(), 15):
        Administration.objects.create(name=f"Direction d’essai {number}", acronym=f"DE{number}")
    return list(Administration.objects.order_by("pk"))


def _promotion(rank: int, start: dt.date) -> Promotion:
    found, _created = Promotion.objects.get_or_create(
        name=f"Promotion d’essai {rank}", defaults={"start": start, "end": start + LENGTH}
    )
    return found


def _page(place: int, index: Any, administrations: Any, people: Any, today: dt.date) -> Any:
    chance = random.Random(SEED + place)
    rank = place // BY_PROMOTION
    start = today - dt.timedelta(days=365 * rank + 150)
    end = start + LENGTH
    running = end >= today
    phase = chance.choice(
        [DefiPhase.INVESTIGATION, DefiPhase.CONSTRUCTION, DefiPhase.CONSTRUCTION]
        if running
        else [DefiPhase.PRODUCTION, DefiPhase.TAKEOVER, DefiPhase.STOPPED]
    )
    title = f"{' et '.join(chance.sample(WORDS, 2)).capitalize()} {place}"
    return defis.DefiPage(
        title=title,
        slug=f"defi-{place}",
        summary=f"Un défi d’essai sur {title}.",
        administration=chance.choice(administrations),
        promotion=_promotion(rank, start),
        content_owner=chance.choice(people),
        start=start,
        end=end,
        phase=phase,
        end_state=chance.choice(EndState.values),
        takeover=chance.choice(["", "Le bureau des produits"]),
        decision_maker=chance.choice(["", "Le comité de direction"]),
        decision_due=chance.choice([None, end - dt.timedelta(days=60)]),
        roadmap_dated=start + dt.timedelta(days=40),
    )


def _rows(pages: list[Any], people: list[Person], today: dt.date) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {
        model: []
        for model in (
            defis.DefiMember, defis.PhaseStep, defis.Scenario, defis.AxisQuestion, defis.HandoverDocument,
            defis.Milestone, defis.RoadmapObjective, defis.HistoryEntry, defis.FollowUp,
        )
    }  # fmt: skip
    for page in pages:
        chance = random.Random(page.slug)
        for rows in _rows_of(page, people, today, chance):
            found[type(rows[0])].extend(rows)
    return found


def _rows_of(page: Any, people: list[Person], today: dt.date, chance: random.Random) -> list[list[Any]]:
    def day(share: float) -> dt.date:
        return page.start + dt.timedelta(days=round(LENGTH.days * share))

    decided = chance.random() < 0.3
    members = [
        defis.DefiMember(defi=page, person=person, role=role, sort_order=place)
        for place, (person, role) in enumerate(zip(chance.sample(people, 4), TeamRole.values, strict=False))
    ]
    phases = [
        defis.PhaseStep(defi=page, phase=phase, start=day(share), sort_order=place)
        for place, (phase, share) in enumerate(zip(DefiPhase.values, (0, 0.1, 0.4), strict=False))
    ]
    scenarios = [
        defis.Scenario(
            defi=page,
            kind=kind,
            title=f"Scénario {place}",
            description="Une équipe de deux personnes reprend le produit. " * 6,
            recommended=place == 0,
            decided=decided and place == 0,
            yearly_cost=chance.choice([None, 80_000]),
            funding_source=chance.choice(["", "Budget du programme"]),
            consequences="Le produit cesse d’être maintenu." if kind == ScenarioKind.STOP else "",
            sort_order=place,
        )
        for place, kind in enumerate([*ScenarioKind.values[:3], ScenarioKind.STOP])
    ]
    questions = [
        defis.AxisQuestion(
            defi=page,
            axis=chance.choice(Axis.values),
            question=f"Question {place} sur ce que devient le produit",
            answer=chance.choice(["", "Une réponse de deux ou trois lignes. " * 5]),
            state=chance.choice(ItemState.values),
            due=chance.choice([None, day(0.8)]),
            sort_order=place,
        )
        for place in range(7)
    ]
    slots = [
        defis.HandoverDocument(defi=page, item=item, state=chance.choice(ItemState.values), sort_order=place)
        for place, item in enumerate(chance.sample(HandoverItem.values, 11))
    ]
    milestones = [
        defis.Milestone(
            defi=page,
            date=day(place / 5),
            label=f"Étape {place}",
            done=chance.random() < 0.5,
            sort_order=place,
        )
        for place in range(6)
    ]
    objectives = [
        defis.RoadmapObjective(
            defi=page,
            horizon=chance.choice(Horizon.values),
            objective=f"Objectif {place} de la feuille de route",
            success_criteria="Dix services l’utilisent chaque semaine. " * 3,
            state=chance.choice(ObjectiveState.values),
            due=chance.choice([None, day(0.7)]),
            sort_order=place,
        )
        for place in range(8)
    ]
    return [members, phases, scenarios, questions, slots, milestones, objectives, *_life(page, today, chance)]


def _life(page: Any, today: dt.date, chance: random.Random) -> list[list[Any]]:
    history = [
        defis.HistoryEntry(
            defi=page,
            kind=chance.choice([HistoryKind.CHANGE, HistoryKind.CHANGE, HistoryKind.CONFIRMATION]),
            at=timezone.now() - dt.timedelta(days=chance.randrange(1, 300)),
            by_name="Camille Essai",
            lines=[{"text": "L’état de deux questions a changé.", "area": "plan", "reserved": ""}],
            snapshot={"title": page.title, "rows": ["une ligne de la fiche"] * 120},
        )
        for _place in range(12)
    ]
    follow_ups = [
        defis.FollowUp(
            defi=page,
            months=months,
            due_on=page.end + dt.timedelta(days=30 * months),
            state=FollowUpState.ANSWERED if answered else FollowUpState.SILENT,
            status=chance.choice(ProductStatus.values) if answered else "",
            address_state=AddressState.ALIVE if answered else "",
        )
        for months, answered in ((months, chance.random() < 0.6) for months in (3, 6, 12))
        if page.end + dt.timedelta(days=30 * months) < today
    ]
    return [history, *([follow_ups] if follow_ups else [])]
