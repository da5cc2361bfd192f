"""The vocabularies of the défis in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pages.defis.models import CommonProblem, Technology

HOMES = {"technologies": Technology, "problemes-communs": CommonProblem}
THINGS = {"technologies": "une technologie", "problemes-communs": "un problème commun"}


def body(response: Any) -> str:
    """Return the text of a response, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.mark.parametrize("register", HOMES)
def test_the_team_lists_and_exports(tree: Any, roles: Any, client: Any, register: str) -> None:
    term = HOMES[register].objects.create(name="=Graphes")
    relation = "technologies" if register == "technologies" else "common_problems"
    setattr(tree.defi, relation, [term])
    tree.defi.save()
    roles.sign_in(client, "staff")
    address = f"/admin/defis/{register}/"
    for query in ("", "?q=graph", "?export=csv"):
        page = client.get(f"{address}{query}")
        assert page.status_code == 200
        assert "Graphes" in body(page)
    assert "'=Graphes" in body(client.get(f"{address}?export=csv"))
    assert "Graphes" not in body(client.get(f"{address}?q=rien-de-tel"))
    assert re.search(r"<td[^>]*>\s*1\s*</td>", body(client.get(address)))
    assert client.get(f"{address}?export=xlsx").status_code == 200


@pytest.mark.parametrize("register", HOMES)
@pytest.mark.parametrize(("role", "adds", "deletes"), [("staff", True, True), ("editor", True, False)])
def test_who_keeps_the_registers(
    tree: Any, roles: Any, client: Any, register: str, role: str, adds: bool, deletes: bool
) -> None:
    roles.sign_in(client, role)
    address, model = f"/admin/defis/{register}/", HOMES[register]
    client.post(f"{address}create/", {"name": "Graphes", "description": ""})
    assert model.objects.filter(name="Graphes").exists() is adds
    term, _created = model.objects.get_or_create(name="Graphes")
    client.post(f"{address}edit/{term.pk}/", {"name": "Grands graphes", "description": ""})
    assert model.objects.filter(name="Grands graphes").exists() is adds
    client.post(f"{address}delete/{term.pk}/")
    assert model.objects.filter(pk=term.pk).exists() is not deletes


@pytest.mark.parametrize("register", HOMES)
@pytest.mark.parametrize("role", ["eig", "mentor", "alumni", "coach", "wrong_group", "anonymous"])
def test_the_others_do_not_come_in(tree: Any, roles: Any, client: Any, register: str, role: str) -> None:
    HOMES[register].objects.create(name="Graphes")
    roles.sign_in(client, role)
    response = client.get(f"/admin/defis/{register}/")
    assert response.status_code in (302, 403)
    client.post(f"/admin/defis/{register}/create/", {"name": "Intrusion", "description": ""})
    assert not HOMES[register].objects.filter(name="Intrusion").exists()


@pytest.mark.parametrize("register", HOMES)
def test_they_speak_to_and_of_everybody(tree: Any, roles: Any, client: Any, register: str) -> None:
    roles.sign_in(client, "staff")
    home = f"/admin/defis/{register}/"
    seen = [
        body(client.get(home)),
        body(client.get(f"{home}create/")),
        body(client.post(f"{home}create/", {})),
    ]
    assert f"Ajouter {THINGS[register]}" in seen[0]
    assert THINGS[register] in seen[1]
    for page in seen:
        assert not re.search(r"\([es]+\)|Le/la|ce/cette|>\s*Nouveau\b|<h3>\s*Par |>\s*Tous\s*<", page)
