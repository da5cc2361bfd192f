"""What changed between two publications, in plain French."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.defis.history.compare import PUBLISHED, compare, roadmap_changes
from pages.defis.history.fields import PAGE_WORDS, ROW_WORDS
from pages.defis.history.snapshot import FORMAT, PAGE_FIELDS, ROWS, snapshot, upgraded
from pages.defis.models import DefiPage
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, STAKEHOLDER_WORDS, full_defi

NBSP = "\u00a0"
OBJECTIVE = {
    "key": "o1", "horizon": "short", "objective": "Tester", "success_criteria": "", "constraints": "",
    "state": "planned", "person": None, "due": "2027-03-03",
}  # fmt: skip
QUESTION = {
    "key": "q1", "axis": "deployment", "question": "Qui héberge ?", "answer": "La DSI", "state": "todo",
    "person": None, "due": None, "evidence_url": "",
}  # fmt: skip
SCENARIO = {
    "key": "s1", "kind": "in_house", "title": "Une équipe", "description": "", "benefits": "",
    "technical": "",
    "human": "", "fte": "1.5", "profiles": "", "financial": "", "yearly_cost": 40000, "investment": None,
    "funding_source": "", "governance": "", "risks": "", "consequences": "", "recommended": False,
    "decided": False,
}  # fmt: skip
STAKEHOLDER = {
    "key": "p1", "name": "La DSI", "role": "", "interest": 1, "influence": 3, "next_step": "", "person": None,
}  # fmt: skip
DOCUMENT = {"key": "d1", "item": "code", "state": "todo", "url": "", "note": ""}
MILESTONE = {"key": "m1", "date": "2027-03-03", "label": "Note", "done": False, "person": None}
RECORD: dict[str, Any] = {
    "format": FORMAT,
    "identity": {
        "title": "Défi", "administration": None, "promotion": None, "start": None, "end": None, "place": "",
        "phases": [], "indicators": [], "stakeholders": [STAKEHOLDER], "members": [], "compliance": [],
        "texts": {"problem": "", "users": "", "solution": "", "body": "x"},
    },
    "roadmap": {"roadmap_stage": "first", "roadmap_dated": None, "objectives": [OBJECTIVE]},
    "plan": {
        "end_state": "unknown", "takeover": "Bureau A", "takeover_person": None, "plan_summary": "",
        "decision_maker": "", "decision_due": None, "decided_on": None, "axis_questions": [QUESTION],
        "scenarios": [SCENARIO], "milestones": [MILESTONE], "handover_documents": [DOCUMENT],
    },
}  # fmt: skip


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the record with one value changed: ``plan.scenarios.0.title``."""
    record = copy.deepcopy(RECORD)
    place: Any = record
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return record


