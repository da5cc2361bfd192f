"""What a sustainability plan must hold together, beyond what a single row can tell."""

from __future__ import annotations

from typing import Any

ONE_RECOMMENDED = "Un seul scénario peut être recommandé\u00a0: décochez l’autre."
ONE_DECIDED = "Un seul scénario peut être retenu\u00a0: décochez l’autre."
DECISION_WITHOUT_SCENARIO = "Une décision est datée, mais aucun scénario n’est retenu\u00a0: cochez-le."
SCENARIO_WITHOUT_DECISION = "Un scénario est retenu\u00a0: indiquez la date de la décision."
# What the programme’s guide asks to compare: three ways to go on, and stopping with its consequences.
SCENARIOS_TO_COMPARE = 3


def add_plan_errors(form: Any) -> bool:
    """Put on an edit form what its rows contradict, each on the row or field to correct.

    Args:
        form: a bound cluster form of a défi, already validated, whose formsets may include
            ``scenarios`` and whose fields may include ``decided_on``.

    Returns:
        Whether nothing was wrong.
    """
    rows = form.formsets["scenarios"].forms if "scenarios" in form.formsets else []
    sound = _at_most_one(rows, "recommended", ONE_RECOMMENDED)
    sound = _at_most_one(rows, "decided", ONE_DECIDED) and sound
    if "scenarios" not in form.formsets or "decided_on" not in form.fields:
        return sound
    decided = [row for row in rows if _ticked(row, "decided")]
    dated = getattr(form, "cleaned_data", {}).get("decided_on")
    if dated and not decided:
        form.add_error("decided_on", DECISION_WITHOUT_SCENARIO)
        return False
    if decided and not dated and "decided_on" not in form.errors:
        form.add_error("decided_on", SCENARIO_WITHOUT_DECISION)
        return False
    return sound


def _at_most_one(rows: list[Any], name: str, message: str) -> bool:
    ticked = [row for row in rows if _ticked(row, name)]
    for row in ticked[1:]:
        row.add_error(name, message)
    return len(ticked) < 2


def _ticked(row: Any, name: str) -> bool:
    data = getattr(row, "cleaned_data", {})
    return bool(data.get(name) and not data.get("DELETE"))
