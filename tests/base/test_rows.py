"""Rows of many tables come back from one query as if each had been asked for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.base.rows import Rows, read_together
from hub.people.models import Promotion
from pages.defis.models import DefiMember, ImpactIndicator, IndicatorMeasure, Stakeholder
from tests.factories.defis import full_defi
from tests.factories.people import PromotionFactory


def test_rows_are_what_the_database_holds(tree: Any) -> None:
    defi = full_defi(tree)
    IndicatorMeasure.objects.create(
        indicator=defi.indicators.get(), date=dt.date(2020, 2, 29), value=Decimal("1234567.89")
    )
    with CaptureQueriesContext(connection) as queries:
        found = read_together(
            {
                "measures": Rows(IndicatorMeasure.objects.order_by("-value")),
                "indicators": Rows(ImpactIndicator.objects.filter(defi=defi)),
                "members": Rows(
                    DefiMember.objects.filter(defi=defi), related={"person": ("first_name", "last_name")}
                ),
                "stakeholders": Rows(Stakeholder.objects.all(), related={"person": ("first_name",)}),
            }
        )
        assert [row.person.full_name for row in found["members"]] == ["Ada Mareuil"]
        assert [row.person for row in found["stakeholders"]] == [None]
    assert len(queries) == 1
    assert found["indicators"] == list(ImpactIndicator.objects.filter(defi=defi))
    for read, expected in zip(found["measures"], IndicatorMeasure.objects.order_by("-value"), strict=True):
        assert (read.pk, read.date, read.value) == (expected.pk, expected.date, expected.value)
    row = found["indicators"][0]
    expected_row = ImpactIndicator.objects.get(pk=row.pk)
    assert (row.key, row.baseline, row.baseline_on) == (
        expected_row.key, expected_row.baseline, expected_row.baseline_on,
    )  # fmt: skip


def test_rows_keep_the_order_of_their_model(db: Any) -> None:
    for name, start in (("Ancienne", dt.date(2024, 1, 1)), ("Récente", dt.date(2026, 1, 1)), ("Sans", None)):
        PromotionFactory(name=name, start=start)
    found = read_together({"promotions": Rows(Promotion.objects.all(), fields=("name",))})
    assert [row.name for row in found["promotions"]] == [row.name for row in Promotion.objects.all()]


def test_nothing_is_asked_when_nothing_is_wanted(db: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert read_together({}) == {}
    assert not queries.captured_queries
