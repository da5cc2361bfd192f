"""The pictures: what is drawn, and that their tables say the same."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from pages.defis.dashboard.rows import Row
from pages.defis.dashboard.states import Outcome, draw_states, outcome
from pages.defis.dashboard.timeline import draw_timeline
from pages.defis.health import Health
from pages.defis.models import DefiPage, FollowUp
from pages.defis.records import DefiRecord, FollowUpFact, MilestoneFact, PhaseFact, read_records
from tests.factories.defis import day, full_defi
from tests.factories.people import PromotionFactory

from .dashboarding import PICTURES, empty_defi, ended_defi

TODAY = dt.date(2026, 3, 1)


def row(number: int = 0, **facts: Any) -> Row:
    """Return a line."""
    values: dict[str, Any] = {
        "pk": number, "title": f"Défi {number}", "url": f"/defis/{number}/", "administration": "",
        "promotion": "", "promotion_slug": "", "phase": "construction", "start": dt.date(2026, 1, 1),
        "end": dt.date(2026, 10, 31), "end_state": "unknown", "takeover": "", "takeover_person": "",
        "decision_maker": "", "decision_due": None, "decided_on": None, "roadmap_stage": "first", "owner": "",
        "owner_email": "",
    }  # fmt: skip
    return Row(DefiRecord(**{**values, **facts}), Health("healthy"), TODAY)


def svgs(text: str) -> list[ElementTree.Element]:
    """Return the pictures of a page that stand as images."""
    found = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", text, re.S)]
    return [svg for svg in found if svg.get("role") == "img"]


def cells(text: str, caption: str) -> list[list[str]]:
    """Return the rows of a table, found by the identifier of its caption."""
    table = text.partition(f'<caption id="{caption}"')[2].partition("</table>")[0]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    clean = re.compile(r"<[^>]+>")
    return [
        [clean.sub(" ", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)]
        for line in lines
    ]


def test_marks_differ_by_shape(tree: Any) -> None:
    """Done, late and to come: by their path, not by their colour only."""
    steps = (
        MilestoneFact(dt.date(2026, 2, 1), "Faite", True),
        MilestoneFact(dt.date(2026, 2, 10), "En retard", False),
        MilestoneFact(dt.date(2026, 3, 1), "Du jour", False),
        MilestoneFact(dt.date(2026, 6, 1), "À venir", False),
    )
    (lane,) = draw_timeline([row(milestones=steps)], TODAY).lanes
    assert [mark.state for mark in lane.marks] == ["done", "late", "coming", "coming"]
    forms = [re.sub(r"-?\d+", "", mark.shape) for mark in lane.marks]
    assert len({forms[0], forms[1], forms[3]}) == 3


def test_time_goes_from_left_to_right() -> None:
    """Dates keep their order in the picture; a wrong century does not flatten the others."""
    rows = [
        row(1),
        row(2, start=dt.date(2026, 2, 1), end=dt.date(2026, 12, 1)),
        row(3, end=dt.date(9999, 1, 1)),
    ]
    drawn = draw_timeline(rows, TODAY)
    assert [lane.x for lane in drawn.lanes] == sorted(lane.x for lane in drawn.lanes)
    assert all(lane.x >= 0 and lane.x + lane.width <= drawn.width for lane in drawn.lanes)
    assert drawn.today_x is not None
    assert drawn.lanes[0].x < drawn.today_x < drawn.lanes[0].x + drawn.lanes[0].width
    assert drawn.width < 1200


def test_phases_follow_each_other_inside_the_bar() -> None:
    """A phase without end lasts until the next one; what is outside of the dates is cut."""
    phases = (
        PhaseFact("preparation", dt.date(2025, 6, 1), dt.date(2026, 1, 15)),
        PhaseFact("investigation", dt.date(2026, 1, 15), None),
        PhaseFact("construction", dt.date(2026, 4, 1), None),
        PhaseFact("takeover", dt.date(2027, 1, 1), None),
    )
    (lane,) = draw_timeline([row(phases=phases)], TODAY).lanes
    assert [(part.phase, part.start, part.end) for part in lane.segments] == [
        ("preparation", dt.date(2026, 1, 1), dt.date(2026, 1, 15)),
        ("investigation", dt.date(2026, 1, 15), dt.date(2026, 4, 1)),
        ("construction", dt.date(2026, 4, 1), dt.date(2026, 10, 31)),
    ]


def test_the_legend_holds_what_is_drawn() -> None:
    """A phase after the end of the défi has no bar, hence no key; every phase drawn has one."""
    phases = (
        PhaseFact("construction", dt.date(2026, 1, 1), None),
        PhaseFact("takeover", dt.date(2027, 1, 1), None),
    )
    legend = draw_timeline([row(phases=phases)], TODAY).legend
    assert [code for code, _letter, _label in legend] == ["construction"]


def test_the_line_of_the_day_crosses_no_title() -> None:
    """It stops above a title that stands there, and goes straight past the others."""
    crossed = row(1, title="Un titre assez long pour la date du jour", start=dt.date(2026, 2, 1))
    drawn = draw_timeline([row(0, start=dt.date(2025, 3, 1)), crossed], TODAY)
    first, second = drawn.lanes
    assert first.x + len("Défi 0") * 8 < drawn.today_x
    assert second.x < drawn.today_x < second.x + len(second.title) * 8
    assert drawn.today_lines == [(26, second.top + 2), (second.bar_y, drawn.bottom)]
    assert draw_timeline([row(0, start=dt.date(2025, 3, 1))], TODAY).today_lines == [(26, 40 + 56 + 4)]


def test_too_many_defis_are_said_to_be() -> None:
    """Sixty lanes, and how many are left out; undated défis are named beside."""
    drawn = draw_timeline([*(row(number) for number in range(65)), row(99, start=None)], TODAY)
    assert (len(drawn.lanes), drawn.left_out) == (60, 5)
    assert drawn.undated == (("Défi 99", "/defis/99/"),)
    assert draw_timeline([], TODAY).lanes == ()


def test_the_table_of_the_timeline_says_the_same(tree: Any, roles: Any, client: Any) -> None:
    """As many lines as lanes, as many steps as marks, the same words."""
    full_defi(tree)
    ended_defi(tree, 50, "Fini")
    empty_defi(tree)
    text = roles.sign_in(client, "staff").get(f"{PICTURES}?periode=tous").content.decode()
    picture = svgs(text)[0]
    table = cells(text, "frise-tableau")
    titles = [each.text for each in picture.iter("text") if each.get("class") == "dash-name"]
    marks = [each.get("class") for each in picture.iter("path")]
    assert sorted(titles) == sorted(line[0].strip() for line in table)
    assert len(titles) == 3
    assert len(marks) == sum(line[4].count("(") for line in table)
    assert sum("--done" in mark for mark in marks) == sum(line[4].count("(faite)") for line in table)
    assert sum("--late" in mark for mark in marks) == sum(line[4].count("(en retard)") for line in table)
    assert "Défi vide" in text


def test_pictures_are_images_with_a_name(tree: Any, roles: Any, client: Any) -> None:
    """Title and description found by their identifiers; no style that the policy would refuse."""
    full_defi(tree, promotion=PromotionFactory())
    text = roles.sign_in(client, "staff").get(f"{PICTURES}?periode=tous").content.decode()
    pictures = svgs(text)
    assert len(pictures) == 2
    for picture in pictures:
        title, description = picture.get("aria-labelledby", "").split()
        assert picture.find(f"*[@id='{title}']").text
        assert "Le tableau qui suit" in picture.find(f"*[@id='{description}']").text
    main = text.partition("<main")[2].partition("</main>")[0]
    assert " style=" not in main
    assert not re.search(r"(?:x|y|width|height)=\"\d+,", main)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Outcome.UNKNOWN),
        ({"end_state": "planned"}, Outcome.PLANNED),
        ({"end_state": "in_production"}, Outcome.IN_PRODUCTION),
        ({"end_state": "none"}, Outcome.STOPPED),
        ({"phase": "stopped"}, Outcome.STOPPED),
        ({"end_state": "planned", "answers": ["in_production", "stopped"]}, Outcome.STOPPED),
        ({"end_state": "in_production", "answers": ["planned"]}, Outcome.PLANNED),
        ({"end_state": "planned", "answers": [""]}, Outcome.UNKNOWN),
        ({"end_state": "planned", "answers": ["in_production", ""]}, Outcome.IN_PRODUCTION),
    ],
)  # fmt: skip
def test_the_latest_known_state_counts(facts: dict[str, Any], expected: Outcome) -> None:
    """The last answer, else the state at the end; a plan without news is unknown."""
    answers = facts.pop("answers", [])
    news = tuple(
        FollowUpFact(months, TODAY, "answered" if status else "silent", None, status, "")
        for months, status in zip((3, 6, 12), answers, strict=False)
    )
    assert outcome(row(follow_ups=news, **facts).record) == expected


def test_the_table_of_the_states_says_the_same(tree: Any, roles: Any, client: Any) -> None:
    """The promotions from the oldest, all periods, the numbers of the bars."""
    old, new = PromotionFactory(name="P1", start=day(-1500)), PromotionFactory(name="P9", start=day(-200))
    ended_defi(tree, 1200, "Ancien", promotion=old, end_state="in_production")
    silent = ended_defi(tree, 1100, "Muet", promotion=old, end_state="planned")
    FollowUp.objects.create(defi=silent, months=3, due_on=day(-1000), state="silent")
    full_defi(tree, title="Récent", slug="recent", promotion=new)
    text = roles.sign_in(client, "staff").get(PICTURES).content.decode()
    table = [[cell.strip() for cell in line] for line in cells(text, "etats-tableau")]
    assert table[:2] == [["P1", "1", "0", "0", "1", "2"], ["P9", "0", "1", "0", "0", "1"]]
    assert table[2][0] == "Sans promotion"
    picture = svgs(text)[1]
    counts = [
        each.text for each in picture.iter("text") if (each.get("class") or "").startswith("dash-count")
    ]
    assert counts == [cell for line in table for cell in line[1:-1] if cell != "0"]


def test_a_small_promotion_fits_on_a_phone() -> None:
    """Its name, its bar and its total; a promotion of forty is wider and scrolls."""
    few, many = ([row(at, promotion_slug="p") for at in range(number)] for number in (4, 40))
    promotions = [("p", "Promotion 8")]
    assert draw_states(few, promotions).width <= 343
    assert 343 < draw_states(many, promotions).width <= 960
    assert draw_states(few, promotions).names_x >= len("Promotion 8") * 8


def test_a_bar_is_as_long_as_its_numbers() -> None:
    """Each part is proportional, whatever the size of the largest promotion."""
    rows = [
        row(number, promotion_slug="p", end_state=state)
        for number, state in enumerate(["planned"] * 30 + ["none"] * 10)
    ]
    (bar,) = draw_states(rows, [("p", "P")]).bars
    widths = {part.code: part.width for part in bar.parts}
    assert widths["planned"] == 3 * widths["stopped"]
    assert sum(part.count for part in bar.parts) == bar.total == 40
    assert max(part.x + part.width for part in bar.parts) < 900


def test_records_of_many_defis_are_those_of_each(tree: Any, roles: Any) -> None:
    """Read together, the rows of a défi stay its own, in their order."""
    full_defi(tree)
    ended_defi(tree, 60, "Fini")
    empty_defi(tree)
    together = {record.pk: record for record in read_records(DefiPage.objects.order_by("title"))}
    assert len(together) == 4
    for pk, record in together.items():
        assert read_records(DefiPage.objects.filter(pk=pk)) == [record]
    assert [step.date for step in together[tree.complet.pk].milestones] == [day(-20), day(60)]
