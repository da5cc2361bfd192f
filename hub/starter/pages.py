"""Builds the pages of the starter content from their sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from hub.base.markup import plain_text
from hub.base.models import HubPage
from pages.conduct.models import CodeOfConductPage, ConductPractice, ConductValue
from pages.defis.models import DefiIndexPage, DefiPage
from pages.experience.models import PROMPTS, ExperienceIndexPage, ExperienceReportPage, ReportAuthor
from pages.home.models import HomePage, HomeTile
from pages.news.models import NewsIndexPage, NewsPage
from pages.onboarding.models import OnboardingPathPage, OnboardingStep, OnboardingTask
from pages.standard.models import ContentPage, SectionPage
from resources.centre.models import ResourceFile, ResourceIndexPage, ResourcePage

from .defis import fill_defi
from .reading import SourcePage, strip_terms, to_date
from .shelf import Shelf, store_document


def common_fields(source: SourcePage, shelf: Shelf) -> dict[str, Any]:
    """Return the fields that every page has."""
    data = source.data
    days = data.get("review_in_days")
    return {
        "title": data["title"],
        "slug": source.slug,
        "summary": data.get("summary") or "",
        "content_owner": shelf.people.get(data.get("owner") or ""),
        "review_by": timezone.localdate() + dt.timedelta(days=days) if days else None,
        "audience": data.get("audience") or [],
    }


def fill_home(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give the home page its tiles; a tile to an unknown page is left out."""
    page.tiles = [
        HomeTile(title=tile["title"], text=tile["text"], link=target, roles=tile.get("roles") or [])
        for tile in source.data["tiles"]
        if (target := shelf.pages.get(tile["link"].removeprefix("page:"))) is not None
    ]


def fill_body(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a page its body."""
    page.body = shelf.blocks(source.body)


def fill_conduct(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give the code of conduct its values and practices."""
    fill_body(page, source, shelf)
    page.values = [
        ConductValue(
            sort_order=order,
            title=entry["title"],
            statement=plain_text(strip_terms(entry["statement"])),
            body=shelf.rich(entry.get("body")),
            facts=shelf.items(entry.get("facts")),
            sessions=shelf.items(entry.get("sessions")),
        )
        for order, entry in enumerate(source.data["values"])
    ]
    page.practices = [
        ConductPractice(
            sort_order=order,
            title=entry["title"],
            principle=plain_text(strip_terms(entry["principle"])),
            body=shelf.rich(entry.get("body")),
            what_to_do=shelf.items(entry.get("what_to_do")),
        )
        for order, entry in enumerate(source.data["practices"])
    ]


def fill_onboarding(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a path its steps and tasks."""
    fill_body(page, source, shelf)
    # Tasks people may have ticked keep their key when the page is filled a second time.
    keys = {task.title: task.key for step in page.steps.all() for task in step.tasks.all()} if page.pk else {}
    steps = []
    for order, entry in enumerate(source.data["steps"]):
        step: Any = OnboardingStep(
            sort_order=order,
            title=entry["title"],
            period=entry.get("period") or "",
            introduction=shelf.rich(entry.get("introduction")),
        )
        step.tasks = [_task(position, task, keys, shelf) for position, task in enumerate(entry["tasks"])]
        steps.append(step)
    page.steps = steps


def _task(position: int, task: dict[str, Any], keys: dict[str, Any], shelf: Shelf) -> OnboardingTask:
    place = (task.get("link") or "").removeprefix("page:")
    built = OnboardingTask(
        sort_order=position,
        title=task["title"],
        detail=shelf.rich(task.get("detail")),
        offset_days=task.get("offset_days") or 0,
        who=task.get("who") or "",
        link_id=shelf.pages[place].pk if place in shelf.pages else None,
    )
    if task["title"] in keys:
        built.key = keys[task["title"]]
    return built


def fill_experience(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a report its authors and answers."""
    data = source.data
    fill_body(page, source, shelf)
    page.date = to_date(data.get("date")) or timezone.localdate()
    page.profile = data.get("profile") or "eig"
    page.promotion = shelf.promotions.get(data.get("promotion"))
    defi = shelf.pages.get(f"defis/{data.get('defi')}")
    page.defi = defi.specific if defi else None
    for name in PROMPTS:
        setattr(page, name, shelf.rich(data.get(name)))
    page.recommendations = shelf.items(data.get("recommendations"))
    page.skills_passed_on = shelf.items(data.get("skills_passed_on"))
    page.skills_acquired = shelf.items(data.get("skills_acquired"))
    page.authors = [ReportAuthor(person=shelf.people[slug]) for slug in data.get("authors") or []]


def fill_resource(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a resource its classification and body."""
    data = source.data
    fill_body(page, source, shelf)
    page.kind = data["kind"]
    page.moment = data["moment"]
    page.link = data.get("link") or ""
    page.themes = [shelf.themes[slug] for slug in data.get("themes") or []]
    page.files = [
        ResourceFile(sort_order=order, document=store_document(row["label"], row["file"]), label=row["label"])
        for order, row in enumerate(data.get("files") or [])
    ]


def fill_news(page: Any, source: SourcePage, shelf: Shelf) -> None:
    """Give a piece of news its date, signature and body."""
    fill_body(page, source, shelf)
    page.date = to_date(source.data.get("date")) or timezone.localdate()
    page.author_name = source.data.get("author_name") or ""


Fill = Callable[[Any, SourcePage, Shelf], None]

BUILDERS: dict[str, tuple[type[HubPage], Fill]] = {
    "home": (HomePage, fill_home),
    "section": (SectionPage, fill_body),
    "content": (ContentPage, fill_body),
    "conduct": (CodeOfConductPage, fill_conduct),
    "onboarding": (OnboardingPathPage, fill_onboarding),
    "experience_index": (ExperienceIndexPage, fill_body),
    "experience": (ExperienceReportPage, fill_experience),
    "resource_index": (ResourceIndexPage, fill_body),
    "resource": (ResourcePage, fill_resource),
    "defi_index": (DefiIndexPage, fill_body),
    "defi": (DefiPage, fill_defi),
    "news_index": (NewsIndexPage, fill_body),
    "news": (NewsPage, fill_news),
}
