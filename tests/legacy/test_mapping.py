"""The words of the former site in those of the hub."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.legacy import mapping
from hub.legacy.enums import Kind
from hub.legacy.records import LegacyDefi, LegacyGuide, LegacyPerson, LegacyPost, LegacyPromotion


def person(**values: object) -> LegacyPerson:
    return LegacyPerson(address="/communaute/x.html", name="X", file="x.md", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (("méthode", "Évaluation"), Kind.EXPERIENCE),
        (("Retour d’expérience",), Kind.EXPERIENCE),
        (("méthode", "collectif"), Kind.NEWS),
        ((), Kind.NEWS),
    ],
)
def test_tags_tell_news_from_experience(tags: tuple[str, ...], kind: Kind) -> None:
    assert mapping.post_kind(LegacyPost(address="/a", title="A", file="a.md", tags=tags)) == kind


@pytest.mark.parametrize(
    ("classes", "profile", "roles"),
    [
        (("eig-2", "eig", "webdev"), "Développeuse", ["alumni"]),
        (("eig-9 eig webdev",), "Développeuse", ["eig"]),
        (("eig-2", "mentor"), "Mentor", ["mentor"]),
        (("eig-2", "eig", "mentor"), "Data scientist", ["alumni", "mentor"]),
        (("eig-1",), "Accompagnement", ["team"]),
        ((), "", []),
    ],
)
def test_roles_of_people(classes: tuple[str, ...], profile: str, roles: list[str]) -> None:
    found = mapping.person_roles(person(classes=classes, profile=profile), {"2": True, "9": False})
    assert found == roles


@pytest.mark.parametrize(
    ("profile", "classes", "trade"),
    [
        ("Développeuse", (), "dev"),
        ("Data scientist", ("webdev",), "datascience"),
        ("Designeuse", (), "design"),
        ("Mentor", ("eig-2", "mentor"), ""),
        ("", ("datascientist",), "datascience"),
        ("Géomaticienne", (), "geomatics"),
    ],
)
def test_trades_of_people(profile: str, classes: tuple[str, ...], trade: str) -> None:
    assert mapping.trade_of(person(profile=profile, classes=classes)) == trade


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("Ada Mareuil, équipe EIG", ["Ada Mareuil"]),
        ("Ada Mareuil et Jean-Luc le Brun, EIG Link", ["Ada Mareuil", "Jean-Luc le Brun"]),
        ("L’équipe du programme", []),
        ("", []),
    ],
)
def test_names_in_signatures(signature: str, names: list[str]) -> None:
    assert mapping.author_names(signature) == names


@pytest.mark.parametrize(
    ("written", "name", "acronym", "parent"),
    [
        ("Service des phares (SDP)", "Service des phares", "SDP", ""),
        (
            "Ministère de la Mer, de la Pêche et du Vent, direction des feux",
            "Direction des feux",
            "",
            "Ministère de la Mer, de la Pêche et du Vent",
        ),
        ("Ministère de la Mer", "Ministère de la Mer", "", ""),
        ("Région X, service Y", "Région X, service Y", "", ""),
        ("", "", "", ""),
    ],
)
def test_administrations_and_those_above_them(written: str, name: str, acronym: str, parent: str) -> None:
    assert mapping.administration_name(written) == mapping.AdministrationName(name, acronym, parent)


def test_dates_of_promotions_and_defis() -> None:
    promotion = LegacyPromotion(code="5", name="Promotion 5", years=(2021, 2022))
    assert mapping.promotion_dates(promotion) == (dt.date(2021, 1, 1), dt.date(2022, 12, 31))
    assert mapping.promotion_dates(LegacyPromotion(code="x", name="X")) == (None, None)
    defi = LegacyDefi(address="/d", title="D", file="d.md", year=2018, duration_months=10)
    assert mapping.defi_dates(defi) == (dt.date(2018, 1, 1), dt.date(2018, 10, 31))
    longer = LegacyDefi(address="/d", title="D", file="d.md", year=2018, duration_months=12)
    assert mapping.defi_dates(longer)[1] == dt.date(2018, 12, 31)


def test_promotions_named_by_texts() -> None:
    assert mapping.named_promotion("Le bilan des EIG2") == "2"
    assert mapping.named_promotion("De la promotion 2 à la promotion 3") == ""
    assert mapping.named_promotion("Le bilan") == ""


def test_guides_are_classified_by_their_titles() -> None:
    note = LegacyGuide(address="/g", title="Modèle de note de pérennisation", file="g.md")
    assert (mapping.guide_kind(note), mapping.guide_moment(note)) == ("template", "end")
    other = LegacyGuide(address="/g", title="Le logiciel libre", file="g.md")
    assert (mapping.guide_kind(other), mapping.guide_moment(other)) == ("guide", "always")
