"""Health rules, from the start of a défi to the approach of its end.

Each is a pure function of the facts, the day and the limits. Their source: the programme’s guide on
sustainability, which asks for three scenarios and a stop from mid-term on and for a plan kept up to date,
and its roadmap matrix, filled in the first weeks and revised at mid-term.
"""

from __future__ import annotations

import datetime as dt
import math

from hub.base.templatetags.hub import french_date

from ..enums import HealthLevel, ObjectiveState, RoadmapStage, ScenarioKind, TeamRole
from ..records import DefiRecord
from ..wording import counted, days, quoted
from .catalogue import ADMIN, PLAN, ROADMAP, Place, Verdict, followed, rule, running, unfinished
from .thresholds import Thresholds

DANGER, WATCH, SILENT = HealthLevel.DANGER, HealthLevel.WATCH, HealthLevel.SILENT
OPEN_OBJECTIVES = (ObjectiveState.PLANNED, ObjectiveState.IN_PROGRESS)


def mid_term(record: DefiRecord, limits: Thresholds) -> dt.date | None:
    """Return the first day of the second half; None without a calendar."""
    if not record.start or not record.end or record.end <= record.start:
        return None
    length = (record.end - record.start).days
    return record.start + dt.timedelta(days=math.ceil(length * limits.mid_term))


def past_mid_term(record: DefiRecord, today: dt.date, limits: Thresholds) -> bool:
    """Tell whether the middle is behind."""
    middle = mid_term(record, limits)
    return middle is not None and today >= middle


