"""The défis of the starter content: plans at every stage, each with a past of its own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from hub.starter.reading import read_pages, read_register
from pages.defis.confidentiality import Part, public_reading
from pages.defis.enums import DefiPhase, FollowUpState, HealthLevel, HistoryKind
from pages.defis.health import assess
from pages.defis.history.services import catch_up
from pages.defis.models import DefiPage, FollowUp, HandoverDocument, HistoryEntry
from pages.defis.records import read_records

SOURCES = [source for source in read_pages() if source.data["type"] == "defi"]
ROWS = (
    *("members", "phases", "key_figures", "links", "compliance", "indicators", "stakeholders"),
    *("objectives", "axis_questions", "scenarios", "milestones", "handover_documents"),
)


def levels() -> dict[str, str]:
    """Return the health of each défi, by slug."""
    slugs = dict(DefiPage.objects.values_list("pk", "slug"))
    today = timezone.localdate()
    return {slugs[record.pk]: assess(record, today).level for record in read_records(DefiPage.objects.live())}


def test_plans_are_shown_at_every_stage(loaded: Any) -> None:
    """Just begun, under construction, ended, taken over, stopped: each phase that a visitor looks for."""
    phases = set(DefiPage.objects.live().values_list("phase", flat=True))
    assert phases == set(DefiPhase.values) - {DefiPhase.PREPARATION}


def test_health_tells_the_story_of_each(loaded: Any) -> None:
    """One défi is in danger, one gives no news, one is to watch; the rules decide it, not the content."""
    found = levels()
    assert [slug for slug, level in found.items() if level == HealthLevel.DANGER] == ["ponts-suivis"]
    assert [slug for slug, level in found.items() if level == HealthLevel.SILENT] == ["cartables-pretes"]
    assert found["salle-des-cartes"] == HealthLevel.WATCH
    assert Counter(found.values())[HealthLevel.HEALTHY] == len(SOURCES) - 3


def test_the_one_in_danger_says_why(loaded: Any) -> None:
    """No decision, no takeover, no installation documentation, a plan that nobody confirmed lately."""
    (record,) = read_records(DefiPage.objects.filter(slug="ponts-suivis"))
    codes = {finding.code for finding in assess(record, timezone.localdate()).findings}
    assert {
        "no_decision",
        "no_takeover",
        "no_installation_documentation",
        "plan_unconfirmed",
    } <= codes


def test_every_row_would_pass_the_admin_form(loaded: Any) -> None:
    """The content breaks none of the rules that its editors have to follow."""
    for defi in DefiPage.objects.all():
        for relation in ROWS:
            for row in getattr(defi, relation).all():
                row.full_clean()
        scenarios = defi.scenarios.all()
        assert bool(defi.decided_on) == any(row.decided for row in scenarios), defi.slug


def test_roadmaps_have_dated_versions(loaded: Any) -> None:
    """Publications are told at their own dates, by their authors, and say what changed."""
    changes = HistoryEntry.objects.filter(kind=HistoryKind.CHANGE, defi__slug="boussole-entreprises")
    entries = list(changes.order_by("at"))
    stages = [(entry.snapshot or {})["roadmap"]["roadmap_stage"] for entry in entries]
    assert stages == ["first", "mid_term", "last"]
    assert [entry.by_name for entry in entries] == ["Jonas Wibaut", "Lucile Dammartin", "Farida Zenouda"]
    assert any("mi-parcours" in line["text"] for line in entries[1].lines)
    assert not any("présentation" in line["text"] for entry in entries for line in entry.lines)
    assert HistoryEntry.objects.filter(at__gt=timezone.now()).count() == 0
    page = DefiPage.objects.get(slug="boussole-entreprises")
    assert page.last_published_at == entries[-1].at


def test_nothing_is_left_to_tell(loaded: Any) -> None:
    """The history knows every publication: the nightly command finds nothing late."""
    assert catch_up() == []


def test_news_are_answered_awaited_or_missing(loaded: Any) -> None:
    """Each state of a follow-up shows, and what was answered is in the history."""
    states = set(FollowUp.objects.values_list("state", flat=True))
    assert states == {FollowUpState.ANSWERED, FollowUpState.WAITING, FollowUpState.SILENT}
    answered = FollowUp.objects.filter(state=FollowUpState.ANSWERED)
    assert HistoryEntry.objects.filter(kind=HistoryKind.FOLLOW_UP).count() == answered.count()
    assert HistoryEntry.objects.filter(kind=HistoryKind.SILENCE).count() == 1


def test_money_is_open_in_one_of_them_only(loaded: Any) -> None:
    """The others keep amounts, risks and stakeholders between their team and the programme’s."""
    read = {defi.slug: public_reading(defi).parts for defi in DefiPage.objects.all()}
    assert {slug: parts for slug, parts in read.items() if parts} == {
        "boussole-entreprises": frozenset({Part.MONEY})
    }


def test_two_documents_are_real_files(loaded: Any) -> None:
    """They open in a word processor, and each belongs to its slot."""
    slots = HandoverDocument.objects.filter(document__isnull=False).select_related("document", "defi")
    assert {slot.defi.slug for slot in slots} == {"courriers-limpides", "boussole-entreprises"}
    for slot in slots:
        assert slot.document.title == f"{slot.get_item_display()}, {slot.defi.title}"
        with slot.document.file.open("rb") as file:
            assert file.read(4) == b"PK\x03\x04"


def _people(value: Any) -> set[str]:
    """Return the people that a piece of content names."""
    if isinstance(value, list):
        return set().union(*map(_people, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    named = {value[name] for name in ("person", "by", "owner", "takeover_person") if value.get(name)}
    return named.union(*map(_people, value.values()))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_nobody_unknown_is_named(source: Any) -> None:
    """Whoever does something in a défi is in the register of people."""
    assert _people(source.data) - {row["slug"] for row in read_register("people")} == set()


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_records_are_well_written(source: Any) -> None:
    """French typography, epicene words, and no address of the real world."""
    for text in _texts(source.data):
        if text.startswith("http"):
            assert re.match(r"https://example\.(org|net|com)/", text), text
            continue
        assert not re.search(r"[a-zéèàç]'[a-zéèàêh]|[ ][;:!?»%€](\s|$)|«[ ]|[a-zé]·[a-zé]", text), text
