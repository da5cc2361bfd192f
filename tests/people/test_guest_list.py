"""Inviting people from a CSV file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.people.guest_list import MAX_BYTES, GuestListError, read_guest_list
from hub.people.models import User
from tests.factories.people import AdministrationFactory, PromotionFactory, UserFactory

pytestmark = pytest.mark.django_db
HEADER = "courriel;prénom;nom;groupe"
LINE = "ana.rivage@ministere.example;Ana;Rivage;Mentors"
URL = "/admin/invitations/fichier/"


def read(*lines: str, encoding: str = "utf-8") -> Any:
    """Read a file made of lines."""
    return read_guest_list("\r\n".join(lines).encode(encoding))


def errors_of(content: bytes) -> list[str]:
    """Return what is said of a file that cannot be used."""
    with pytest.raises(GuestListError) as caught:
        read_guest_list(content)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_what_spreadsheets_write_is_read(encoding: str, separator: str) -> None:
    lines = [HEADER, "zoe@ministere.example;Zoé;Lefèvre-Müller;EIG"]
    (guest,) = read(*(line.replace(";", separator) for line in lines), encoding=encoding).guests
    assert (guest.email, guest.first_name, guest.last_name) == (
        "zoe@ministere.example",
        "Zoé",
        "Lefèvre-Müller",
    )
    assert guest.group == "EIG"


@pytest.mark.parametrize(
    "header",
    [
        "Adresse électronique;PRENOM;Nom;Groupe",
        "E-mail;Prénom;NOM;groupe",
        " email ;prenom;nom de famille;Rôle",
        "Adresse e-mail;prénom;nom;GROUPE",
    ],
)
def test_headers_are_read_with_tolerance(header: str) -> None:
    assert len(read(header, LINE).guests) == 1


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("mentor", "Mentors"),
        ("MENTORS", "Mentors"),
        ("eig", "EIG"),
        ("coach", "Coachs"),
        ("redaction", "Rédaction"),
        ("Équipe", "Équipe du programme"),
    ],
)
def test_groups_are_read_with_tolerance(typed: str, group: str) -> None:
    (guest,) = read(HEADER, f"a@b.example;Ana;Rivage;{typed}").guests
    assert guest.group == group


def test_promotion_administration_and_trade_are_found_in_the_registers() -> None:
    promotion = PromotionFactory(name="Promotion 9", number=9)
    administration = AdministrationFactory(name="Direction des essais", acronym="DES")
    (guest,) = read(
        "nom;prénom;courriel;groupe;promotion;administration;métier;fonction",
        "Rivage;Ana;a@b.example;EIG;promotion 9;des;data science;Statisticienne",
    ).guests
    assert (guest.promotion, guest.administration) == (promotion, administration)
    assert (guest.trade, guest.job_title) == ("datascience", "Statisticienne")


def test_quoted_cells_blank_lines_and_unknown_columns_are_accepted() -> None:
    found = read(f"{HEADER};téléphone", "", '"a@b.example";"Ana";"Rivage; de la Tour";Mentors;01', ";;;;")
    assert [guest.last_name for guest in found.guests] == ["Rivage; de la Tour"]
    assert found.ignored == ("téléphone",)


def test_every_error_is_told_with_its_line() -> None:
    UserFactory(email="deja@ministere.example")
    lines = [
        HEADER + ";promotion",
        LINE + ";",
        "pas-une-adresse;Ana;Rivage;Mentors;",
        ";Ana;;Mentors;",
        "deja@ministere.example;Ana;Rivage;Mentors;",
        "ANA.rivage@ministere.example;Ana;Rivage;Mentors;",
        "b@b.example;Ana;Rivage;Pirates;Promotion inconnue",
        f"c@b.example;{'x' * 101};Rivage;Mentors;",
        "d@b.example;Ana;Rivage;Mentors;;trop",
    ]
    assert [
        error.replace("\u00a0", " ").replace("\u202f", " ") for error in errors_of("\n".join(lines).encode())
    ] == [
        "Ligne 3 : « pas-une-adresse » n’est pas une adresse électronique.",
        "Ligne 4 : la colonne « courriel » est vide.",
        "Ligne 4 : la colonne « nom » est vide.",
        "Ligne 5 : l’adresse deja@ministere.example a déjà un compte.",
        "Ligne 6 : l’adresse ana.rivage@ministere.example est déjà donnée à la ligne 2.",
        "Ligne 7 : le groupe « Pirates » n’existe pas.",
        "Ligne 7 : la promotion « Promotion inconnue » n’est pas dans le registre.",
        "Ligne 8 : la colonne « prénom » dépasse 100 caractères.",
        "Ligne 9 : il y a plus de colonnes que d’en-têtes ; un séparateur est peut-être de trop.",
    ]


def test_line_numbers_are_those_of_the_file() -> None:
    (error,) = errors_of(
        f'{HEADER}\n\n"a@b.example";"Ana\nMaria";Rivage;Mentors\n\nfaux;Ana;Rivage;EIG'.encode()
    )
    assert error.startswith("Ligne 6")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "est vide"),
        (b"\n \n", "est vide"),
        (HEADER.encode(), "que des en-têtes"),
        (b"PK\x03\x04" + b"\x00" * 40, "est un classeur"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "pas un fichier CSV"),
        (bytes(range(256)), "pas un fichier CSV"),
        (b"x" * (MAX_BYTES + 1), "trop lourd"),
        (b"prenom;nom\nAna;Rivage", "il manque les colonnes"),
        (b"une lettre sans colonnes", "il manque les colonnes"),
        ((HEADER + ";email\n" + LINE).encode(), "présente deux fois"),
        ((HEADER + "\n" + "a;b;c;d\n" * 1001).encode(), "1001 lignes"),
    ],
)
def test_a_file_that_is_no_guest_list_is_refused_in_one_sentence(content: bytes, message: str) -> None:
    (error,) = errors_of(content)
    assert message in error


# --- Screen ------------------------------------------------------------------------------------
def send(client: Any, content: str | bytes, name: str = "invitations.csv") -> Any:
    """Upload a file."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"file": SimpleUploadedFile(name, raw)})


