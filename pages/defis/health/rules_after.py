"""Health rules of what follows: the product after the end, and a défi that was stopped.

Their source: the news that the programme asks three, six and twelve months after the end; most défis that
last take off six to eight months after it.
"""

from __future__ import annotations

import datetime as dt

from ..enums import (
    AddressState,
    DefiPhase,
    EndState,
    FollowUpState,
    HealthLevel,
    ProductStatus,
    ScenarioKind,
)
from ..records import DefiRecord
from ..wording import days
from .catalogue import PLAN, Place, Verdict, ended, rule, stopped
from .rules_end import missing_documents
from .thresholds import Thresholds

DANGER, WATCH, SILENT = HealthLevel.DANGER, HealthLevel.WATCH, HealthLevel.SILENT
TIMELINE = Place("historique/", "chronologie")
CLOSED = (FollowUpState.ANSWERED, FollowUpState.SILENT)


@rule(
    "stopped_unexpectedly", DANGER, scope=ended, place=TIMELINE,
    when="Les dernières nouvelles disent le produit arrêté, alors que l’arrêt n’est pas le scénario retenu.",
    example="Le produit est arrêté, d’après les nouvelles reçues 6\u00a0mois après la fin.",
)  # fmt: skip
def stopped_unexpectedly(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Something happened that the plan did not want."""
    news = record.last_news
    if news is None or news.status != ProductStatus.STOPPED:
        return None
    if record.decided is not None and record.decided.kind == ScenarioKind.STOP:
        return None
    return (
        DANGER,
        f"Le produit est arrêté, d’après les nouvelles reçues {news.months}\u00a0mois après la fin.",
    )


@rule(
    "dead_address", DANGER, scope=ended, place=TIMELINE,
    when="Les dernières nouvelles disent que l’adresse du produit ne répond plus.",
    example="L’adresse du produit ne répond plus, d’après les nouvelles reçues 6\u00a0mois après la fin.",
)  # fmt: skip
def dead_address(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A product that cannot be reached is not in production, whatever is said of it."""
    news = record.last_news
    if news is None or news.address_state != AddressState.DEAD or news.status == ProductStatus.STOPPED:
        return None
    return DANGER, (
        f"L’adresse du produit ne répond plus, d’après les nouvelles reçues {news.months}\u00a0mois "
        "après la fin."
    )


@rule(
    "follow_up_unanswered", SILENT, scope=ended, place=TIMELINE,
    when="La dernière prise de nouvelles est restée sans réponse.",
    example="Personne n’a répondu à la prise de nouvelles faite 3\u00a0mois après la fin.",
)  # fmt: skip
def follow_up_unanswered(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Silence shows as silence."""
    asked = [each for each in record.follow_ups if each.state in CLOSED]
    last = max(asked, key=lambda each: each.months, default=None)
    if last is None or last.state != FollowUpState.SILENT:
        return None
    return SILENT, (
        f"Personne n’a répondu à la prise de nouvelles faite {last.months}\u00a0mois après la fin."
    )


@rule(
    "production_not_followed", WATCH, DANGER, scope=ended, place=Place(PLAN, "etat"),
    when="La mise en production prévue n’est pas confirmée {production_after_end}\u00a0jours "
    "après la fin\u202f; en danger à {production_danger}\u00a0jours.",
    example="182\u00a0jours après la fin, la mise en production prévue n’est pas confirmée.",
)  # fmt: skip
def production_not_followed(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """What was planned at the end happened, or somebody says that it did not."""
    left = record.days_left(today)
    if left is None or record.end_state != EndState.PLANNED or record.phase == DefiPhase.PRODUCTION:
        return None
    news = record.last_news
    if news is not None and news.status in (ProductStatus.IN_PRODUCTION, ProductStatus.STOPPED):
        return None
    if -left < limits.production_after_end:
        return None
    level = DANGER if -left >= limits.production_danger else WATCH
    return level, f"{days(-left)} après la fin, la mise en production prévue n’est pas confirmée."


@rule(
    "stop_not_explained", WATCH, scope=stopped, place=Place(PLAN, "scenarios"),
    when="Défi arrêté depuis moins de {memory}\u00a0jours, sans que les conséquences "
    "de l’arrêt soient écrites.",
    example="Le défi est arrêté, mais les conséquences de l’arrêt ne sont pas écrites.",
)  # fmt: skip
def stop_not_explained(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Those who used the product, and the next team, need to know."""
    if any(each.kind == ScenarioKind.STOP and each.explained for each in record.scenarios):
        return None
    return WATCH, "Le défi est arrêté, mais les conséquences de l’arrêt ne sont pas écrites."


@rule(
    "stop_without_handover", WATCH, scope=stopped,
    place=Place(f"{PLAN}?a-completer=documents", "documents"),
    when="Défi arrêté depuis moins de {memory}\u00a0jours, sans ses documents indispensables.",
    example="Le défi est arrêté et il manque 1\u00a0document à transmettre\u00a0: guide d’utilisation.",
)  # fmt: skip
def stop_without_handover(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """What was learnt serves the next défi on the same subject."""
    if not record.missing_handover:
        return None
    return WATCH, f"Le défi est arrêté et il manque {missing_documents(record)}."
