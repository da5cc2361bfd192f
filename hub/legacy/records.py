"""What the readers hand over: plain frozen records, without database nor model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from .enums import Cause


@dataclass(frozen=True)
class LegacyWarning:
    """Something to look at: the file it is about (relative to the site), why, and a detail."""

    file: str
    cause: Cause
    detail: str = ""


@dataclass(frozen=True)
class LegacyPromotion:
    """A yearly cohort. ``code`` is how the site calls it: ``2``, ``dig``."""

    code: str
    name: str
    number: int | None = None
    years: tuple[int, ...] = ()
    file: str = ""

    @property
    def address(self) -> str:
        """Return the key of the import; the former site had no page for a promotion."""
        return f"/promotions/{self.code}"


@dataclass(frozen=True)
class LegacyPerson:
    """Somebody of the community."""

    address: str
    name: str
    file: str
    biography: str = ""
    classes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    profile: str = ""
    defis: tuple[str, ...] = ()
    photo: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (kind, address)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegacyFigure:
    """A key figure."""

    value: str
    label: str


@dataclass(frozen=True)
class LegacyLink:
    """A link of a défi: ``kind`` is a code of the défis' room."""

    kind: str
    url: str
    label: str = ""


@dataclass(frozen=True)
class LegacyDocument:
    """What défis, posts and guides have in common."""

    address: str
    title: str
    file: str
    body: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    image: str = ""
    dialect: str = "jekyll"


@dataclass(frozen=True)
class LegacyDefi(LegacyDocument):
    """A défi, its page joined with its entry in ``_data/defis.yml``."""

    key: str = ""
    administration: str = ""
    administration_website: str = ""
    promotion: str = ""
    year: int | None = None
    duration_months: int = 10
    skills: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    status: str = ""
    place: str = ""
    eigs: tuple[str, ...] = ()
    mentors: tuple[str, ...] = ()
    figures: tuple[LegacyFigure, ...] = ()
    links: tuple[LegacyLink, ...] = ()
    projects: tuple[LegacyProject, ...] = ()


@dataclass(frozen=True)
class LegacyProject:
    """Something that a défi made, with its link."""

    title: str
    description: str = ""
    url: str = ""
    call_to_action: str = ""
    image: str = ""


@dataclass(frozen=True)
class LegacyPost(LegacyDocument):
    """A post of the blog."""

    date: dt.date | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    defis: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegacyGuide(LegacyDocument):
    """A guide of the documentation."""

    dialect: str = "vuepress"
    date: dt.date | None = None
    tags: tuple[str, ...] = ()


@dataclass
class LegacySite:
    """Everything that was read."""

    root: Path
    promotions: list[LegacyPromotion] = field(default_factory=list)
    people: list[LegacyPerson] = field(default_factory=list)
    defis: list[LegacyDefi] = field(default_factory=list)
    posts: list[LegacyPost] = field(default_factory=list)
    guides: list[LegacyGuide] = field(default_factory=list)
    skills: dict[str, str] = field(default_factory=dict)
    warnings: list[LegacyWarning] = field(default_factory=list)
    skipped: list[LegacyWarning] = field(default_factory=list)

    def warn(self, file: str, cause: Cause, detail: str = "") -> None:
        """Record something to look at."""
        self.warnings.append(LegacyWarning(file, cause, detail[:300]))

    def skip(self, file: str, cause: Cause, detail: str = "") -> None:
        """Record a document that cannot be taken."""
        self.skipped.append(LegacyWarning(file, cause, detail[:300]))