def test_a_file_is_shown_before_anything_is_sent_then_confirmed(as_team: Any, committed: Any) -> None:
    with committed():
        preview = send(as_team, f"{HEADER}\n{LINE}\nzoe@b.example;Zoé;Lac;EIG")
        assert "Zoé Lac" in preview.content.decode()
        assert not User.objects.filter(email="zoe@b.example").exists()
        answer = as_team.post(URL, {"text": preview.context["text"], "confirmed": "1"}, follow=True)
    assert "2 invitations sont parties" in answer.content.decode()
    assert {address for message in mail.outbox for address in message.to} == {
        "ana.rivage@ministere.example",
        "zoe@b.example",
    }


def test_one_wrong_line_and_nobody_is_invited(as_team: Any, committed: Any) -> None:
    with committed():
        page = send(as_team, f"{HEADER}\n{LINE}\nzoe@b.example;Zoé;Lac;Pirates").content.decode()
        forced = as_team.post(
            URL, {"text": f"{HEADER}\n{LINE}\nzoe@b.example;Zoé;Lac;Pirates", "confirmed": "1"}
        ).content.decode()
    assert "Ligne 3" in page
    assert "Ligne 3" in forced
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_a_binary_file_gets_a_clear_message(as_team: Any) -> None:
    assert "est un classeur" in send(as_team, b"PK\x03\x04" + b"\x00" * 99, "liste.xlsx").content.decode()
    assert "Ce fichier est vide" in send(as_team, b"").content.decode()


def test_a_file_that_is_too_large_gets_a_clear_message(as_team: Any) -> None:
    assert "trop lourd" in send(as_team, b"x" * (3 * MAX_BYTES)).content.decode()


def test_the_model_file_has_the_expected_columns(as_team: Any) -> None:
    content = as_team.get("/admin/invitations/fichier/modele.csv").content
    (guest,) = read_guest_list(content).guests
    assert guest.group == "Mentors"
