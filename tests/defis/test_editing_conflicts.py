"""Two people edit the same défi at once: nobody’s work is lost without a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pages.defis.models import DefiPage
from tests.factories.defis import full_defi
from tests.factories.people import UserFactory

from .browser import name_of, sent, shown, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def defi(tree: Any) -> DefiPage:
    """A défi with everything filled in, that was published once."""
    page = full_defi(tree)
    page.save_revision().publish()
    return page


@pytest.fixture
def url(defi: DefiPage) -> str:
    """The address of the form of the plan."""
    return f"{defi.url}perennisation/modifier/"


def somebody(name: str) -> Client:
    """Return the browser of somebody of the programme’s team."""
    client = Client()
    user = UserFactory(groups=["Équipe du programme"], first_name=name, last_name="Essai")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def two(defi: DefiPage) -> tuple[Client, Client]:
    """Two people of the team."""
    return somebody("Aline"), somebody("Bachir")


def titles(defi: DefiPage) -> list[str]:
    """Return the titles of the scenarios as published."""
    return list(DefiPage.objects.get(pk=defi.pk).scenarios.values_list("title", flat=True))


def test_different_lines_are_put_together(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    sent(aline, hers, url, **{f"{name_of(shown(hers), 'Une équipe interne')}-title": "Par Aline"})
    response = sent(bachir, his, url, **{f"{name_of(shown(his), 'L’arrêt')}-title": "Par Bachir"})
    assert response.status_code == 302
    assert titles(defi) == ["Par Aline", "Un marché de maintenance", "Par Bachir"]


def test_different_fields_of_a_line_are_put_together(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    row = name_of(shown(hers), "Une équipe interne")
    sent(aline, hers, url, **{f"{row}-title": "Par Aline"})
    assert sent(bachir, his, url, **{f"{row}-governance": "Par Bachir"}).status_code == 302
    scenario = DefiPage.objects.get(pk=defi.pk).scenarios.get(kind="in_house")
    assert (scenario.title, scenario.governance) == ("Par Aline", "Par Bachir")


def test_the_same_field_is_told_kept_and_confirmed(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    row = name_of(shown(hers), "Une équipe interne")
    sent(aline, hers, url, **{f"{row}-title": "Par Aline", "takeover": "La DSI, dit Aline"})
    told = sent(bachir, his, url, **{f"{row}-title": "Par Bachir", f"{row}-governance": "Un comité"})
    assert told.status_code == 409
    words = text_of(told)
    assert "Aline Essai a enregistré le" in words
    assert "Sa version : Par Aline" in words.replace("\u00a0", " ")
    assert titles(defi)[0] == "Par Aline"
    again = shown(told)
    assert again[f"{row}-title"] == "Par Bachir"
    assert again["takeover"] == "La DSI, dit Aline"
    assert sent(bachir, told, url).status_code == 302
    page = DefiPage.objects.get(pk=defi.pk)
    assert page.scenarios.get(kind="in_house").title == "Par Bachir"
    assert page.scenarios.get(kind="in_house").governance == "Un comité"
    assert page.takeover == "La DSI, dit Aline"


def test_a_third_save_in_between_is_told_again(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    sent(aline, hers, url, takeover="Un")
    told = sent(bachir, his, url, takeover="Deux")
    sent(aline, aline.get(url), url, takeover="Trois")
    assert sent(bachir, told, url).status_code == 409
    assert DefiPage.objects.get(pk=defi.pk).takeover == "Trois"


def test_a_line_changed_by_one_is_not_deleted_by_the_other_without_a_word(
    two: Any, url: str, defi: DefiPage
) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    row = name_of(shown(hers), "Un marché de maintenance")
    sent(aline, hers, url, **{f"{row}-description": "Un an, renouvelable"})
    told = sent(bachir, his, url, **{f"{row}-DELETE": "on"})
    assert told.status_code == 409
    assert len(titles(defi)) == 3
    assert shown(told)[f"{row}-DELETE"] == "on"
    sent(bachir, told, url)
    assert titles(defi) == ["Une équipe interne", "L’arrêt"]


def test_a_line_deleted_by_one_comes_back_only_if_confirmed(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    row = name_of(shown(hers), "Un marché de maintenance")
    sent(aline, hers, url, **{f"{row}-DELETE": "on"})
    told = sent(bachir, his, url, **{f"{row}-title": "Un marché de deux ans"})
    assert told.status_code == 409
    assert "supprimée" in text_of(told)
    sent(bachir, told, url)
    assert "Un marché de deux ans" in titles(defi)


def test_a_line_deleted_by_one_and_untouched_by_the_other_stays_deleted(
    two: Any, url: str, defi: DefiPage
) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    sent(aline, hers, url, **{f"{name_of(shown(hers), 'Un marché de maintenance')}-DELETE": "on"})
    assert sent(bachir, his, url, takeover="La DSI").status_code == 302
    assert titles(defi) == ["Une équipe interne", "L’arrêt"]


def test_two_recommendations_are_one_to_choose(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers, his = aline.get(url), bachir.get(url)
    first = name_of(shown(hers), "Une équipe interne")
    for browser, page, title in ((aline, hers, "Un marché de maintenance"), (bachir, his, "L’arrêt")):
        data = shown(page)
        data.pop(f"{first}-recommended", None)
        data[f"{name_of(data, title)}-recommended"] = "on"
        response = browser.post(url, {**data, "action": "save"})
    assert response.status_code == 409
    assert sent(bachir, response, url).status_code == 302
    assert DefiPage.objects.get(pk=defi.pk).scenarios.get(recommended=True).title == "L’arrêt"


def test_two_slots_for_one_document_are_one_to_choose(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    hers = sent(aline, aline.get(url), url, "add:handover_documents:")
    his = sent(bachir, bachir.get(url), url, "add:handover_documents:")
    sent(aline, hers, url, **{"handover_documents-2-item": "needs", "handover_documents-2-note": "Aline"})
    told = sent(
        bachir, his, url, **{"handover_documents-2-item": "needs", "handover_documents-2-note": "Bachir"}
    )
    assert told.status_code == 409
    assert sent(bachir, told, url).status_code == 302
    assert [row.note for row in DefiPage.objects.get(pk=defi.pk).handover_documents.filter(item="needs")] == [
        "Bachir"
    ]


def test_a_form_whose_start_is_lost_asks_before_it_changes_anything(
    two: Any, url: str, defi: DefiPage
) -> None:
    aline, _bachir = two
    told = sent(aline, aline.get(url), url, depart="perdu", takeover="La DSI")
    assert told.status_code == 409
    assert DefiPage.objects.get(pk=defi.pk).takeover != "La DSI"
    assert sent(aline, told, url).status_code == 302
    assert DefiPage.objects.get(pk=defi.pk).takeover == "La DSI"


def test_the_draft_of_somebody_is_told_before_it_is_published(two: Any, url: str, defi: DefiPage) -> None:
    aline, bachir = two
    sent(aline, aline.get(url), url, "draft", takeover="Encore un brouillon")
    page = bachir.get(url)
    assert "enregistré par Aline Essai" in text_of(page)
    assert shown(page)["takeover"] == "Encore un brouillon"
    assert DefiPage.objects.get(pk=defi.pk).takeover != "Encore un brouillon"
    assert sent(bachir, page, url).status_code == 302
    assert DefiPage.objects.get(pk=defi.pk).takeover == "Encore un brouillon"


def test_a_version_written_over_by_the_admin_is_noticed_too(two: Any, url: str, defi: DefiPage) -> None:
    """The admin saves as one types, over the same version: its number does not tell what it holds."""
    aline, bachir = two
    sent(aline, aline.get(url), url, "draft", takeover="Un")
    page = DefiPage.objects.get(pk=defi.pk)
    his = bachir.get(url)
    revision, draft = page.latest_revision, page.get_latest_revision_as_object()
    draft.takeover = "Deux"
    draft.save_revision(user=revision.user, overwrite_revision=revision)
    told = sent(bachir, his, url, takeover="Trois")
    assert told.status_code == 409
    assert "Deux" in text_of(told)