CASES = [
    ("identity.title", "Autre", "identity", "", "Le défi s’appelle maintenant « Autre »."),
    ("identity.end", "2027-06-01", "identity", "", "La fin du défi est fixée au 1er juin 2027."),
    ("identity.texts", {"problem": "", "users": "", "solution": "", "body": "y"}, "identity", "",
     "Le texte de présentation a été réécrit."),
    ("identity.members", [{"key": "1:eig", "person": "Ada Mareuil", "role": "eig"}], "identity", "",
     "Ada Mareuil rejoint l’équipe (EIG)."),
    ("identity.compliance", [{"key": "rgaa", "topic": "rgaa", "state": "partial", "rate": 72}], "identity",
     "",
     "Accessibilité (RGAA) : partiellement conforme, 72 %."),
    ("identity.stakeholders.0.interest", 3, "identity", "stakeholders",
     "L’intérêt de « La DSI » : de « Faible » à « Fort »."),
    ("identity.stakeholders", [], "identity", "stakeholders", "Partie prenante retirée : « La DSI »."),
    ("roadmap.roadmap_stage", "mid_term", "roadmap", "",
     "La feuille de route passe à la version « révision de mi-parcours »."),
    ("roadmap.objectives", [], "roadmap", "", "Objectif retiré : « Tester »."),
    ("roadmap.objectives.0.objective", "Essayer", "roadmap", "",
     "L’objectif « Tester » devient « Essayer »."),
    ("roadmap.objectives.0.horizon", "long", "roadmap", "",
     "L’objectif « Tester » passe de « court terme » à « long terme »."),
    ("roadmap.objectives.0.state", "done", "roadmap", "",
     "L’objectif « Tester » passe de « prévu » à « atteint »."),
    ("roadmap.objectives.0.due", "2027-04-12", "roadmap", "",
     "L’échéance de « Tester » passe du 3 mars au 12 avril 2027."),
    ("roadmap.objectives.0.due", "2028-04-12", "roadmap", "",
     "L’échéance de « Tester » passe du 3 mars 2027 au 12 avril 2028."),
    ("roadmap.objectives.0.due", None, "roadmap", "",
     "L’échéance de « Tester » est retirée (c’était le 3 mars 2027)."),
    ("roadmap.objectives.0.person", "Ada Mareuil", "roadmap", "", "Ada Mareuil se charge de « Tester »."),
    ("roadmap.objectives.0.success_criteria", "Dix", "roadmap", "",
     "Les critères de réussite de « Tester » ont été écrits."),
    ("plan.takeover", "Bureau B", "plan", "", "Relève : de « Bureau A » à « Bureau B »."),
    ("plan.takeover", "", "plan", "", "Relève : plus rien d’indiqué (c’était « Bureau A »)."),
    ("plan.end_state", "planned", "plan", "",
     "État à la fin du défi : de « Pas encore connu » à « Mise en production prévue »."),
    ("plan.axis_questions.0.answer", "Le ministère", "plan", "",
     "La réponse à « Qui héberge ? » a été réécrite."),
    ("plan.axis_questions.0.answer", "", "plan", "", "La réponse à « Qui héberge ? » a été effacée."),
    ("plan.scenarios.0.decided", True, "plan", "", "Le scénario « Une équipe » est retenu."),
    ("plan.scenarios.0.fte", "2", "plan", "",
     "Le nombre d’équivalents temps plein de « Une équipe » passe de 1,5 à 2."),
    ("plan.scenarios.0.yearly_cost", 50000, "plan", "money",
     "Le coût annuel de « Une équipe » passe de 40\u202f000 € à 50\u202f000 €."),
    ("plan.scenarios.0.yearly_cost", 0, "plan", "money",
     "Le coût annuel de « Une équipe » passe de 40\u202f000 € à 0 €."),
    ("plan.scenarios.0.yearly_cost", None, "plan", "money",
     "Le coût annuel de « Une équipe » n’est plus chiffré."),
    ("plan.scenarios.0.investment", 0, "plan", "money", "L’investissement de « Une équipe » est de 0 €."),
    ("plan.scenarios.0.funding_source", "Fonds", "plan", "money",
     "La source de financement de « Une équipe » a été écrite."),
    ("plan.scenarios.0.risks", "Le départ", "plan", "risks", "Les risques de « Une équipe » ont été écrits."),
    ("plan.milestones.0.done", True, "plan", "", "L’étape « Note » est faite."),
    ("plan.handover_documents.0.state", "done", "plan", "",
     "Le document « Code source » passe de « à faire » à « fait »."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "area", "reserved", "text"), CASES, ids=[c[4][:60] for c in CASES])
def test_each_change_has_its_sentence(path: str, value: Any, area: str, reserved: str, text: str) -> None:
    """One change, one sentence, in its area, reserved when what changed is; and nothing without a change."""
    spaced = text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»").replace(" :", f"{NBSP}:")
    lines = compare(RECORD, changed(path, value))
    assert len(lines) == 1
    assert lines[0]["text"].replace(NBSP, " ") == spaced.replace(NBSP, " ")
    assert f"{NBSP}»" in lines[0]["text"] or "»" not in lines[0]["text"]
    assert (lines[0]["area"], lines[0]["reserved"]) == (area, reserved)


def test_nothing_changed_and_nothing_before() -> None:
    """No line without a change; the first publication is told as such; the order of rows is no change."""
    assert compare(RECORD, copy.deepcopy(RECORD)) == []
    assert compare(None, RECORD) == [{"text": PUBLISHED, "area": "identity", "reserved": ""}]
    two = changed("roadmap.objectives", [OBJECTIVE, {**OBJECTIVE, "key": "o2"}])
    assert compare(two, changed("roadmap.objectives", [{**OBJECTIVE, "key": "o2"}, OBJECTIVE])) == []


def test_what_is_reserved_in_a_new_scenario_is_told_apart() -> None:
    """Its title to everybody, its cost and risks to those who read them."""
    lines = compare(
        changed("plan.scenarios", []), changed("plan.scenarios", [{**SCENARIO, "risks": "Le départ"}])
    )
    assert [(line["text"].replace(NBSP, " "), line["reserved"]) for line in lines] == [
        ("Scénario ajouté : « Une équipe » (équipe interne).", ""),
        ("Le coût annuel de « Une équipe » est de 40\u202f000 €.", "money"),
        ("Les risques de « Une équipe » ont été écrits.", "risks"),
    ]


