"""Fields of the house."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hub.base.fields import ChoiceSetField, StreamField
from pages.standard.models import ContentPage


def test_data_migration_keeps_bodies(tree: Any) -> None:
    """A model of a migration knows no block: saving a page through it must not empty the body."""
    field = StreamField(blank=True)
    field.set_attributes_from_name("body")
    body = ContentPage.objects.get(pk=tree.content.pk).body
    stored = json.dumps(list(body.raw_data))
    historical = field.to_python(stored)
    written = field.get_prep_value(historical)
    assert (json.loads(written) if isinstance(written, str) else written) == json.loads(stored)
    assert len(json.loads(stored)) == 1


def test_blocks_stay_out_of_migrations() -> None:
    """Changing a block is no schema change; changing an option of the field is."""
    _name, _path, args, kwargs = ContentPage._meta.get_field("body").deconstruct()
    assert args == []
    assert kwargs == {"blank": True, "verbose_name": "contenu"}


def test_choice_set_takes_known_codes_only(tree: Any) -> None:
    """A set of choices refuses what is not one of them, and gives labels in order."""
    page = tree.content
    page.audience = ["mentor", "eig"]
    page.full_clean()
    assert page.get_audience_labels() == ["EIG", "Mentors"]
    page.audience = ["pirate"]
    with pytest.raises(ValidationError, match="Choix inconnu"):
        page.full_clean()
    assert ChoiceSetField().options() == []