@rule(
    "no_dates", WATCH, scope=running, place=Place(ADMIN, "panel-child-contenu-carte_didentite-section"),
    when="Le défi est en cours et son début ou sa fin manque.",
    example="Le défi est en cours, mais sa date de fin n’est pas renseignée.",
)  # fmt: skip
def no_dates(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Without a calendar none of the other rules can tell anything."""
    if not record.is_active or (record.start and record.end):
        return None
    if record.start:
        return WATCH, "Le défi est en cours, mais sa date de fin n’est pas renseignée."
    if record.end:
        return WATCH, "Le défi est en cours, mais sa date de début n’est pas renseignée."
    return WATCH, "Le défi est en cours, mais ses dates ne sont pas renseignées."


@rule(
    "no_roadmap", WATCH, DANGER, scope=running, place=Place(ROADMAP, "objectifs"),
    when="Aucun objectif {roadmap_after_start}\u00a0jours après le début\u202f; en danger à mi-parcours.",
    example="30\u00a0jours après le début, la feuille de route n’a aucun objectif.",
)  # fmt: skip
def no_roadmap(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """EIG and mentors fill the roadmap together in the first weeks."""
    if record.objectives or not record.start:
        return None
    since = (today - record.start).days
    if since < limits.roadmap_after_start:
        return None
    level = DANGER if past_mid_term(record, today, limits) else WATCH
    return level, f"{days(since)} après le début, la feuille de route n’a aucun objectif."


@rule(
    "no_dsi_contact", WATCH, scope=running, place=Place(ADMIN, "panel-child-contenu-equipe-section"),
    when="Aucun contact à la DSI {dsi_after_start}\u00a0jours après le début.",
    example="60\u00a0jours après le début, l’équipe n’a aucun contact à la DSI\u00a0: "
    "le déploiement risque d’attendre.",
)  # fmt: skip
def no_dsi_contact(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Without the DSI from the first months, hosting and authorisations come too late."""
    if not record.start or any(each.role == TeamRole.DSI_CONTACT for each in record.members):
        return None
    since = (today - record.start).days
    if since < limits.dsi_after_start:
        return None
    return WATCH, (
        f"{days(since)} après le début, l’équipe n’a aucun contact à la DSI\u00a0: "
        "le déploiement risque d’attendre."
    )


@rule(
    "roadmap_not_revised", WATCH, scope=running, place=Place(ROADMAP, "version"),
    when="La feuille de route en est à sa première version {revision_after_mid_term}\u00a0jours "
    "après la mi-parcours.",
    example="30\u00a0jours après la mi-parcours, la feuille de route n’est pas révisée.",
)  # fmt: skip
def roadmap_not_revised(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """The matrix is revised at mid-term; an empty one is the matter of another rule."""
    middle = mid_term(record, limits)
    if middle is None or not record.objectives or record.roadmap_stage != RoadmapStage.FIRST:
        return None
    since = (today - middle).days
    if since < limits.revision_after_mid_term:
        return None
    return WATCH, f"{days(since)} après la mi-parcours, la feuille de route n’est pas révisée."


@rule(
    "objectives_late", WATCH, scope=running, place=Place(f"{ROADMAP}?a-completer=objectifs", "objectifs"),
    when="Un objectif ni atteint ni abandonné a dépassé son échéance.",
    example="L’objectif «\u00a0Tester avec dix personnes\u00a0» a dépassé son échéance de 1\u00a0jour.",
)  # fmt: skip
def objectives_late(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A roadmap whose dates slip without anybody noting it no longer guides."""
    late = [row for row in record.objectives if row.due and row.due < today and row.state in OPEN_OBJECTIVES]
    if not late:
        return None
    oldest = max((today - row.due).days for row in late if row.due)
    if len(late) == 1:
        return WATCH, f"L’objectif {quoted(late[0].objective)} a dépassé son échéance de {days(oldest)}."
    return WATCH, f"{len(late)}\u00a0objectifs ont dépassé leur échéance, l’un d’eux de {days(oldest)}."


@rule(
    "too_few_scenarios", WATCH, scope=running, place=Place(PLAN, "scenarios"),
    when="Moins de {scenarios}\u00a0scénarios pour continuer, à partir de la mi-parcours.",
    example="La mi-parcours est passée et le plan ne compare que 2\u00a0scénarios pour continuer, "
    "au lieu de 3.",
)  # fmt: skip
def too_few_scenarios(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A choice needs something to choose from."""
    number = sum(each.kind != ScenarioKind.STOP for each in record.scenarios)
    if number >= limits.scenarios or not past_mid_term(record, today, limits):
        return None
    if not number:
        return WATCH, "La mi-parcours est passée et le plan ne compare encore aucun scénario pour continuer."
    return WATCH, (
        "La mi-parcours est passée et le plan ne compare que "
        f"{counted(number, 'scénario', 'scénarios')} pour continuer, au lieu de {limits.scenarios}."
    )


@rule(
    "no_stop_scenario", WATCH, scope=running, place=Place(PLAN, "scenarios"),
    when="Des scénarios, mais pas celui de l’arrêt, à partir de la mi-parcours.",
    example="La mi-parcours est passée et l’arrêt, avec ses conséquences, ne figure pas parmi les scénarios.",
)  # fmt: skip
def no_stop_scenario(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """What stopping would cost is the strongest argument of the others."""
    if not record.scenarios or record.has_stop or not past_mid_term(record, today, limits):
        return None
    return WATCH, (
        "La mi-parcours est passée et l’arrêt, avec ses conséquences, ne figure pas parmi les scénarios."
    )


@rule(
    "no_measure", WATCH, scope=running, place=Place(ADMIN, "panel-child-fiche-indicateurs_dimpact-section"),
    when="Aucune mesure d’impact à partir de la mi-parcours.",
    example="La mi-parcours est passée et aucune mesure d’impact n’est enregistrée.",
)  # fmt: skip
def no_measure(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Défis that last prove their usefulness first."""
    if record.measured or not past_mid_term(record, today, limits):
        return None
    return WATCH, "La mi-parcours est passée et aucune mesure d’impact n’est enregistrée."


@rule(
    "plan_unconfirmed", WATCH, scope=running, place=Place("perennisation/", "confirmation"),
    when="De la mi-parcours à la fin, plan jamais confirmé, ou pas depuis {confirmed_every}\u00a0jours.",
    example="Le plan n’a pas été confirmé depuis 45\u00a0jours.",
)  # fmt: skip
def plan_unconfirmed(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Somebody reads the plan again every month and a half, and says so."""
    if not past_mid_term(record, today, limits):
        return None
    if record.confirmed_on is None:
        return WATCH, "La mi-parcours est passée et le plan n’a jamais été confirmé."
    since = (today - record.confirmed_on).days
    if since < limits.confirmed_every:
        return None
    return WATCH, f"Le plan n’a pas été confirmé depuis {days(since)}."


@rule(
    "decision_overdue", WATCH, DANGER, scope=running, place=Place(PLAN, "decision"),
    when="La date de décision est passée sans scénario retenu\u202f; "
    "en danger {decision_late}\u00a0jours après.",
    example="La décision attendue le 3\u00a0mars 2027 a 1\u00a0jour de retard.",
)  # fmt: skip
def decision_overdue(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A decision that is put off is the commonest way to end without one."""
    if not record.decision_due or record.decided_on or record.decided:
        return None
    late = (today - record.decision_due).days
    if late < 1:
        return None
    level = DANGER if late >= limits.decision_late else WATCH
    return level, f"La décision attendue le {french_date(record.decision_due)} a {days(late)} de retard."


@rule(
    "milestones_late", WATCH, scope=followed, place=Place(f"{PLAN}?a-completer=calendrier", "calendrier"),
    when="Une étape du calendrier est passée sans être faite, jusqu’à un an après la fin.",
    example="L’étape «\u00a0Note présentée\u00a0» a 1\u00a0jour de retard.",
)  # fmt: skip
def milestones_late(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A step is done, or has a new date."""
    late = [step for step in record.milestones if not step.done and step.date < today]
    if not late:
        return None
    oldest = max((today - step.date).days for step in late)
    if len(late) == 1:
        return WATCH, f"L’étape {quoted(late[0].label)} a {days(oldest)} de retard."
    return WATCH, f"{len(late)}\u00a0étapes du calendrier sont en retard, l’une d’elles de {days(oldest)}."


@rule(
    "no_news", SILENT, scope=unfinished, place=Place("perennisation/", "confirmation"),
    when="Rien de publié ni de confirmé depuis {silence}\u00a0jours dans un défi en cours.",
    example="Rien n’a été publié ni confirmé depuis 90\u00a0jours.",
)  # fmt: skip
def no_news(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A record that nobody touches tells nothing any more, good or bad."""
    last = max((day for day in (record.changed_on, record.confirmed_on, record.start) if day), default=None)
    if last is None or (today - last).days < limits.silence:
        return None
    if record.end and (today - record.end).days > limits.closing:
        return None  # « ended_still_active » says it better
    return SILENT, f"Rien n’a été publié ni confirmé depuis {days((today - last).days)}."
