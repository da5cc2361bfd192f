"""The record of the défis of the former site: what goes where, and what is only reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from hub.legacy import mapping
from hub.legacy.enums import Cause, Kind, Outcome
from hub.legacy.readers import read_site
from hub.legacy.readers.jekyll_links import kind_of_address
from hub.legacy.records import LegacyDefi
from hub.legacy.report import Report
from pages.defis.enums import DefiPhase, EndState
from pages.defis.models import CommonProblem, DefiPage, HistoryEntry, Technology

from .conftest import FormerSite

Run = Callable[..., Report]
TODAY = dt.date(2026, 11, 23)

RICH = """
"Amarre":
  title: Amarre
  link_to: /defis/2019/amarre.html
  skills: "EIG 3 // Web // Data // React"
  technologies: [React, Cobol]
  class: 2019 web
  colorback: red
  statut: Mise en production prévue
  lieu: Brest
  budget: 12000
  year: 2019
  promotion: 3
  website: https://amarre.example.org/
  source_code: https://github.com/exemple/amarre
  license: https://licence.example.org/amarre
  videos: ["https://www.youtube.com/watch?v=abc"]
  end_of_project_videos:
    - {id: abc, platform: youtube, description: "Trois minutes", show: true}
    - {id: cachee, platform: youtube, show: false}
  projects:
    - {title: "Le produit", url: "http://amarre.example.org"}
    - {title: "Le code", url: "https://github.com/exemple/amarre-carte"}
    - {title: "Les données", url: "https://www.data.gouv.fr/fr/datasets/amarres/"}
    - {title: "Le récit", url: "https://entrepreneur-interet-general.etalab.gouv.fr/blog/x.html"}
    - {title: "La carte", url: "https://carte.example.org/amarres"}
    - {title: "Sans adresse"}
