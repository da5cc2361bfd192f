"""How the words of the former site become those of the hub: pure choices, no database."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from hub.people.enums import Role, Trade
from pages.defis.enums import DefiPhase, EndState
from resources.centre.enums import Moment, ResourceKind

from .enums import Kind
from .readers.jekyll_people import class_words, promotion_classes
from .readers.values import fold
from .records import LegacyDefi, LegacyGuide, LegacyPerson, LegacyPost, LegacyPromotion

#: Raised when the same source must be written otherwise: every page is then compared again.
MAPPING_VERSION = 2

#: Tags of the posts that tell what somebody lived.
EXPERIENCE_TAGS = frozenset(
    {"retour d experience", "retours d experience", "retour", "retours", "rex", "temoignage", "temoignages"}
    | {"evaluation", "bilan", "retrospective", "experience", "rapport d etonnement", "portrait", "portraits"}
)

_TRADES = (
    ("design", Trade.DESIGN),
    ("ux", Trade.DESIGN),
    ("data engineer", Trade.DATAENGINEERING),
    ("dataengineer", Trade.DATAENGINEERING),
    ("data sci", Trade.DATASCIENCE),
    ("datasci", Trade.DATASCIENCE),
    ("statistic", Trade.DATASCIENCE),
    ("data analyst", Trade.DATASCIENCE),
    ("geomat", Trade.GEOMATICS),
    ("geograph", Trade.GEOMATICS),
    ("webdev", Trade.DEV),
    ("devel", Trade.DEV),
    ("dev", Trade.DEV),
    ("produit", Trade.PRODUCT),
    ("product", Trade.PRODUCT),
    ("jurist", Trade.LEGAL),
    ("droit", Trade.LEGAL),
    ("secur", Trade.SECURITY),
)
_KINDS = (
    (("modele", "template", "trame", "canevas"), ResourceKind.TEMPLATE),
    (("checklist", "check list", "liste de"), ResourceKind.CHECKLIST),
    (("formulaire",), ResourceKind.FORM),
    (("formation", "tutoriel", "atelier", "cours"), ResourceKind.TRAINING),
    (("video",), ResourceKind.VIDEO),
    (("contact", "annuaire"), ResourceKind.CONTACT),
)
_MOMENTS = (
    (("perennis", "fin du defi", "passation", "apres le defi"), Moment.END),
    (("mi parcours", "bilan"), Moment.MID_TERM),
    (("accueil", "arrivee", "onboarding", "bootcamp"), Moment.ARRIVAL),
    (("recrut", "candidat", "appel a", "avant"), Moment.PREPARATION),
)
_CONTINUES = re.compile(r"^(?:de|du|des|d[’']|et)\b", re.IGNORECASE)
_ABOVE = re.compile(r"^(?:minist[èe]re|services du premier|premier ministre|secr[ée]tariat d)", re.IGNORECASE)
_ACRONYM = re.compile(r"^(?P<name>.+?)\s*\((?P<acronym>[A-ZÉÈÀÇ][\w.&/-]{1,20})\)$")
_NOT_NAMES = re.compile(r"\b(?:equipe|eig|link|etalab|dinum|dinsic|programme|promotion|collectif|mentors?)\b")


def post_kind(post: LegacyPost) -> Kind:
    """Tell whether a post is a piece of news or an experience report, by its tags."""
    return Kind.EXPERIENCE if any(fold(tag) in EXPERIENCE_TAGS for tag in post.tags) else Kind.NEWS


def report_profile(post: LegacyPost) -> str:
    """Tell whose experience a report is: the team's when its signature says so."""
    author = fold(post.author)
    if "mentor" in author:
        return "mentor"
    return "team" if re.search(r"\bequipe\b|\betalab\b|\bdinum\b", author) else "eig"


def named_promotion(*texts: str) -> str:
    """Return the promotion that texts name, if they name only one: « promotion 2 », « EIG3 »."""
    found = set()
    for text in texts:
        found |= set(re.findall(r"\b(?:promotion(?: eig)?|eig) ?(\d{1,2})\b", fold(text)))
    return found.pop() if len(found) == 1 else ""