def test_the_roadmap_is_told_by_horizon() -> None:
    """What concerns it all first; a moved objective where it is now; an untouched horizon is left out."""
    after = changed("roadmap.objectives.0.horizon", "long")
    after["roadmap"]["roadmap_stage"] = "last"
    after["roadmap"]["objectives"].append({**OBJECTIVE, "key": "o2", "objective": "Former"})
    found = [
        (label, [text.replace(NBSP, " ") for text in texts])
        for label, texts in roadmap_changes(RECORD, after)
    ]
    assert found == [
        ("", ["La feuille de route passe à la version « bilan de fin »."]),
        ("Court terme", ["Objectif ajouté à court terme : « Former »."]),
        ("Long terme", ["L’objectif « Tester » passe de « court terme » à « long terme »."]),
    ]


def test_a_snapshot_holds_the_record_and_reads_itself_back(tree: Any) -> None:
    """As JSON, unchanged by the way through the database; its names are words, not numbers."""
    defi = DefiPage.objects.get(pk=full_defi(tree).pk)
    taken = snapshot(defi)
    stored = json.loads(json.dumps(taken))
    assert stored == taken
    assert compare(stored, snapshot(defi)) == []
    assert taken["identity"]["members"][0]["person"] == "Ada Mareuil"
    assert taken["identity"]["indicators"][0]["measures"] != {}
    assert set(taken) == {"format", *PAGE_FIELDS}


def test_no_open_sentence_holds_reserved_words(tree: Any) -> None:
    """Between an empty défi and a full one, and back."""
    empty = snapshot(DefiPage.objects.get(pk=tree.defi.pk))
    full = snapshot(DefiPage.objects.get(pk=full_defi(tree).pk))
    for lines in (compare(empty, full), compare(full, empty)):
        words = " ".join(line["text"].replace("\u202f", "") for line in lines if not line["reserved"])
        assert not [w for w in (*MONEY_WORDS, *RISK_WORDS, *STAKEHOLDER_WORDS) if w in words]
    reserved = " ".join(
        line["text"].replace("\u202f", "") for line in compare(empty, full) if line["reserved"]
    )
    assert MONEY_WORDS[1] in reserved
    assert STAKEHOLDER_WORDS[0] in reserved


def test_a_later_format_is_refused_and_an_unknown_code_is_not() -> None:
    """A hub that goes back a version says so; a vocabulary that shrinks is no error."""
    with pytest.raises(ValueError, match="format 99"):
        upgraded({"format": 99})
    old = changed("plan.scenarios.0.kind", "no_longer_known")
    assert "no_longer_known" in compare(old, RECORD)[0]["text"]


def test_every_field_of_the_snapshot_is_told() -> None:
    """A field that is kept but whose change nobody is told of would make entries without a sentence."""
    told = {words.name: {field.name for field in words.fields} for words in ROW_WORDS}
    for words in ROW_WORDS:
        told[words.name] |= {words.title, *([words.place.name] if words.place else [])}
    untold = {
        (name, field)
        for rows in ROWS.values()
        for name, fields in rows.items()
        for field in fields
        if field not in told[name]
    }
    assert untold == {("phases", "note"), ("indicators", "theme"), ("indicators", "unit")}
    alone = {field.name for fields in PAGE_WORDS.values() for field in fields}
    assert set(PAGE_FIELDS["plan"]) <= alone
    assert set(PAGE_FIELDS["identity"]) - alone == {"title"}


texts = st.text(max_size=8)
rows = st.lists(
    st.builds(
        lambda key, text, due, cost, decided: {
            **SCENARIO, "key": key, "title": text, "yearly_cost": cost, "decided": decided,
            "fte": None, "due": due,
        },
        st.sampled_from("abc"), texts, st.none(), st.none() | st.integers(0, 10**6), st.booleans(),
    ),
    max_size=3,
)  # fmt: skip


@given(before=rows, after=rows)
def test_any_two_records_compare(before: Any, after: Any) -> None:
    """Without an error, in sentences, and a record compared with itself says nothing."""
    old, new = changed("plan.scenarios", before), changed("plan.scenarios", after)
    for line in compare(old, new):
        assert line["text"].endswith(".")
    assert compare(new, new) == []
