"""Each health rule speaks at its limit and not a day before; the levels hold together whatever the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from pages.defis.enums import (
    AddressState,
    Axis,
    DefiPhase,
    EndState,
    FollowUpState,
    HandoverItem,
    HealthLevel,
    ItemState,
    ObjectiveState,
    ProductStatus,
    RoadmapStage,
    ScenarioKind,
    TeamRole,
)
from pages.defis.health import assess, rule_catalogue
from pages.defis.health.thresholds import PROGRAMME
from pages.defis.records import (
    DefiRecord,
    FollowUpFact,
    MemberFact,
    MilestoneFact,
    ObjectiveFact,
    PhaseFact,
    QuestionFact,
    ScenarioFact,
)

# A défi of three hundred days: its middle is day 150.
START, END = dt.date(2026, 9, 1), dt.date(2027, 6, 28)
RULES = {rule.code: rule for rule in rule_catalogue()}


def on(offset: int) -> dt.date:
    """Return the day so many days after the start; negative: before the end."""
    return START + dt.timedelta(days=offset)


def before(offset: int) -> dt.date:
    """Return the day so many days before the end."""
    return END - dt.timedelta(days=offset)


def scenario(kind: str = "in_house", **facts: Any) -> ScenarioFact:
    """Return a scenario."""
    return ScenarioFact(
        kind, kind, **{"recommended": False, "decided": False, "funded": True, "explained": True, **facts}
    )


def follow_up(months: int, state: str = "answered", status: str = "", address: str = "") -> FollowUpFact:
    """Return news asked after the end."""
    return FollowUpFact(months, END, state, END, status, address)


OTHERS = (scenario("contractor"), scenario("other_scheme"), scenario("stop"))
SOUND = DefiRecord(
    pk=1, title="Défi", url="/defis/defi/", administration="", promotion="", promotion_slug="",
    phase=DefiPhase.CONSTRUCTION, start=START, end=END, end_state=EndState.IN_PRODUCTION,
    takeover="La DSI", takeover_person="", decision_maker="", decision_due=None, decided_on=START,
    roadmap_stage=RoadmapStage.MID_TERM, owner="", owner_email="",
    scenarios=(scenario(recommended=True, decided=True), *OTHERS),
    questions=tuple(QuestionFact(axis, "Qui ?", ItemState.DONE, None, True) for axis in Axis.values),
    objectives=(ObjectiveFact("Tester avec dix personnes", ObjectiveState.DONE, None),),
    members=(MemberFact(1, "", TeamRole.DSI_CONTACT, ""),),
    handover=dict.fromkeys(HandoverItem.values, ItemState.DONE),
    changed_on=before(0), confirmed_on=before(0), measured=1,
)  # fmt: skip
UNDECIDED = (scenario(recommended=True), *OTHERS)
UNRECOMMENDED = (scenario(), *OTHERS)
NO_MANUAL = {**SOUND.handover, HandoverItem.USER_MANUAL: ItemState.TODO}
NO_INSTALLATION = {**SOUND.handover, HandoverItem.INSTALLATION_DOCUMENTATION: ItemState.TODO}
STOPPED = {"phase": DefiPhase.STOPPED, "phases": (PhaseFact("stopped", before(50), None),)}
OBJECTIVE = ObjectiveFact("Tester avec dix personnes", ObjectiveState.PLANNED, on(40))
MILESTONE = MilestoneFact(on(40), "Note présentée", False)

# Code, facts that differ from those of a sound défi, first day on which the rule speaks, level.
CASES: list[tuple[str, dict[str, Any], dt.date, str]] = [
    ("no_roadmap", {"objectives": ()}, on(30), "watch"),
    ("no_dsi_contact", {"members": ()}, on(60), "watch"),
    ("roadmap_not_revised", {"roadmap_stage": RoadmapStage.FIRST}, on(180), "watch"),
    ("objectives_late", {"objectives": (OBJECTIVE,)}, on(41), "watch"),
    ("too_few_scenarios", {"scenarios": (SOUND.scenarios[0], *OTHERS[1:])}, on(150), "watch"),
    ("no_stop_scenario", {"scenarios": SOUND.scenarios[:3]}, on(150), "watch"),
    ("no_measure", {"measured": 0}, on(150), "watch"),
    ("plan_unconfirmed", {"confirmed_on": on(150)}, on(195), "watch"),
    ("decision_overdue", {"scenarios": UNDECIDED, "decided_on": None, "decision_due": dt.date(2027, 3, 3)},
     dt.date(2027, 3, 4), "watch"),
    ("milestones_late", {"milestones": (MILESTONE,)}, on(41), "watch"),
    ("no_news", {"changed_on": on(50), "confirmed_on": on(10)}, on(140), "silent"),
    ("no_recommendation", {"scenarios": UNRECOMMENDED}, before(90), "watch"),
    ("no_decision", {"scenarios": UNDECIDED}, before(60), "danger"),
    ("no_takeover", {"takeover": " "}, before(60), "watch"),
    ("no_installation_documentation", {"handover": NO_INSTALLATION}, before(60), "watch"),
    ("axis_without_answer", {"questions": (SOUND.questions[0], SOUND.questions[2])}, before(60), "watch"),
    ("decision_unfunded", {"scenarios": (scenario(decided=True, funded=False), *SOUND.scenarios[1:])},
     before(30), "danger"),
    ("handover_missing", {"handover": NO_MANUAL}, before(30), "watch"),
    ("ended_still_active", {}, before(-1), "watch"),
    ("production_not_followed", {"end_state": EndState.PLANNED, "phase": DefiPhase.TAKEOVER},
     before(-182), "watch"),
]  # fmt: skip
# The same rules, when they turn to danger.
DANGERS = [
    ("no_roadmap", {"objectives": ()}, on(150)),
    ("decision_overdue", {"scenarios": UNDECIDED, "decided_on": None, "decision_due": on(100)}, on(130)),
    ("no_takeover", {"takeover": ""}, before(30)),
    ("no_installation_documentation", {"handover": {}}, before(30)),
    ("handover_missing", {"handover": NO_MANUAL}, before(7)),
    ("ended_still_active", {}, before(-30)),
    (
        "production_not_followed",
        {"end_state": EndState.PLANNED, "phase": DefiPhase.TAKEOVER},
        before(-365),
    ),
]
# Rules that no day makes speak: the fact does.
FACTS = [
    ("no_dates", {"end": None}, {}, on(10), "watch"),
    (
        "stopped_unexpectedly",
        {"follow_ups": (follow_up(6, status=ProductStatus.STOPPED),)},
        {"follow_ups": (follow_up(6, status=ProductStatus.IN_PRODUCTION),)},
        before(-190),
        "danger",
    ),
    (
        "dead_address",
        {"follow_ups": (follow_up(6, status="in_production", address=AddressState.DEAD),)},
        {"follow_ups": (follow_up(6, status="in_production", address=AddressState.MOVED),)},
        before(-190),
        "danger",
    ),
    (
        "follow_up_unanswered",
        {"follow_ups": (follow_up(3, FollowUpState.SILENT),)},
        {"follow_ups": (follow_up(3, FollowUpState.SILENT), follow_up(6, status="in_production"))},
        before(-190),
        "silent",
    ),
    (
        "stop_not_explained",
        {**STOPPED, "scenarios": (scenario("stop", explained=False),)},
        STOPPED,
        before(20),
        "watch",
    ),
    ("stop_without_handover", {**STOPPED, "handover": NO_MANUAL}, STOPPED, before(20), "watch"),
]


def found(record: DefiRecord, today: dt.date) -> dict[str, Any]:
    """Return the findings of a day by code."""
    return {finding.code: finding for finding in assess(record, today).findings}


@pytest.mark.parametrize(("code", "facts", "day", "level"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_speaks_at_its_limit_and_not_the_day_before(
    code: str, facts: dict[str, Any], day: dt.date, level: str
) -> None:
    """The sentence is the one that the documentation quotes."""
    record = replace(SOUND, **facts)
    assert found(record, day)[code].level == level
    assert found(record, day)[code].sentence == RULES[code].example
    assert code not in found(record, day - dt.timedelta(days=1))
    assert code not in found(SOUND, day) or code == "ended_still_active"


@pytest.mark.parametrize(("code", "facts", "day"), DANGERS, ids=[case[0] for case in DANGERS])
def test_a_rule_turns_to_danger(code: str, facts: dict[str, Any], day: dt.date) -> None:
    """And is only to watch the day before."""
    record = replace(SOUND, **facts)
    assert found(record, day)[code].level == HealthLevel.DANGER
    assert found(record, day - dt.timedelta(days=1))[code].level == HealthLevel.WATCH
    assert assess(record, day).level == HealthLevel.DANGER


@pytest.mark.parametrize(("code", "facts", "sound", "day", "level"), FACTS, ids=[case[0] for case in FACTS])
def test_a_rule_speaks_of_a_fact(
    code: str, facts: dict[str, Any], sound: dict[str, Any], day: dt.date, level: str
) -> None:
    """And is silent when the fact is otherwise."""
    finding = found(replace(SOUND, **facts), day)[code]
    assert (finding.level, finding.sentence) == (level, RULES[code].example)
    assert code not in found(replace(SOUND, **sound), day)


def test_every_rule_has_a_case() -> None:
    """A rule that is added without one is noticed."""
    assert {case[0] for case in CASES} | {case[0] for case in FACTS} == set(RULES)


def test_a_sound_defi_is_healthy_all_along() -> None:
    """From its first day to its last."""
    for offset in range(0, 301, 10):
        record = replace(SOUND, changed_on=on(offset), confirmed_on=on(offset))
        assert assess(record, on(offset)).level == HealthLevel.HEALTHY, offset


def test_a_stopped_defi_is_judged_only_on_what_still_matters() -> None:
    """Neither its decision nor its roadmap; and nothing any more after a year."""
    bare = replace(SOUND, **STOPPED, scenarios=(), objectives=(), questions=(), handover={}, takeover="")
    assert set(found(bare, before(20))) == {"stop_not_explained", "stop_without_handover"}
    assert found(bare, before(50 - 365)).keys() == {"stop_not_explained", "stop_without_handover"}
    assert not found(bare, before(50 - 366))


def test_a_short_defi_is_not_near_its_end_in_its_first_half() -> None:
    """Sixty days before the end of a défi of eighty days is its first month."""
    short = replace(SOUND, end=on(80), scenarios=UNDECIDED)
    assert "no_decision" not in found(short, on(39))
    assert "no_decision" in found(short, on(40))


def test_an_old_defi_is_left_in_peace() -> None:
    """What nobody can write any more is not asked: only what became of it counts."""
    old = replace(SOUND, phase=DefiPhase.TAKEOVER, scenarios=(), handover={}, takeover="", questions=())
    assert "no_decision" in found(old, before(-90))
    assert not found(old, before(-91))


def test_stopping_needs_neither_money_nor_successor() -> None:
    """A decided stop is not asked for what only a going concern has."""
    stop = replace(SOUND, takeover="", scenarios=(scenario("stop", decided=True, funded=False),) * 3)
    assert not found(stop, before(10)).keys() & {"decision_unfunded", "no_takeover"}


@pytest.mark.parametrize(
    ("left", "opening"),
    [(2, "À 2\u00a0jours de la fin,"), (1, "À la veille de la fin,"), (0, "Le dernier jour,"),
     (-1, "1\u00a0jour après la fin,"), (-2, "2\u00a0jours après la fin,")],
)  # fmt: skip
def test_the_sentence_says_where_the_day_stands(left: int, opening: str) -> None:
    """In the singular and the plural, before and after the end."""
    sentence = found(replace(SOUND, scenarios=UNDECIDED), before(left))["no_decision"].sentence
    assert sentence == f"{opening} aucun scénario n’est retenu."


def test_many_missing_documents_are_counted_and_the_first_named() -> None:
    """The sentence stays short."""
    sentence = found(replace(SOUND, handover={}), before(10))["handover_missing"].sentence
    assert sentence == (
        "À 10\u00a0jours de la fin, il manque 7\u00a0documents à transmettre\u00a0: expression des besoins, "
        "guide d’utilisation, documentation technique et 4\u00a0autres."
    )


def test_the_worst_comes_first_and_gives_the_level() -> None:
    """Danger before silence before what is to watch."""
    bare = replace(
        SOUND, scenarios=(), handover={}, takeover="", questions=(), changed_on=None, confirmed_on=None
    )
    health = assess(bare, before(20))
    levels = [finding.level for finding in health.findings]
    assert levels == sorted(levels, key=HealthLevel.values.index)
    assert {"danger", "silent", "watch"} == set(levels)
    assert health.level == "danger"
    # Among what is to watch, what will endanger the défi comes before the rest.
    late = replace(SOUND, takeover="", objectives=(OBJECTIVE,))
    assert list(found(late, before(60))) == ["no_takeover", "objectives_late"]


def test_the_documentation_lists_the_rules_as_they_are() -> None:
    """One row by rule, in their order, written from the code; and the limits are those of the programme."""
    text = Path(settings.BASE_DIR, "docs", "sante-des-defis.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{rule.code}` | {rule.when} | {rule.level_labels} | {rule.example} |" for rule in rule_catalogue()
    ]
    assert all("{" not in rule.when for rule in rule_catalogue())


days = st.dates(dt.date(2024, 1, 1), dt.date(2029, 1, 1))
maybe = st.none() | days
facts = st.builds(
    replace,
    st.just(SOUND),
    phase=st.sampled_from(DefiPhase.values),
    start=maybe,
    end=maybe,
    end_state=st.sampled_from(EndState.values),
    takeover=st.sampled_from(["", "La DSI"]),
    decision_due=maybe,
    decided_on=maybe,
    roadmap_stage=st.sampled_from(RoadmapStage.values),
    changed_on=maybe,
    confirmed_on=maybe,
    measured=st.integers(0, 2),
    scenarios=st.lists(
        st.builds(ScenarioFact, st.sampled_from(ScenarioKind.values), st.text(), *[st.booleans()] * 4),
        max_size=4,
    ).map(tuple),
    milestones=st.lists(st.builds(MilestoneFact, days, st.text(), st.booleans()), max_size=3).map(tuple),
    objectives=st.lists(
        st.builds(ObjectiveFact, st.text(), st.sampled_from(ObjectiveState.values), maybe), max_size=3
    ).map(tuple),
    follow_ups=st.lists(
        st.builds(
            follow_up,
            st.sampled_from([3, 6, 12]),
            st.sampled_from(FollowUpState.values),
            st.sampled_from(["", *ProductStatus.values]),
            st.sampled_from(["", *AddressState.values]),
        ),
        max_size=3,
    ).map(tuple),
    handover=st.dictionaries(st.sampled_from(HandoverItem.values), st.sampled_from(ItemState.values)),
)


@given(record=facts, today=days)
def test_any_facts_have_a_health(record: DefiRecord, today: dt.date) -> None:
    """Without an error; the level is that of the worst finding; each is a sentence with an address."""
    health = assess(record, today, PROGRAMME)
    levels = [finding.level for finding in health.findings]
    assert health.level == (min(levels, key=HealthLevel.values.index) if levels else "healthy")
    for finding in health.findings:
        assert finding.level in RULES[finding.code].levels
        assert finding.sentence.endswith(".")
        assert finding.sentence[0].isupper() or finding.sentence[0].isdigit()
        assert finding.url.startswith("/")
