"""Défis of the Jekyll site: ``_defis`` joined with ``_data/defis.yml``; and the promotions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.base.markup import shorten
from hub.legacy.enums import Cause
from hub.legacy.errors import DocumentError
from hub.legacy.records import LegacyDefi, LegacyFigure, LegacyProject, LegacyPromotion

from .addresses import key as address_key
from .jekyll_files import JekyllFiles, dated_address, mapping, permalink, promotion_code, sequence
from .jekyll_links import LINK_FIELDS, VIDEO_FIELDS, read_links
from .jekyll_people import promotion_classes
from .values import as_int, as_list, as_text, as_year, as_years, fold, from_file_name

SUMMARY_LENGTH = 300
# How the first promotions called what ``skills.yml`` names since.
FORMER_SKILLS = {"web": "dev", "data": "datascience", "design": "design", "geo": "geomatique"}
# Fields that only served the look of the former site.
LOOK = frozenset({"class", "colorback", "color", "icon", "icone", "layout", "nav", "slug", "weight"})
# Fields of the data -> attribute of the record; the first that is filled counts.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "titre", "nom"),
    "summary": ("description", "resume"),
    "administration": ("administration", "ministere"),
    "promotion": ("promotion", "promo"),
    "year": ("year", "annee"),
    "skills": ("skills", "competences"),
    "technologies": ("technologies", "technos", "stack", "langages"),
    "status": ("status", "statut", "etat"),
    "place": ("place", "lieu", "ville"),
    "eigs": ("eigs", "eig"),
    "mentors": ("mentors", "mentor"),
    "figures": ("key_figures", "chiffres"),
}
OTHER_FIELDS = frozenset(
    {"image", "link_to", "site", "redirect_from", "administration_website", "duration_months", "projects"}
)
KNOWN = (
    LOOK
    | OTHER_FIELDS
    | {name for names in FIELDS.values() for name in names}
    | {field for _kind, field, _label in LINK_FIELDS}
    | set(VIDEO_FIELDS)
)

Entry = dict[str, Any]


def read_defis(files: JekyllFiles) -> None:
    """Read the défis of the site; those of the data that have no page are read too, and reported."""
    entries = {str(key): mapping(value) for key, value in files.data("defis", "défis").items()}

    def read(file: str, path: Path, values: Entry, body: str) -> None:
        date, slug, _dated = from_file_name(path.stem)
        year = date.year if date else as_int(values.get("annee") or values.get("year"))
        address = permalink(values) or dated_address("defis", year, slug)
        title = as_text(values.get("title") or values.get("titre") or values.get("nom"))
        key = _matching(entries, address, title, slug, year)
        entry = entries.pop(key) if key is not None else {}
        _warn_unplaced(files, key or "", entry)
        if key is None:
            files.site.warn(file, Cause.MISSING_DATA, title or slug)
        title = title or as_text(entry.get("title"))
        if not title:
            raise DocumentError(Cause.MISSING_TITLE)
        filled = {field: value for field, value in entry.items() if value not in (None, "", [])}
        merged = {**values, **filled, "year": filled.get("year") or year}
        files.site.defis.append(_defi(files, file, address, title, key or title, merged, body))

    files.each("_defis", read)
    for key, entry in entries.items():
        _warn_unplaced(files, key, entry)
        link, slug = as_text(entry.get("link_to")), fold(key).replace(" ", "-") or "defi"
        address = link if link.startswith("/") else dated_address("defis", as_year(entry.get("year")), slug)
        files.site.warn("_data/defis.yml", Cause.MISSING_DATA, f"{key} : pas de page")
        title = as_text(entry.get("title")) or key
        files.site.defis.append(_defi(files, "_data/defis.yml", address, title, key, entry, ""))


def _defi(
    files: JekyllFiles, file: str, address: str, title: str, key: str, entry: Entry, body: str
) -> LegacyDefi:
    projects = tuple(_projects(files, file, entry.get("projects")))
    return LegacyDefi(
        address=address,
        title=shorten(title, 250),
        file=file,
        body=body,
        summary=shorten(as_text(_value(entry, "summary")), SUMMARY_LENGTH),
        aliases=_aliases(address, entry),
        image=as_text(entry.get("image")),
        key=key,
        administration=as_text(_value(entry, "administration")),
        administration_website=files.url(file, entry.get("administration_website")),
        promotion=promotion_code(_value(entry, "promotion")),
        year=as_year(_value(entry, "year")),
        duration_months=min(max(as_int(entry.get("duration_months")) or 10, 1), 60),
        skills=_skills(files, _value(entry, "skills")),
        technologies=as_list(_value(entry, "technologies")),
        status=shorten(as_text(_value(entry, "status")), 200),
        place=shorten(as_text(_value(entry, "place")), 150),
        eigs=as_list(_value(entry, "eigs")),
        mentors=as_list(_value(entry, "mentors")),
        figures=_figures(_value(entry, "figures")),
        links=read_links(files, file, entry, projects),
        projects=projects,
    )


def _value(entry: Entry, name: str) -> Any:
    """Return what an entry says of something, under whichever of the names it was given."""
    return next((entry[field] for field in FIELDS[name] if entry.get(field) not in (None, "", [])), None)


def _warn_unplaced(files: JekyllFiles, key: str, entry: Entry) -> None:
    """Report the fields that have no place in the hub."""
    unknown = [field for field, value in entry.items() if field not in KNOWN and value not in (None, "", [])]
    if unknown:
        files.site.warn("_data/defis.yml", Cause.UNPLACED, f"{key} : {', '.join(sorted(unknown))}")


def _skills(files: JekyllFiles, value: Any) -> tuple[str, ...]:
    """Return the skills of a défi; former ones are written « EIG 3 // Data // Web »."""
    skills: dict[str, None] = {}
    for written in as_list(value):
        parts = [part.strip() for part in written.split("//")]
        for part in parts if len(parts) > 1 else [written]:
            if len(parts) > 1 and promotion_code(part).isdigit():
                continue
            code = FORMER_SKILLS.get(fold(part), "") if len(parts) > 1 else ""
            skills.setdefault(code if code in files.site.skills else part)
    return tuple(skill for skill in skills if skill)


