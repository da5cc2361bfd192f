"""Reads a CSV file of people to invite, and says what is wrong with each line.

Made for what spreadsheets write in France: UTF-8 with or without mark, or Windows-1252; columns
separated by semicolons, commas or tabs; headers in any case, with or without accents.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from .enums import HubGroup, Trade
from .models import Administration, Person, Promotion, User, normalise_email
from .services import Guest

MAX_BYTES = 1024 * 1024
MAX_LINES = 1000
MAX_LINES_LABEL = f"{MAX_LINES:,}".replace(",", "\u202f")
SEPARATORS = ";,\t"

# Column -> the headers that name it, as slugs.
HEADERS = {
    "email": (
        "courriel",
        "email",
        "e-mail",
        "mail",
        "mel",
        "adresse",
        "adresse-electronique",
        "adresse-e-mail",
        "adresse-mail",
    ),
    "first_name": ("prenom",),
    "last_name": ("nom", "nom-de-famille"),
    "group": ("groupe", "role"),
    "promotion": ("promotion", "promo"),
    "administration": ("administration", "administration-d-accueil", "ministere"),
    "trade": ("metier",),
    "job_title": ("fonction", "poste", "intitule-du-poste"),
}
NAMES = {
    "email": "courriel",
    "first_name": "prénom",
    "last_name": "nom",
    "group": "groupe",
    "promotion": "promotion",
    "administration": "administration",
    "trade": "métier",
    "job_title": "fonction",
}
REQUIRED = ("email", "first_name", "last_name", "group")
# Other ways of writing a group, as slugs.
GROUP_WORDS = {
    "mentor": HubGroup.MENTORS,
    "mentore": HubGroup.MENTORS,
    "mentors": HubGroup.MENTORS,
    "eig": HubGroup.EIG,
    "entrepreneur-d-interet-general": HubGroup.EIG,
    "entrepreneuse-d-interet-general": HubGroup.EIG,
    "alumni": HubGroup.ALUMNI,
    "alumnus": HubGroup.ALUMNI,
    "alumna": HubGroup.ALUMNI,
    "coach": HubGroup.COACHES,
    "coachs": HubGroup.COACHES,
    "equipe": HubGroup.TEAM,
    "equipe-du-programme": HubGroup.TEAM,
    "redaction": HubGroup.EDITORS,
}


@dataclass(frozen=True)
class LineError:
    """What is wrong, and on which line of the file (None: the file itself)."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"Ligne {self.line} : {self.message}" if self.line else self.message


class GuestListError(Exception):
    """The file cannot be used; nobody was invited."""

    def __init__(self, errors: Iterable[LineError]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True)
class GuestList:
    """A file that can be used as it is."""

    guests: tuple[Guest, ...]
    # Headers that mean nothing here, told to the person who sends the file.
    ignored: tuple[str, ...] = field(default_factory=tuple)


def read_guest_list(content: bytes) -> GuestList:
    """Read the content of a file.

    Raises:
        GuestListError: with every error found, line by line.
    """
    return read_guest_text(decode(content))


def decode(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        GuestListError: empty, too large, or not a text file.
    """
    if not content.strip():
        raise _refusal("Ce fichier est vide.")
    if len(content) > MAX_BYTES:
        raise _refusal("Ce fichier est trop lourd : 1 Mo au plus. Partagez-le en plusieurs fichiers.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refusal(
            "Ce fichier est un classeur, pas un fichier CSV : dans votre tableur, choisissez "
            "« Enregistrer sous », puis le format « CSV »."
        )
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise _refusal("Ce fichier n’est pas un fichier CSV : il ne contient pas de texte lisible.")


def read_guest_text(text: str) -> GuestList:
    """Read the text of a file.

    Raises:
        GuestListError: with every error found, line by line.
    """
    separator = _separator(text)
    try:
        rows = _rows(text, separator)
    except csv.Error as error:
        raise _refusal("Ce fichier n’est pas un fichier CSV bien formé.") from error
    if not rows:
        raise _refusal("Ce fichier est vide.")
    header_line, header = rows[0]
    columns, ignored = _columns(header, header_line)
    lines = rows[1:]
    if not lines:
        raise _refusal("Ce fichier ne contient que des en-têtes : ajoutez une ligne par personne.")
    if len(lines) > MAX_LINES:
        raise _refusal(f"Ce fichier a {len(lines)} lignes : {MAX_LINES_LABEL} au plus. Partagez-le.")
    reader = _LineReader(columns, len(header))
    guests = [reader.read(line, cells) for line, cells in lines]
    if reader.errors:
        raise GuestListError(reader.errors)
    return GuestList(tuple(guest for guest in guests if guest), ignored)


def _refusal(message: str, line: int | None = None) -> GuestListError:
    return GuestListError([LineError(message, line)])


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return the lines that hold something, with their number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, first = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append((first, [" ".join(cell.split()) for cell in cells]))
        first = reader.line_num + 1
    return rows


def _separator(text: str) -> str:
    """Return the separator under which the first line names the most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=separator), [])
        return sum(_column(cell) is not None for cell in cells), len(cells)

    return max(SEPARATORS, key=known)