"""


def defi(**values: Any) -> LegacyDefi:
    return LegacyDefi(address="/defis/x.html", title="X", file="x.md", **values)


def details(report: Report, cause: Cause) -> list[str]:
    return [warning.detail for warning in report.warnings if warning.cause == cause]


@pytest.mark.parametrize(
    ("status", "phase", "end_state"),
    [
        ("En production depuis mars", DefiPhase.PRODUCTION, EndState.IN_PRODUCTION),
        ("Mise en production prévue", DefiPhase.TAKEOVER, EndState.PLANNED),
        ("Repris par la direction", DefiPhase.TAKEOVER, EndState.UNKNOWN),
        ("Arrêté", DefiPhase.STOPPED, EndState.NONE),
    ],
)
def test_what_the_site_says_of_the_end(status: str, phase: str, end_state: str) -> None:
    assert mapping.defi_fate(status) == mapping.Fate(phase, end_state)


@pytest.mark.parametrize("status", ["", "Terminé", "en cours"])
def test_a_status_that_only_repeats_the_dates_tells_nothing(status: str) -> None:
    assert mapping.defi_fate(status) is None


def test_phases_follow_the_dates_of_the_defi() -> None:
    begun = mapping.defi_phases(defi(year=2019, duration_months=10), None, dt.date(2019, 5, 1))
    assert [(step.phase, step.start, step.end) for step in begun] == [
        (DefiPhase.CONSTRUCTION, dt.date(2019, 1, 1), dt.date(2019, 10, 31))
    ]
    over = mapping.defi_phases(defi(year=2019, duration_months=10), None, TODAY)
    assert [(step.phase, step.start) for step in over][1] == (DefiPhase.TAKEOVER, dt.date(2019, 11, 1))
    assert over[1].note == mapping.UNTOLD
    told = mapping.defi_phases(defi(year=2019), mapping.defi_fate("En production"), TODAY)
    assert (told[1].phase, told[1].note) == (DefiPhase.PRODUCTION, "")
    assert mapping.defi_phases(defi(), None, TODAY) == []


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b", "code"),
        ("https://gitlab.example.org/a", "code"),
        ("https://www.data.gouv.fr/fr/datasets/a/", "open_data"),
        ("https://youtu.be/abc", "video"),
        ("https://notgithub.com/a", "project"),
        ("https://carte.example.org", "project"),
    ],
)
def test_the_host_of_an_address_tells_what_it_leads_to(url: str, kind: str) -> None:
    assert kind_of_address(url) == kind


def test_a_full_record_arrives(run: Run, site: FormerSite) -> None:
    """Dated phases, technologies, state, links each once; what has no place is reported, not guessed."""
    Technology.objects.create(name="React")
    site.write("_data/defis.yml", RICH)
    report = run()
    page = DefiPage.objects.get(title="Amarre")
    assert [(step.phase, str(step.start)) for step in page.phases.all()] == [
        ("construction", "2019-01-01"),
        ("takeover", "2019-11-01"),
    ]
    assert (page.phase, page.end_state, page.place) == ("takeover", "planned", "Brest")
    assert [technology.name for technology in page.technologies.all()] == ["React"]
    assert {skill.name for skill in page.skills.all()} == {"Développement", "Data", "React"}
    assert [(link.kind, link.url, link.label) for link in page.links.all()] == [
        ("product", "https://amarre.example.org/", ""),
        ("code", "https://github.com/exemple/amarre", ""),
        ("licence", "https://licence.example.org/amarre", ""),
        ("video", "https://www.youtube.com/watch?v=abc", "Trois minutes"),
        ("code", "https://github.com/exemple/amarre-carte", "Le code"),
        ("open_data", "https://www.data.gouv.fr/fr/datasets/amarres/", "Les données"),
        ("project", "https://carte.example.org/amarres", "La carte"),
    ]
    assert details(report, Cause.UNKNOWN_TECHNOLOGY) == ["Amarre : Cobol"]
    assert details(report, Cause.UNPLACED) == ["Amarre : budget"]
    assert not page.common_problems.exists()
    assert not CommonProblem.objects.exists()
    assert Technology.objects.count() == 1


def test_a_state_that_nobody_foresaw_is_reported(run: Run, site: FormerSite) -> None:
    site.write("_data/defis.yml", RICH.replace("Mise en production prévue", "Entre deux eaux"))
    report = run()
    page = DefiPage.objects.get(title="Amarre")
    assert (page.phase, page.end_state) == ("takeover", "unknown")
    assert details(report, Cause.UNKNOWN_STATUS) == ["Amarre : Entre deux eaux"]


def test_phases_keep_their_key_when_the_source_changes(
    run: Run, site: FormerSite, django_capture_on_commit_callbacks: Any
) -> None:
    """The history tells what changed at the source, not that every phase was removed and added."""
    with django_capture_on_commit_callbacks(execute=True):
        run()
    keys = set(DefiPage.objects.get(title="Phare").phases.values_list("key", flat=True))
    data = site.root / "_data/defis.yml"
    data.write_text(data.read_text(encoding="utf-8").replace("12000", "13000"), encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        run()
    assert set(DefiPage.objects.get(title="Phare").phases.values_list("key", flat=True)) == keys
    told = [line["text"] for entry in HistoryEntry.objects.all() for line in entry.lines]
    assert not any("Phase" in text for text in told)


def test_what_the_team_wrote_since_is_kept(run: Run, site: FormerSite) -> None:
    """A record completed in the hub is left alone when the source, or the mapping, changes."""
    run()
    page = DefiPage.objects.get(title="Phare")
    page.takeover = "La direction des phares"
    page.save_revision().publish()
    data = site.root / "_data/defis.yml"
    data.write_text(data.read_text(encoding="utf-8").replace("12000", "13000"), encoding="utf-8")
    report = run()
    page.refresh_from_db()
    assert page.takeover == "La direction des phares"
    assert details(report, Cause.EDITED_SINCE) == ["Phare"]


def test_the_whole_programme_is_imported_and_the_second_run_changes_nothing(
    run: Run, site: FormerSite
) -> None:
    """Seventy-one défis, as many as the former site had."""
    entries = [
        f'"Balise {number}":\n'
        f"  title: Balise {number}\n"
        f"  link_to: /defis/{2017 + number % 5}/balise-{number}.html\n"
        f"  year: {2017 + number % 5}\n"
        f"  promotion: {1 + number % 5}\n"
        '  skills: ["dev", "design"]\n'
        f"  website: https://balise-{number}.example.org\n"
        "  projects:\n"
        f'    - {{title: "Carte {number}", url: "https://carte-{number}.example.org"}}\n'
        for number in range(71)
    ]
    site.write("_data/defis.yml", "\n".join(entries))
    for path in (site.root / "_defis").iterdir():
        path.unlink()
    first = run()
    assert first.counts[Kind.DEFI, Outcome.CREATED] == 71
    pages = DefiPage.objects.live()
    assert pages.filter(phases__phase="construction").count() == 71
    assert pages.filter(links__kind="project").count() == 71
    second = run()
    assert second.counts[Kind.DEFI, Outcome.UNCHANGED] == 71
    assert second.total(Outcome.CREATED) == second.total(Outcome.UPDATED) == 0


def test_the_skills_of_the_first_promotions_are_understood(site: FormerSite) -> None:
    """« EIG 3 // Web » names a promotion and a trade that the later data call « dev »."""
    site.write("_data/defis.yml", RICH)
    (amarre,) = [each for each in read_site(site.root).defis if each.title == "Amarre"]
    assert amarre.skills == ("dev", "Data", "React")