def promotion_dates(promotion: LegacyPromotion) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last days of the years of a promotion: the site knows years only."""
    if not promotion.years:
        return None, None
    return dt.date(promotion.years[0], 1, 1), dt.date(promotion.years[-1], 12, 31)


def defi_dates(defi: LegacyDefi) -> tuple[dt.date | None, dt.date | None]:
    """Return the start and the end of a défi: its year, and its length in months."""
    if not defi.year:
        return None, None
    start = dt.date(defi.year, 1, 1)
    months = start.month - 1 + defi.duration_months
    return start, dt.date(start.year + months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class Fate:
    """What a former site says of what came after the ten months.

    Attributes:
        phase: the phase after the construction.
        end_state: state of the product at the end, as far as the site tells.
    """

    phase: str
    end_state: str


#: Words of a status -> what they mean; the first that is found counts.
_FATES = (
    (("arret", "abandon", "stop", "ferme"), Fate(DefiPhase.STOPPED, EndState.NONE)),
    (("reprise prevue", "prevu", "a venir"), Fate(DefiPhase.TAKEOVER, EndState.PLANNED)),
    (("production", "en ligne", "deploye", "en service"), Fate(DefiPhase.PRODUCTION, EndState.IN_PRODUCTION)),
    (("repris", "reprise", "releve", "perennis"), Fate(DefiPhase.TAKEOVER, EndState.UNKNOWN)),
)
#: Words of a status that only tell what the dates tell.
_NO_FATE = ("termine", "en cours", "fini", "construction")
UNTOLD = "La suite n’est pas dite par l’ancien site."


def defi_fate(status: str) -> Fate | None:
    """Return what a status tells of what came after; None when it tells nothing.

    Raises:
        ValueError: it tells something that nobody foresaw.
    """
    words = fold(status)
    found = next((fate for stems, fate in _FATES if any(stem in words for stem in stems)), None)
    if found is None and words and not any(word in words for word in _NO_FATE):
        raise ValueError(status)
    return found


@dataclass(frozen=True)
class Phase:
    """A dated phase."""

    phase: str
    start: dt.date
    end: dt.date | None = None
    note: str = ""


def defi_phases(defi: LegacyDefi, fate: Fate | None, today: dt.date) -> list[Phase]:
    """Return the phases of a défi: its construction over its dates, then what is told of the rest.

    A défi whose ten months are over is never left « under construction »: unless the site tells better
    it is in takeover, with a note that says that nothing is known.
    """
    start, end = defi_dates(defi)
    if start is None or end is None:
        return []
    construction = Phase(DefiPhase.CONSTRUCTION, start, end)
    if end >= today:
        return [construction]
    after = end + dt.timedelta(days=1)
    if fate is None:
        return [construction, Phase(DefiPhase.TAKEOVER, after, note=UNTOLD)]
    return [construction, Phase(fate.phase, after)]


def person_roles(person: LegacyPerson, ended: dict[str, bool]) -> list[str]:
    """Return the roles of somebody.

    Args:
        person: who.
        ended: promotion -> whether it is over; an EIG of a promotion that is over is an alumni.
    """
    words = set(class_words(person.classes))
    profile = fold(person.profile)
    roles = set()
    if "eig" in words or (not words & {"mentor"} and trade_of(person) and promotion_classes(person.classes)):
        codes = promotion_classes(person.classes)
        over = all(ended.get(code, True) for code in codes) if codes else True
        roles.add(Role.ALUMNI if over else Role.EIG)
    if "mentor" in words or "mentor" in profile:
        roles.add(Role.MENTOR)
    if "coach" in words or "coach" in profile:
        roles.add(Role.COACH)
    if any(word in profile for word in ("accompagnement", "equipe", "coordination", "programme")):
        roles.add(Role.TEAM)
    return sorted(roles)


def trade_of(person: LegacyPerson) -> str:
    """Return the trade of somebody, from their profile, else from their classes; "" when neither tells."""
    for text in (fold(person.profile), fold(" ".join(person.classes))):
        for word, trade in _TRADES:
            if re.search(rf"\b{word}", text):
                return trade
    return ""


def split_name(name: str) -> tuple[str, str]:
    """Return the first name and the name: the first word is the first name."""
    first, _, last = name.strip().partition(" ")
    return first[:100], last.strip()[:100]


def author_names(author: str) -> list[str]:
    """Return the names in a signature: « A B et C D, équipe EIG » -> two names."""
    parts = re.split(r"\s*(?:,|;|&|\+|/|\bet\b|\band\b|\bavec\b|\(|\))\s*", re.sub(r"^\s*par\s+", "", author))
    return [part for part in parts if len(part.split()) > 1 and not _NOT_NAMES.search(fold(part))]


@dataclass(frozen=True)
class AdministrationName:
    """An administration, and the one above it as its name says."""

    name: str
    acronym: str = ""
    parent: str = ""


def administration_name(written: str) -> AdministrationName:
    """Separate « Ministère X, Direction Y (DY) »; commas inside the name of a ministry do not separate."""
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if not parts:
        return AdministrationName("")
    above = 1
    while above < len(parts) and _CONTINUES.match(parts[above]):
        above += 1
    parent = ", ".join(parts[:above]) if _ABOVE.match(parts[0]) and above < len(parts) else ""
    name = ", ".join(parts[above:]) if parent else ", ".join(parts)
    match = _ACRONYM.match(name)
    acronym = match["acronym"] if match else ""
    name = match["name"] if match else name
    return AdministrationName((name[:1].upper() + name[1:])[:250], acronym[:40], parent[:250])


def guide_kind(guide: LegacyGuide) -> str:
    """Return what a guide is, from its title."""
    title = f"{fold(guide.title)} {fold(' '.join(guide.tags))}"
    return next((kind for words, kind in _KINDS if title.startswith(words)), ResourceKind.GUIDE)


def guide_moment(guide: LegacyGuide) -> str:
    """Return when a guide serves, from its title."""
    title = fold(guide.title)
    return next((moment for words, moment in _MOMENTS if any(word in title for word in words)), Moment.ALWAYS)
