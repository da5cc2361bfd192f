"""Every page type shows, previews, edits, and keeps to its place in the tree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from hub.base.blocks import BodyStreamBlock
from hub.base.selectors import hub_page_types
from pages.defis.confidentiality import READERS_FIELD
from pages.defis.models import DefiPage, Scenario
from pages.home.models import HomePage
from pages.onboarding.models import OnboardingTask
from resources.centre.models import ResourcePage

NAMES = [
    "home", "section", "content", "conduct", "path", "resources", "resource",
    "news_index", "news", "defis", "defi", "reports", "report",
]  # fmt: skip


def page_named(tree: Any, name: str) -> Any:
    """Return a page of the small hub."""
    return tree.home if name == "home" else tree.pages[name]


def test_the_small_hub_has_every_type(tree: Any) -> None:
    """A new page type must join these tests."""
    assert {type(page_named(tree, name)) for name in NAMES} == set(hub_page_types())


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_its_title_once(tree: Any, roles: Any, client: Any, name: str) -> None:
    """Each type has one level-1 heading: its title."""
    page = page_named(tree, name)
    text = roles.sign_in(client, "eig").get(page.url).content.decode()
    assert text.count("<h1") == 1
    assert page.title in text.split("<h1", 1)[1].split("</h1>", 1)[0]


@pytest.mark.parametrize("name", NAMES)
def test_page_edits_and_previews(tree: Any, roles: Any, client: Any, name: str) -> None:
    """Each type opens in the editor, in French, and its draft can be looked at before publishing."""
    page = page_named(tree, name)
    page.specific.save_revision()
    roles.sign_in(client, "staff")
    form = client.get(f"/admin/pages/{page.pk}/edit/")
    assert form.status_code == 200
    assert "Suivi du contenu" in form.content.decode()
    draft = client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert draft.status_code == 200
    assert page.title in draft.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_mentors_do_not_edit(tree: Any, roles: Any, client: Any, name: str) -> None:
    """The editor is closed to those who are not of the editing team."""
    page = page_named(tree, name)
    assert roles.sign_in(client, "mentor").get(f"/admin/pages/{page.pk}/edit/").status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_untouched_dates_are_no_change(tree: Any, name: str) -> None:
    """A form sent back as it was shows no changed date: else moderation would never end."""
    page = page_named(tree, name).specific
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(instance=page)
    dates = {n: v for n, v in form.initial.items() if isinstance(v, dt.date)}
    sent = form_class({n: v.isoformat() for n, v in dates.items()}, instance=page)
    assert "review_by" in dates
    assert [n for n in dates if sent[n]._has_changed()] == []
    moved = form_class(dict.fromkeys(dates, "2031-01-01"), instance=page)
    assert [n for n in dates if moved[n]._has_changed()] == list(dates)


def test_tree_rules(tree: Any) -> None:
    """A resource goes in the resource centre and nowhere else; there is one home page."""
    assert ResourcePage.can_create_at(Page.objects.get(pk=tree.resources.pk).specific)
    assert not ResourcePage.can_create_at(Page.objects.get(pk=tree.section.pk).specific)
    assert not HomePage.can_create_at(Page.objects.get(depth=1))
    assert not DefiPage.can_create_at(tree.home)


def test_defi_refuses_dates_in_the_wrong_order(tree: Any) -> None:
    """A défi ends after it starts."""
    defi = tree.defi
    defi.start, defi.end = defi.end, defi.start
    with pytest.raises(ValidationError, match="précède son début"):
        defi.full_clean()


def test_defi_recommends_one_scenario(tree: Any) -> None:
    """Two recommended scenarios are refused; one is accepted."""
    defi = tree.defi
    defi.scenarios.add(Scenario(kind="stop", title="L’arrêt", recommended=False))
    defi.save()
    kept, other = defi.scenarios.all()

    def send(*recommended: Scenario) -> Any:
        rows = [
            {
                "id": row.pk,
                "kind": row.kind,
                "title": row.title,
                "recommended": "on" if row in recommended else "",
                "ORDER": order,
                "DELETE": "",
            }
            for order, row in enumerate((kept, other), start=1)
        ]
        form_class = defi.get_edit_handler().get_form_class()
        empty = {
            f"{name}-{part}": "0" for name in form_class.formsets for part in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        data = {
            "title": defi.title,
            "slug": defi.slug,
            "phase": defi.phase,
            "end_state": "unknown",
            "roadmap_stage": defi.roadmap_stage,
            **{name: getattr(defi, name) for name in READERS_FIELD.values()},
            "body-count": "0",
        }
        scenarios = inline_formset(rows, initial=2)
        sent = nested_form_data({"scenarios": scenarios})
        return form_class(
            {**empty, **data, **sent}, instance=DefiPage.objects.get(pk=defi.pk), parent_page=tree.defis
        )

    assert send(kept).is_valid()
    assert send(other).is_valid()
    both = send(kept, other)
    assert not both.is_valid()
    assert "Un seul scénario" in str(both.formsets["scenarios"].errors)


def test_defi_has_three_addresses(tree: Any, roles: Any, client: Any) -> None:
    """Presentation, roadmap and plan each have their page; another sub-address does not exist."""
    roles.sign_in(client, "eig")
    assert "Ada Mareuil" in client.get(tree.defi.url).content.decode()
    assert "Tester avec dix personnes" in client.get(f"{tree.defi.url}feuille-de-route/").content.decode()
    plan = client.get(f"{tree.defi.url}perennisation/").content.decode()
    assert "Une équipe interne" in plan
    assert "Recommandé" in plan
    assert client.get(f"{tree.defi.url}budget/").status_code == 404


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "le jour de l’arrivée"),
        (-1, "1\u00a0jour avant l’arrivée"),
        (-45, "45\u00a0jours avant l’arrivée"),
        (14, "2\u00a0semaines après l’arrivée"),
    ],
)
def test_timing_of_a_task(days: int, words: str) -> None:
    """A task says when, in words."""
    assert OnboardingTask(offset_days=days).timing == words


@pytest.mark.parametrize("name", sorted(BodyStreamBlock().child_blocks))
def test_every_block_renders(tree: Any, name: str) -> None:
    """Each shared block that has an example renders it, in DSFR or plain HTML, without inline style."""
    block = BodyStreamBlock()
    child = block.child_blocks[name]
    example = child.get_preview_value()
    html = StreamValue(block, [(name, example)]).render_as_block({"self": None})
    assert "style=" not in html
    if name in {"heading", "paragraph", "quote", "callout", "code", "video", "accordions", "key_figures"}:
        assert len(html.strip()) > 20


def test_link_block_wants_exactly_one_target(tree: Any) -> None:
    """A link goes to a page or to an address, never both nor none; an address needs a title."""
    block = BodyStreamBlock().child_blocks["link_list"].child_blocks["links"].child_block
    page = Page.objects.get(pk=tree.content.pk)
    good = block.clean(block.to_python({"page": page.pk}))
    assert good.href == page.url
    for wrong in (
        {},
        {"page": page.pk, "url": "https://example.org", "title": "Deux"},
        {"url": "https://example.org"},
    ):
        with pytest.raises(ValidationError):
            block.clean(block.to_python(wrong))
