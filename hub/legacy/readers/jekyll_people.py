"""People of the Jekyll site: ``_communaute`` joined with ``_data/personnes.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hub.base.markup import plain_text
from hub.legacy.enums import Cause
from hub.legacy.errors import DocumentError
from hub.legacy.records import LegacyPerson

from .addresses import key as address_key
from .dialects import clean
from .jekyll_files import JekyllFiles, dated_address, mapping, permalink, promotion_code
from .values import account_url, as_list, as_text, as_url, as_years, fold, from_file_name

#: Photos that stand for « no photo ».
PLACEHOLDERS = ("sans-photo", "sans_photo", "no-photo", "placeholder", "anonyme", "default", "icone-eig")

ACCOUNTS = (
    ("code", "github", "https://github.com/"),
    ("code", "gitlab", "https://gitlab.com/"),
    ("professional", "linkedin", "https://www.linkedin.com/in/"),
    ("social", "twitter", "https://twitter.com/"),
)

Entry = dict[str, Any]


def read_people(files: JekyllFiles) -> None:
    """Read the people of the site; those of the data that have no page are read too."""
    data = files.data("personnes", "people", "communaute")
    entries = {fold(str(name)): (str(name), mapping(value)) for name, value in data.items()}
    by_address = {
        address_key(as_text(entry.get("link_to"))): folded
        for folded, (_name, entry) in entries.items()
        if as_text(entry.get("link_to"))
    }

    def read(file: str, path: Path, values: Entry, body: str) -> None:
        date, slug, _dated = from_file_name(path.stem)
        address = permalink(values) or dated_address("communaute", date.year if date else None, slug)
        name = as_text(values.get("nom") or values.get("title") or values.get("name"))
        folded = fold(name) if fold(name) in entries else by_address.get(address_key(address), fold(name))
        found = entries.pop(folded, None)
        if not name and found is None:
            raise DocumentError(Cause.MISSING_TITLE)
        if found is None and not values.get("annees"):
            files.site.warn(file, Cause.MISSING_DATA, name)
        key, entry = found or (name, {})
        filled = {field: value for field, value in entry.items() if value not in (None, "", [])}
        _add(files, file, address, as_text(entry.get("title")) or name or key, {**values, **filled}, body)

    files.each("_communaute", read)
    for name, entry in entries.values():
        address = as_text(entry.get("link_to")) or dated_address(
            "communaute", None, fold(name).replace(" ", "-")
        )
        if fold(name):
            _add(files, "_data/personnes.yml", address, as_text(entry.get("title")) or name, entry, "")


def _add(files: JekyllFiles, file: str, address: str, name: str, entry: Entry, body: str) -> None:
    text, _removed = clean(body, "jekyll")
    photos = as_list(entry.get("image_url")) or as_list(entry.get("image")) or as_list(entry.get("images"))
    photo = photos[0] if photos else ""
    aliases = (as_text(entry.get("link_to")), *as_list(entry.get("redirect_from")))
    files.site.people.append(
        LegacyPerson(
            address=address,
            name=name,
            file=file,
            biography=unquoted(plain_text(text, paragraphs=True)),
            classes=_classes(entry),
            years=as_years(entry.get("annees") or entry.get("annee")),
            profile=as_text(entry.get("profil")),
            defis=as_list(entry.get("defis") or entry.get("defi")),
            photo="" if any(word in photo.lower() for word in PLACEHOLDERS) else photo,
            links=_links(files, file, entry),
            aliases=tuple(a for a in aliases if a.startswith("/") and address_key(a) != address_key(address)),
        )
    )


def _classes(entry: Entry) -> tuple[str, ...]:
    classes = as_list(entry.get("class") or entry.get("classe"))
    code = promotion_code(entry.get("promotion") or entry.get("promo"))
    is_year = code.isdigit() and len(code) == 4
    return (*classes, f"eig-{code}") if code and not is_year else classes


def _links(files: JekyllFiles, file: str, entry: Entry) -> tuple[tuple[str, str], ...]:
    website = entry.get("website") or entry.get("site")
    read = [
        ("website", website, as_url(website)),
        *(
            (kind, entry.get(field), account_url(entry.get(field), prefix))
            for kind, field, prefix in ACCOUNTS
        ),
    ]
    for _kind, written, url in read:
        if url is None:
            files.site.warn(file, Cause.BAD_ADDRESS, as_text(written))
    return tuple((kind, url) for kind, _written, url in read if url)


def unquoted(text: str) -> str:
    """Take away the quotation marks around a whole text: most biographies were written as quotations."""
    text = text.strip()
    if len(text) > 1 and text[0] in '«“"' and text[-1] in '»”"':
        return text[1:-1].strip(" \n\u00a0\u202f")
    return text


def class_words(classes: tuple[str, ...]) -> list[str]:
    """Return the words of a person's classes, written as a list or as « eig-2 eig webdev »."""
    return " ".join(classes).lower().split()


def promotion_classes(classes: tuple[str, ...]) -> list[str]:
    """Return the promotions that a person's classes name: ``eig-2`` -> ``2``."""
    found = []
    for word in class_words(classes):
        code = word.removeprefix("eig-").removeprefix("promo-")
        if code != word and code:
            found.append(code)
    return found
