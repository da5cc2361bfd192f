"""Personal links: what opens the page of a follow-up, and what does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import signing

from pages.defis.follow_ups.links import (
    SALT,
    ExpiredLink,
    Link,
    WrongLink,
    make_address,
    make_token,
    read_token,
)

from .after_the_end import set_clock

TODAY = dt.date(2026, 6, 1)
LINK = Link(follow_up=7, person=12)


def test_a_link_says_whose_it_is_and_about_what(settings: Any) -> None:
    """The token comes back as it was made, in an absolute address of the hub."""
    settings.WAGTAILADMIN_BASE_URL = "https://hub.exemple.gouv.fr"
    assert read_token(make_token(LINK)) == LINK
    address = make_address(LINK)
    assert address.startswith("https://hub.exemple.gouv.fr/nouvelles-du-defi/")
    # A line of an e-mail that no server has to cut.
    assert len(address) < 200


@pytest.mark.parametrize(("days", "works"), [(0, True), (59, True), (60, True), (61, False), (400, False)])
def test_a_link_lives_sixty_days(monkeypatch: Any, days: int, works: bool) -> None:
    """Then it says that it is too old, which is not being wrong."""
    set_clock(monkeypatch, TODAY)
    token = make_token(LINK)
    set_clock(monkeypatch, TODAY + dt.timedelta(days=days))
    if works:
        assert read_token(token) == LINK
    else:
        with pytest.raises(ExpiredLink):
            read_token(token)


def test_every_character_counts() -> None:
    """A token altered anywhere is nobody’s."""
    token = make_token(LINK)
    for position, character in enumerate(token):
        other = "A" if character not in "ABCD" else "z"
        with pytest.raises(WrongLink):
            read_token(token[:position] + other + token[position + 1 :])


def test_the_number_of_a_link_cannot_be_changed() -> None:
    """Somebody else’s name, another follow-up, signed by the same hub: the signature does not go with it."""
    mine, other = make_token(LINK), make_token(Link(follow_up=7, person=13))
    value, moment, signature = mine.split(":")
    with pytest.raises(WrongLink):
        read_token(":".join([other.split(":")[0], moment, signature]))
    assert read_token(f"{value}:{moment}:{signature}") == LINK


@pytest.mark.parametrize("value", [[7, 12], {"follow_up": 7}])
def test_a_link_signed_for_something_else_is_wrong(value: Any) -> None:
    """Each purpose has its salt."""
    with pytest.raises(WrongLink):
        read_token(signing.dumps(value, salt="people.invitation"))


@pytest.mark.parametrize("value", [[7], [7, "12"], [7, 12, 1], {"follow_up": 7}, "7:12", None])
def test_a_token_of_ours_with_another_shape_is_wrong(value: Any) -> None:
    """Nothing is guessed from what a token holds."""
    with pytest.raises(WrongLink):
        read_token(signing.dumps(value, salt=SALT))


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ":" * 30, "é", "a" * 5000, "../../admin", "%00"])
def test_anything_else_is_wrong(token: str) -> None:
    """Robots try things."""
    with pytest.raises(WrongLink):
        read_token(token)