def _column(header: str) -> str | None:
    slug = slugify(header.replace("’", "-").replace("'", "-"))
    return next((name for name, headers in HEADERS.items() if slug in headers), None)


def _columns(header: list[str], line: int) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    ignored, errors = [], []
    for index, cell in enumerate(header):
        name = _column(cell)
        if name is None:
            ignored += [cell] if cell else []
        elif name in columns:
            errors.append(LineError(f"la colonne « {NAMES[name]} » est présente deux fois.", line))
        else:
            columns[name] = index
    missing = [NAMES[name] for name in REQUIRED if name not in columns]
    if missing:
        found = ", ".join(f"« {cell} »" for cell in header if cell)
        errors.append(
            LineError(
                f"il manque {'la colonne' if len(missing) == 1 else 'les colonnes'} "
                f"{', '.join(f'« {name} »' for name in missing)} ; en-têtes lus : {found}.",
                line,
            )
        )
    if errors:
        raise GuestListError(errors)
    return columns, tuple(ignored)


class _LineReader:
    """Turns lines into guests and gathers what is wrong, with four queries for the whole file."""

    def __init__(self, columns: dict[str, int], width: int) -> None:
        self.columns = columns
        self.width = width
        self.errors: list[LineError] = []
        self.seen: dict[str, int] = {}
        self.accounts = set(User.objects.values_list("email", flat=True))
        self.promotions = _by_slug(Promotion.objects.all(), lambda p: [p.name, p.slug, str(p.number or "")])
        self.administrations = _by_slug(
            Administration.objects.all(), lambda a: [a.name, a.acronym, a.slug, str(a)]
        )
        self.trades = {slugify(label): value for value, label in Trade.choices}
        self.trades.update({slugify(value): value for value in Trade.values})
        self.groups = {slugify(group): group for group in HubGroup.values} | GROUP_WORDS

    def read(self, line: int, cells: list[str]) -> Guest | None:
        """Return the guest of a line, or None after noting what is wrong."""
        before = len(self.errors)
        self.line = line
        if len(cells) > self.width and any(cells[self.width :]):
            self._wrong("il y a plus de colonnes que d’en-têtes ; un séparateur est peut-être de trop.")
            return None
        values = {name: cells[at] if at < len(cells) else "" for name, at in self.columns.items()}
        for name in REQUIRED:
            if not values[name]:
                self._wrong(f"la colonne « {NAMES[name]} » est vide.")
        guest = Guest(
            email=self._email(values["email"]),
            first_name=self._short(values, "first_name"),
            last_name=self._short(values, "last_name"),
            group=self._one_of(self.groups, values["group"], "le groupe", "n’existe pas") or "",
            job_title=self._short(values, "job_title"),
        )
        register = "n’est pas dans le registre"
        guest = replace(
            guest,
            promotion=self._one_of(self.promotions, values.get("promotion", ""), "la promotion", register),
            administration=self._one_of(
                self.administrations, values.get("administration", ""), "l’administration", register
            ),
            trade=self._one_of(self.trades, values.get("trade", ""), "le métier", "n’existe pas") or "",
        )
        return guest if len(self.errors) == before else None

    def _wrong(self, message: str) -> None:
        self.errors.append(LineError(message, self.line))

    def _email(self, text: str) -> str:
        email = normalise_email(text)
        if not email:
            return ""
        try:
            validate_email(email)
        except ValidationError:
            self._wrong(f"« {text} » n’est pas une adresse électronique.")
            return ""
        if email in self.seen:
            self._wrong(f"l’adresse {email} est déjà donnée à la ligne {self.seen[email]}.")
        elif email in self.accounts:
            self._wrong(f"l’adresse {email} a déjà un compte.")
        self.seen.setdefault(email, self.line)
        return email

    def _short(self, values: dict[str, str], name: str) -> str:
        text = values.get(name, "")
        longest = int(getattr(Person._meta.get_field(name), "max_length", None) or 0)
        if len(text) > longest:
            self._wrong(f"la colonne « {NAMES[name]} » dépasse {longest} caractères.")
        return text

    def _one_of(self, known: dict[str, Any], text: str, what: str, refusal: str) -> Any:
        if not text:
            return None
        found = known.get(slugify(text))
        if found is None:
            self._wrong(f"{what} « {text} » {refusal}.")
        return found


def _by_slug(rows: Iterable[Any], names: Callable[[Any], list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        for name in names(row):
            if slugify(name):
                found.setdefault(slugify(name), row)
    return found
