"""Child rows keep the order in which they were written, whatever the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from wagtail.models import Orderable

from hub.base.ordering import OrderedRow
from pages.defis.models import DefiKeyFigure, DefiPage

pytestmark = pytest.mark.django_db


def figure(label: str, **values: Any) -> DefiKeyFigure:
    """Return a key figure, not saved."""
    return DefiKeyFigure(label=label, value="1", **values)


def labels(defi: DefiPage) -> list[str]:
    """Return the key figures of a défi, as the database gives them."""
    return [row.label for row in DefiPage.objects.get(pk=defi.pk).key_figures.all()]


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi whose two figures were numbered by a form."""
    defi = DefiPage(title="Ordonné", slug="ordonne")
    defi.key_figures = [figure("premier", sort_order=0), figure("deuxième", sort_order=1)]
    return tree.add(tree.defis, "ordonne", defi)


def test_a_row_added_without_a_number_comes_last(defi: DefiPage) -> None:
    figure("troisième", defi=defi).save()
    DefiKeyFigure.objects.create(label="quatrième", value="1", defi=defi)
    assert labels(defi) == ["premier", "deuxième", "troisième", "quatrième"]


def test_a_number_that_was_given_is_kept(defi: DefiPage) -> None:
    figure("avant tous", defi=defi, sort_order=-1).save()
    assert labels(defi) == ["avant tous", "premier", "deuxième"]


def test_rows_of_a_page_are_numbered_as_they_are_listed(tree: Any) -> None:
    page = DefiPage(title="Sans numéro", slug="sans-numero")
    page.key_figures = [figure("a"), figure("b"), figure("c")]
    assert labels(tree.add(tree.defis, "sans-numero", page)) == ["a", "b", "c"]


def test_no_two_rows_share_a_number(defi: DefiPage) -> None:
    """In memory, a row without a number comes first: it must not take the number of one saved after it."""
    page = DefiPage.objects.get(pk=defi.pk)
    page.key_figures.add(figure("nouveau"))
    page.save()
    numbers = [row.sort_order for row in DefiPage.objects.get(pk=defi.pk).key_figures.all()]
    assert len(set(numbers)) == len(numbers) == 3
    assert labels(defi) == ["premier", "deuxième", "nouveau"]


def test_a_partial_save_numbers_the_row_too(defi: DefiPage) -> None:
    DefiKeyFigure.objects.filter(defi=defi, label="premier").update(sort_order=None)
    row = DefiKeyFigure.objects.get(defi=defi, label="premier")
    row.value = "2"
    row.save(update_fields=["value"])
    assert labels(defi) == ["deuxième", "premier"]


def test_every_row_of_the_hub_is_numbered() -> None:
    """Wagtail’s own rows are not ours to change; a new one of the hub is told here."""
    ours = [
        model
        for model in apps.get_models()
        if issubclass(model, Orderable)
        and model.__module__.startswith(("hub.", "pages.", "resources.", "search."))
    ]
    assert DefiKeyFigure in ours
    assert [model for model in ours if not issubclass(model, OrderedRow)] == []
