"""The register of synonyms and the thesaurus in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from search import mythes
from search.models import SynonymSet, ThesaurusEntry

REGISTER = "/admin/recherche/synonymes/"
THESAURUS = "/admin/recherche/thesaurus/"


def dat(data: bytes, name: str = "thes.dat") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data)}


@pytest.mark.parametrize("role", ["staff", "editor"])
def test_the_register_is_listed_searched_filtered_and_exported(client: Client, roles: Any, role: str) -> None:
    SynonymSet.objects.create(expressions="zorglub\nbidulotron", note="=1+1", active=False)
    roles.sign_in(client, role)
    html = client.get(REGISTER, {"q": "zorglub"}).content.decode()
    assert "zorglub, bidulotron" in html
    assert "bidulotron" not in client.get(REGISTER, {"active__exact": "1", "q": "zorglub"}).content.decode()
    assert "bidulotron" in client.get(REGISTER, {"origin__exact": "editor"}).content.decode()
    assert "bidulotron" not in client.get(REGISTER, {"sens": "sens-unique"}).content.decode()
    export = client.get(REGISTER, {"export": "csv", "q": "zorglub"})
    text = b"".join(export.streaming_content).decode()
    assert "zorglub, bidulotron" in text
    assert ",=1+1" not in text


def test_a_corrected_set_is_found_among_those_shipped(client: Client, roles: Any) -> None:
    shipped = SynonymSet.objects.get(code="set:mentor")
    roles.sign_in(client, "staff")
    assert "mentor" not in client.get(REGISTER, {"sens": "corriges"}).content.decode().split("<main")[1]
    shipped.expressions = "mentor\nzorglub"
    shipped.save()
    assert "mentor, zorglub" in client.get(REGISTER, {"sens": "corriges"}).content.decode()


def test_the_add_form_comes_filled_from_an_address(client: Client, roles: Any) -> None:
    roles.sign_in(client, "editor")
    assert reverse("recherche_synonymes_modeladmin_create") == f"{REGISTER}create/"
    html = client.get(f"{REGISTER}create/", {"expressions": 'salaire "<b>'}).content.decode()
    assert "salaire &quot;&lt;b&gt;" in html
    answer = client.post(
        f"{REGISTER}create/", {"expressions": "zorglub\nbidulotron", "also": "", "active": "on"}
    )
    assert answer.status_code == 302
    made = SynonymSet.objects.get(expressions__contains="zorglub")
    assert (made.origin, made.active) == (SynonymSet.Origin.EDITOR, True)


def test_a_refused_set_says_why(client: Client, roles: Any) -> None:
    roles.sign_in(client, "editor")
    answer = client.post(f"{REGISTER}create/", {"expressions": "zorglub", "also": "", "active": "on"})
    assert answer.status_code == 200
    assert "au moins deux expressions" in answer.content.decode()
    assert not SynonymSet.objects.filter(expressions="zorglub").exists()


def test_a_shipped_set_is_switched_off_not_deleted(client: Client, roles: Any) -> None:
    shipped = SynonymSet.objects.get(code="set:mentor")
    own = SynonymSet.objects.create(expressions="zorglub, bidulotron")
    roles.sign_in(client, "staff")
    client.post(f"{REGISTER}delete/{shipped.pk}/")
    client.post(f"{REGISTER}delete/{own.pk}/")
    assert SynonymSet.objects.filter(pk=shipped.pk).exists()
    assert not SynonymSet.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("role", ["eig", "mentor", "anonymous"])
def test_others_do_not_enter(client: Client, roles: Any, role: str) -> None:
    roles.sign_in(client, role)
    for address in (REGISTER, f"{REGISTER}create/", THESAURUS):
        assert client.get(address).status_code in (302, 403)


def test_the_team_loads_and_removes_a_thesaurus(client: Client, roles: Any) -> None:
    roles.sign_in(client, "staff")
    assert "Aucun thésaurus" in client.get(THESAURUS).content.decode()
    answer = client.post(THESAURUS, dat(b"UTF-8\nmaison|1\n(Nom)|demeure\n"), follow=True)
    html = answer.content.decode()
    assert "thes.dat" in html
    assert "1\u00a0entrée" in html
    client.post(THESAURUS, {"remove": "1"})
    assert not ThesaurusEntry.objects.exists()


def test_a_bad_thesaurus_is_refused_line_by_line(
    client: Client, roles: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles.sign_in(client, "staff")
    html = client.post(THESAURUS, dat(b"UTF-8\nmaison\n")).content.decode()
    assert "Ligne 2" in html
    html = client.post(THESAURUS, dat(b"<script>alert(1)</script>\n")).content.decode()
    assert "<script>alert" not in html
    assert "encodage" in html
    monkeypatch.setattr(mythes, "MOST_BYTES", 10)
    assert "trop lourd" in client.post(THESAURUS, dat(b"UTF-8\n" + b"a" * 50)).content.decode()
    assert client.post(THESAURUS, {}).status_code == 200
    assert not ThesaurusEntry.objects.exists()


def test_editors_have_no_say_on_the_thesaurus(client: Client, roles: Any) -> None:
    roles.sign_in(client, "editor")
    assert client.get(THESAURUS).status_code in (302, 403)
    client.post(THESAURUS, dat(b"UTF-8\nmaison|1\n(Nom)|demeure\n"))
    assert not ThesaurusEntry.objects.exists()
