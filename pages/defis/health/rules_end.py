"""Health rules of the approach of the end: who takes over, with which scenario, which documents.

They speak a number of days before the end, never in the first half of a shorter défi, and until the first
news are asked, three months after it. Their source: the programme’s guide on sustainability and its
checklist of what is handed over.
"""

from __future__ import annotations

import datetime as dt

from ..enums import Axis, DefiPhase, HandoverItem, HealthLevel, ItemState, ScenarioKind
from ..records import SETTLED, DefiRecord
from ..wording import counted, days, decapitalised, listed, quoted
from .catalogue import ADMIN, PLAN, Place, Verdict, closing, ended, rule, running
from .rules import past_mid_term
from .thresholds import Thresholds

DANGER, WATCH = HealthLevel.DANGER, HealthLevel.WATCH
# More would not fit in a sentence.
NAMED = 3
INSTALLATION = Place(
    f"{PLAN}?ligne=document-installation_documentation", "document-installation_documentation"
)


def moment(left: int) -> str:
    """Return where a day stands to the end, to open a sentence."""
    if left > 1:
        return f"À {days(left)} de la fin"
    if left == 1:
        return "À la veille de la fin"
    return f"{days(-left)} après la fin" if left else "Le dernier jour"


def near(record: DefiRecord, today: dt.date, before_end: int, limits: Thresholds) -> int | None:
    """Return the days left when they are few enough for a rule to speak."""
    left = record.days_left(today)
    if left is None or left > before_end:
        return None
    # A défi of three months is not « near its end » on its first day.
    return left if record.elapsed(today) is None or past_mid_term(record, today, limits) else None