def _matching(entries: dict[str, Entry], address: str, title: str, slug: str, year: int | None) -> str | None:
    """Find the entry of a défi: by address, else by key, title or name of file within its year."""
    for key, entry in entries.items():
        link = as_text(entry.get("link_to"))
        if link.startswith("/") and address_key(link) == address_key(address):
            return key
    wanted = {_tight(title), _tight(slug)} - {""}
    for key, entry in entries.items():
        same_year = year is None or as_int(entry.get("year")) in (None, year)
        if same_year and {_tight(key), _tight(as_text(entry.get("title")))} & wanted:
            return key
    return None


def _tight(text: str) -> str:
    return fold(text).replace(" ", "")


def _aliases(address: str, entry: Entry) -> tuple[str, ...]:
    """Return other addresses of a défi: that of its data, and the slug of its first call.

    The call for candidates had other addresses (``/defi/2017/09/26/slug/``) whose slug survives in
    the name of the picture only: ``9_SLUG.png``.
    """
    written = [
        as_text(entry.get("link_to")),
        as_text(entry.get("site")),
        *as_list(entry.get("redirect_from")),
    ]
    stem = as_text(entry.get("image")).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    number, _, old = stem.partition("_")
    if number.isdigit() and old.strip():
        written.append(f"/defi/{old.strip()}")
    return tuple(a for a in written if a.startswith("/") and address_key(a) != address_key(address))


def _figures(value: Any) -> tuple[LegacyFigure, ...]:
    figures = []
    for item in sequence(value):
        entry = mapping(item)
        label = as_text(entry.get("description") or entry.get("label") or entry.get("title"))
        amount = entry.get("amount", entry.get("value"))
        if label and amount not in (None, ""):
            figures.append(LegacyFigure(french_number(amount), shorten(label, 250)))
    return tuple(figures)


def french_number(amount: Any) -> str:
    """Write a number the French way: ``20000000`` -> ``20 000 000`` with narrow no-break spaces."""
    if isinstance(amount, int) and not isinstance(amount, bool):
        return f"{amount:,}".replace(",", "\u202f")
    if isinstance(amount, float):
        return f"{amount:,.10g}".replace(",", "\u202f").replace(".", ",")
    text = as_text(amount)
    return french_number(int(text)) if text.isascii() and text.isdigit() else text[:60]


def _projects(files: JekyllFiles, file: str, value: Any) -> list[LegacyProject]:
    projects = []
    for entry in map(mapping, sequence(value)):
        title = as_text(entry.get("title") or entry.get("titre"))
        if title:
            projects.append(
                LegacyProject(
                    title=shorten(title, 200),
                    description=as_text(entry.get("description")),
                    url=files.url(file, entry.get("url")),
                    call_to_action=as_text(entry.get("call_to_action")),
                    image=as_text(entry.get("image")),
                )
            )
    return projects


# --- Promotions ---------------------------------------------------------------------------------


def read_promotions(files: JekyllFiles) -> None:
    """List the promotions that the data, the défis and the people name.

    Must come after them: a défi that gives a year for its promotion, or none, gets the numbered
    promotion of that year.
    """
    site = files.site
    years: dict[str, set[int]] = {}
    for entry in map(mapping, files.data("promos", "promotions").values()):
        code = promotion_code(entry.get("promotion") or entry.get("promo"))
        if code:
            years.setdefault(code, set()).update(as_years(entry.get("class")))
    of_year = {year: code for code in years if code.isdigit() for year in sorted(years[code])}
    site.defis[:] = [_with_promotion(defi, of_year) for defi in site.defis]
    for defi in site.defis:
        if defi.promotion:
            years.setdefault(defi.promotion, set()).update({defi.year} if defi.year else set())
    for person in site.people:
        for code in promotion_classes(person.classes):
            years.setdefault(code, set())
    for code in sorted(years, key=lambda c: (not c.isdecimal(), int(c) if c.isdecimal() else 0, c)):
        site.promotions.append(
            LegacyPromotion(
                code=code,
                name=f"Promotion {code}" if code.isdigit() else f"Promotion {code.upper()}",
                number=int(code) if code.isdigit() else None,
                years=tuple(sorted(years[code])),
                file="_data/promos.yml",
            )
        )


def _with_promotion(defi: LegacyDefi, of_year: dict[int, str]) -> LegacyDefi:
    if defi.promotion.isdigit() and int(defi.promotion) > 1000:
        return replace(defi, promotion=of_year.get(int(defi.promotion), ""))
    if not defi.promotion and defi.year:
        return replace(defi, promotion=of_year.get(defi.year, ""))
    return defi
