"""Reads of the home page. First argument: the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.base.registry import audiences_of
from hub.base.reports import stale_page_ids
from hub.base.selectors import child_rows, hub_page_types, page_url
from hub.base.visibility import may_open
from pages.defis.models import DefiPage
from pages.news.selectors import NewsCard, news_cards, visible_news
from pages.onboarding.selectors import path_progress, paths_for

from .models import HomePage


@dataclass(frozen=True)
class NextStep:
    """Something that the reader can do now."""

    title: str
    text: str
    url: str
    action: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class TileCard:
    """A tile that the reader may open."""

    title: str
    text: str
    url: str
    pictogram: str


@dataclass(frozen=True)
class HomeSheet:
    """What the home page shows to one reader."""

    steps: tuple[NextStep, ...]
    tiles: tuple[TileCard, ...]
    news: tuple[NewsCard, ...]


def home_sheet(user: Any, home: HomePage) -> HomeSheet:
    """Return the next steps, tiles and news of a reader."""
    codes = audiences_of(user)
    return HomeSheet(
        steps=tuple(next_steps(user, codes)),
        tiles=tuple(_tiles(user, home, codes)),
        news=tuple(news_cards(list(visible_news(user)[:3]))),
    )


def _tiles(user: Any, home: HomePage, codes: list[str]) -> list[TileCard]:
    pictograms = {model._meta.label_lower: model.pictogram for model in hub_page_types()}
    cards = []
    for tile in child_rows(home, "tiles", "link", "link__content_type"):
        meant_for_all = not tile.roles or user.is_superuser
        if not (meant_for_all or set(tile.roles) & set(codes)) or not may_open(tile.link, user):
            continue
        kind = tile.link.content_type
        pictogram = pictograms.get(f"{kind.app_label}.{kind.model}", "document/document")
        cards.append(TileCard(tile.title, tile.text, page_url(tile.link.url_path), pictogram))
    return cards


def next_steps(user: Any, codes: list[str]) -> list[NextStep]:
    """Return what the reader should do next, by role: path, défi, upkeep. At most three."""
    if not user.is_authenticated:
        return []
    steps = [*_path_steps(user, codes)]
    if {"eig", "mentor"} & set(codes):
        steps += _defi_steps(user)
    if "team" in codes or user.is_superuser:
        steps += _upkeep_steps(user)
    return steps[:3]


def _path_steps(user: Any, codes: list[str]) -> list[NextStep]:
    steps = []
    for path in paths_for(user, codes)[:1]:
        progress = path_progress(user, path)
        following = progress.next_task
        if following is None:
            continue
        steps.append(
            NextStep(
                following.task.title,
                f"{path.title} – {following.task.timing}",
                f"{page_url(path.url_path)}#{following.task.anchor}",
                "Reprendre mon parcours" if progress.done else "Commencer mon parcours",
                progress.done,
                progress.total,
            )
        )
    return steps


def _defi_steps(user: Any) -> list[NextStep]:
    defis = DefiPage.objects.filter(members__person__user=user, live=True).distinct().order_by("-start")[:2]
    steps = []
    for defi in defis:
        if not may_open(defi, user):
            continue
        due = defi.decision_due
        if due and due >= timezone.localdate():
            days = (due - timezone.localdate()).days
            text = f"La décision sur la suite du défi est attendue dans {days} jours."
        else:
            text = "Relisez la feuille de route et le plan de pérennisation avec votre équipe."
        steps.append(NextStep(f"Mon défi : {defi.title}", text, page_url(defi.url_path), "Ouvrir le défi"))
    return steps[:1]


def _upkeep_steps(user: Any) -> list[NextStep]:
    stale = stale_page_ids().count()
    if not stale:
        return [
            NextStep(
                "Tout est à jour",
                "Aucune page n’a dépassé sa date de relecture.",
                reverse("hub_review_report"),
                "Voir le rapport",
            )
        ]
    noun = "page a dépassé sa" if stale == 1 else "pages ont dépassé leur"
    return [
        NextStep(
            f"{stale} {noun} date de relecture",
            "Relisez-les ou confiez-les à leur responsable.",
            reverse("hub_review_report"),
            "Voir les pages",
        )
    ]