@rule(
    "no_recommendation", WATCH, scope=running, place=Place(PLAN, "scenarios"),
    when="Aucun scénario recommandé ni retenu {recommended_before_end}\u00a0jours avant la fin.",
    example="À 90\u00a0jours de la fin, aucun scénario n’est recommandé.",
)  # fmt: skip
def no_recommendation(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """The team has an opinion before somebody decides."""
    left = near(record, today, limits.recommended_before_end, limits)
    if left is None or record.recommended or record.decided:
        return None
    return WATCH, f"{moment(left)}, aucun scénario n’est recommandé."


@rule(
    "no_decision", DANGER, scope=closing, place=Place(PLAN, "scenarios"),
    when="Aucun scénario retenu {decided_before_end}\u00a0jours avant la fin.",
    example="À 60\u00a0jours de la fin, aucun scénario n’est retenu.",
)  # fmt: skip
def no_decision(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Two months are what it takes to recruit, buy or sign."""
    left = near(record, today, limits.decided_before_end, limits)
    if left is None or record.decided:
        return None
    return DANGER, f"{moment(left)}, aucun scénario n’est retenu."


@rule(
    "no_takeover", WATCH, DANGER, scope=closing, place=Place(PLAN, "releve"),
    when="Personne pour la relève {takeover_before_end}\u00a0jours avant la fin\u202f; "
    "en danger à {takeover_danger}\u00a0jours.",
    example="À 60\u00a0jours de la fin, personne n’est désigné pour prendre la relève.",
)  # fmt: skip
def no_takeover(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Knowledge passes between people who work together for a while. Nobody takes over a stop."""
    left = near(record, today, limits.takeover_before_end, limits)
    if left is None or record.has_takeover or _stops(record):
        return None
    level = DANGER if left <= limits.takeover_danger else WATCH
    return level, f"{moment(left)}, personne n’est désigné pour prendre la relève."


@rule(
    "no_installation_documentation", WATCH, DANGER, scope=closing, place=INSTALLATION,
    when="Documentation d’installation pas prête {installation_before_end}\u00a0jours avant la fin\u202f; "
    "en danger à {installation_danger}\u00a0jours.",
    example="À 60\u00a0jours de la fin, la documentation d’installation n’existe pas.",
)  # fmt: skip
def no_installation_documentation(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Whoever takes over installs the product once while the team is still there to help."""
    left = near(record, today, limits.installation_before_end, limits)
    state = record.handover.get(HandoverItem.INSTALLATION_DOCUMENTATION)
    if left is None or state in SETTLED:
        return None
    level = DANGER if left <= limits.installation_danger else WATCH
    lacks = "n’est pas terminée" if state == ItemState.IN_PROGRESS else "n’existe pas"
    return level, f"{moment(left)}, la documentation d’installation {lacks}."


@rule(
    "axis_without_answer", WATCH, scope=closing, place=Place(f"{PLAN}?a-completer=axes", "axes"),
    when="Un axe technique sans aucune réponse {axes_before_end}\u00a0jours avant la fin.",
    example="À 60\u00a0jours de la fin, l’axe Transmission n’a aucune réponse.",
)  # fmt: skip
def axis_without_answer(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Deployment, transmission and reliability are each thought about before the end."""
    left = near(record, today, limits.axes_before_end, limits)
    answered = {row.axis for row in record.questions if row.answered or row.state in SETTLED}
    silent = [axis.label for axis in Axis if axis not in answered]
    if left is None or not silent:
        return None
    if len(silent) == 1:
        return WATCH, f"{moment(left)}, l’axe {silent[0]} n’a aucune réponse."
    return WATCH, f"{moment(left)}, les axes {listed(silent)} n’ont aucune réponse."


@rule(
    "decision_unfunded", DANGER, scope=closing, place=Place(PLAN, "scenarios"),
    when="Scénario retenu sans financement ni coût {funding_before_end}\u00a0jours avant la fin.",
    example="À 30\u00a0jours de la fin, le scénario retenu n’a pas de financement.",
)  # fmt: skip
def decision_unfunded(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """A decision without means is a wish; stopping needs none."""
    left = near(record, today, limits.funding_before_end, limits)
    if left is None or record.decided is None or record.decided.funded or _stops(record):
        return None
    return DANGER, f"{moment(left)}, le scénario retenu n’a pas de financement."


@rule(
    "handover_missing", WATCH, DANGER, scope=closing,
    place=Place(f"{PLAN}?a-completer=documents", "documents"),
    when="Documents indispensables pas prêts {handover_before_end}\u00a0jours avant la fin\u202f; "
    "en danger à {handover_danger}\u00a0jours.",
    example="À 30\u00a0jours de la fin, il manque 1\u00a0document à transmettre\u00a0: guide d’utilisation.",
)  # fmt: skip
def handover_missing(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """Without these documents nobody can take the product over."""
    left = near(record, today, limits.handover_before_end, limits)
    if left is None or not record.missing_handover:
        return None
    level = DANGER if left <= limits.handover_danger else WATCH
    return level, f"{moment(left)}, il manque {missing_documents(record)}."


@rule(
    "ended_still_active", WATCH, DANGER, scope=ended,
    place=Place(ADMIN, "panel-child-contenu-phases-section"),
    when="La fin est passée et la phase est encore de travail\u202f; "
    "en danger {phase_late}\u00a0jours après.",
    example="Le défi est terminé depuis 1\u00a0jour, mais sa phase est encore «\u00a0Construction\u00a0».",
)  # fmt: skip
def ended_still_active(record: DefiRecord, today: dt.date, limits: Thresholds) -> Verdict:
    """What became of the défi is not written."""
    left = record.days_left(today)
    if left is None or not record.is_active:
        return None
    level = DANGER if -left >= limits.phase_late else WATCH
    return level, (
        f"Le défi est terminé depuis {days(-left)}, mais sa phase est encore "
        f"{quoted(DefiPhase(record.phase).label)}."
    )


def missing_documents(record: DefiRecord) -> str:
    """Return how many indispensable documents are missing, and the first of them."""
    names = [decapitalised(str(item.label)) for item in record.missing_handover]
    more = len(names) - NAMED
    if more > 1:
        names = [*names[:NAMED], counted(more, "autre", "autres")]
    total = counted(len(record.missing_handover), "document", "documents")
    return f"{total} à transmettre\u00a0: {listed(names)}"


def _stops(record: DefiRecord) -> bool:
    return record.decided is not None and record.decided.kind == ScenarioKind.STOP
