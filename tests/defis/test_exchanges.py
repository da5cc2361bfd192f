"""Rows exchange what only one of them may hold, however the page is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from pages.defis.models import DefiPage
from tests.factories.defis import full_defi


def draft_of(tree: Any) -> DefiPage:
    """Return a version of a défi whose rows are in memory, as a form has them."""
    page = full_defi(tree)
    page.save_revision()
    return DefiPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def publish(defi: DefiPage) -> DefiPage:
    """Publish the version in hand as the admin and the forms do."""
    defi.save_revision().publish()
    return DefiPage.objects.get(pk=defi.pk)


@pytest.mark.parametrize("flag", ["recommended", "decided"])
def test_the_choice_moves_to_another_scenario(tree: Any, flag: str) -> None:
    defi = draft_of(tree)
    for chosen in (2, 0):
        rows = list(defi.scenarios.all())
        for index, row in enumerate(rows):
            setattr(row, flag, index == chosen)
        defi.scenarios = rows
        published = publish(defi)
        assert [getattr(row, flag) for row in published.scenarios.all()] == [i == chosen for i in range(3)]
        defi = published.get_latest_revision_as_object()


def test_two_slots_exchange_their_document(tree: Any) -> None:
    defi = draft_of(tree)
    first, second = defi.handover_documents.all()
    keys = [first.key, second.key]
    first.item, second.item = second.item, first.item
    rows = list(publish(defi).handover_documents.order_by("sort_order", "pk"))
    assert {row.key: row.item for row in rows} == dict(
        zip(keys, ["installation_documentation", "code"], strict=True)
    )


def test_two_measures_exchange_their_day(tree: Any) -> None:
    defi = draft_of(tree)
    first, second = defi.indicators.get().measures.all()
    first.date, second.date = second.date, first.date
    published = publish(defi).indicators.get().measures.order_by("date")
    assert [row.value for row in published] == [18, 24]


def test_two_rows_still_do_not_hold_the_same_document(tree: Any) -> None:
    defi = DefiPage.objects.get(pk=full_defi(tree).pk)
    row = defi.handover_documents.get(item="code")
    row.item = "installation_documentation"
    with pytest.raises(ValidationError, match="figure déjà"):
        row.full_clean()
